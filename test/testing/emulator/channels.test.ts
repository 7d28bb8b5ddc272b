import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, refusalOf, type Fixture } from './support';

const FORBIDDEN = '403 ForbiddenException';

test('the creator of a channel is its moderator and member', async () => {
  const { messaging: client, alice, bob, ...fixture } = await newWorldWithChannel();
  const names = { ChannelArn: fixture.channel, ChimeBearer: alice };

  const described = await client.send(new messaging.DescribeChannelCommand(names));
  const moderators = await client.send(new messaging.ListChannelModeratorsCommand(names));
  const members = await client.send(new messaging.ListChannelMembershipsCommand(names));

  expect(described.Channel).toMatchObject({
    ChannelArn: fixture.channel,
    Name: 'channel',
    Mode: 'UNRESTRICTED',
    Privacy: 'PRIVATE',
    CreatedBy: { Arn: alice, Name: 'alice' },
    CreatedTimestamp: expect.any(Date),
  });
  expect(described.Channel?.ChannelFlowArn).toBeUndefined();
  expect(moderators.ChannelModerators?.map((m) => m.Moderator?.Arn)).toEqual([alice]);
  expect(members.ChannelMemberships?.map((m) => m.Member?.Arn)).toEqual([alice, bob]);
});

test('a channel can be created with its id, members and moderators', async () => {
  const fixture = await newFixture();

  const channel = await fixture.newChannel({ ChannelId: 'lobby', ModeratorArns: [fixture.bob] });

  expect(channel).toBe(`${fixture.appInstance}/channel/lobby`);
  expect(await refusalOf(fixture.newChannel({ ChannelId: 'lobby' }))).toBe('409 ConflictException');
  expect(await refusalOf(fixture.newChannel({ MemberArns: [`${fixture.alice}x`] }))).toBe(FORBIDDEN);
});

test.each([
  ['alice', 'the moderator', 'accepted'],
  ['admin', 'an admin', 'accepted'],
  ['bob', 'a member', FORBIDDEN],
] as const)('%s, %s, may or may not update the channel', async (who, _, expected) => {
  const fixture = await newWorldWithChannel();

  const update = fixture.messaging.send(
    new messaging.UpdateChannelCommand({
      ChannelArn: fixture.channel,
      ChimeBearer: fixture[who],
      Name: 'new',
    }),
  );

  expect(await refusalOf(update)).toBe(expected);
});

test('only those in charge may delete a channel', async () => {
  const { messaging: client, channel, alice, bob } = await newWorldWithChannel();
  const remove = (ChimeBearer: string) =>
    refusalOf(client.send(new messaging.DeleteChannelCommand({ ChannelArn: channel, ChimeBearer })));

  expect(await remove(bob)).toBe(FORBIDDEN);
  expect(await remove(alice)).toBe('accepted');
  expect(await remove(alice)).toBe(FORBIDDEN);
});

test('non-members see public channels only', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const closed = await fixture.newChannel();
  const open = await fixture.newChannel({ Privacy: 'PUBLIC' });
  const describe = (ChannelArn: string, ChimeBearer: string) =>
    refusalOf(fixture.messaging.send(new messaging.DescribeChannelCommand({ ChannelArn, ChimeBearer })));

  expect(await describe(closed, carol)).toBe(FORBIDDEN);
  expect(await describe(open, carol)).toBe('accepted');
  expect(await describe(closed, fixture.bob)).toBe('accepted');
  expect(await describe(closed, fixture.admin)).toBe('accepted');
});

test('only admins may list private channels', async () => {
  const fixture = await newWorldWithChannel();
  const list = (ChimeBearer: string, Privacy?: 'PRIVATE' | 'PUBLIC') =>
    fixture.messaging.send(
      new messaging.ListChannelsCommand({ AppInstanceArn: fixture.appInstance, ChimeBearer, Privacy }),
    );
  const open = await fixture.newChannel({ Privacy: 'PUBLIC' });

  expect((await list(fixture.bob)).Channels?.map((c) => c.ChannelArn)).toEqual([open]);
  expect((await list(fixture.admin, 'PRIVATE')).Channels?.map((c) => c.ChannelArn)).toEqual([
    fixture.channel,
  ]);
  expect(await refusalOf(list(fixture.bob, 'PRIVATE'))).toBe(FORBIDDEN);
});

test('members add others to unrestricted channels only', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const add = (ChannelArn: string, ChimeBearer: string) =>
    refusalOf(
      fixture.messaging.send(
        new messaging.CreateChannelMembershipCommand({
          ChannelArn,
          ChimeBearer,
          MemberArn: carol,
          Type: 'DEFAULT',
        }),
      ),
    );
  const unrestricted = await fixture.newChannel();
  const restricted = await fixture.newChannel({ Mode: 'RESTRICTED' });

  expect(await add(restricted, fixture.bob)).toBe(FORBIDDEN);
  expect(await add(restricted, fixture.alice)).toBe('accepted');
  expect(await add(unrestricted, carol)).toBe(FORBIDDEN);
  expect(await add(unrestricted, fixture.bob)).toBe('accepted');
  expect(await add(unrestricted, fixture.bob)).toBe('409 ConflictException');
});

test('a membership can be described, listed by type, and ended', async () => {
  const fixture = await newWorldWithChannel();
  const { messaging: client, channel, alice, bob } = fixture;
  const carol = await fixture.newUser('carol');
  const hidden = { ChannelArn: channel, ChimeBearer: alice, MemberArn: carol };
  await client.send(new messaging.CreateChannelMembershipCommand({ ...hidden, Type: 'HIDDEN' }));

  const described = await client.send(new messaging.DescribeChannelMembershipCommand(hidden));
  const listed = await client.send(
    new messaging.ListChannelMembershipsCommand({ ChannelArn: channel, ChimeBearer: alice, Type: 'HIDDEN' }),
  );
  const byOther = await refusalOf(
    client.send(new messaging.DeleteChannelMembershipCommand({ ...hidden, ChimeBearer: bob })),
  );
  await client.send(new messaging.DeleteChannelMembershipCommand({ ...hidden, ChimeBearer: carol }));
  const gone = await refusalOf(client.send(new messaging.DescribeChannelMembershipCommand(hidden)));

  expect(described.ChannelMembership).toMatchObject({
    Member: { Arn: carol, Name: 'carol' },
    InvitedBy: { Arn: alice, Name: 'alice' },
    Type: 'HIDDEN',
  });
  expect(listed.ChannelMemberships).toEqual([{ Member: { Arn: carol, Name: 'carol' } }]);
  expect(byOther).toBe(FORBIDDEN);
  expect(gone).toBe('404 NotFoundException');
});

test('moderators make and unmake moderators', async () => {
  const { messaging: client, channel, alice, bob } = await newWorldWithChannel();
  const names = { ChannelArn: channel, ChannelModeratorArn: bob };

  const byMember = await refusalOf(
    client.send(new messaging.CreateChannelModeratorCommand({ ...names, ChimeBearer: bob })),
  );
  await client.send(new messaging.CreateChannelModeratorCommand({ ...names, ChimeBearer: alice }));
  const again = await refusalOf(
    client.send(new messaging.CreateChannelModeratorCommand({ ...names, ChimeBearer: alice })),
  );
  const described = await client.send(
    new messaging.DescribeChannelModeratorCommand({ ...names, ChimeBearer: bob }),
  );
  await client.send(new messaging.DeleteChannelModeratorCommand({ ...names, ChimeBearer: bob }));
  const gone = await refusalOf(
    client.send(new messaging.DescribeChannelModeratorCommand({ ...names, ChimeBearer: alice })),
  );

  expect(byMember).toBe(FORBIDDEN);
  expect(again).toBe('409 ConflictException');
  expect(described.ChannelModerator).toMatchObject({ Moderator: { Arn: bob }, CreatedBy: { Arn: alice } });
  expect(gone).toBe('404 NotFoundException');
});

test('only users and bots of the app instance become members and moderators', async () => {
  const { messaging: client, channel, alice } = await newWorldWithChannel();
  const names = { ChannelArn: channel, ChimeBearer: alice };
  const nobody = `${alice}x`;

  const member = client.send(
    new messaging.CreateChannelMembershipCommand({ ...names, MemberArn: nobody, Type: 'DEFAULT' }),
  );
  const moderator = client.send(
    new messaging.CreateChannelModeratorCommand({ ...names, ChannelModeratorArn: nobody }),
  );

  expect(await Promise.all([refusalOf(member), refusalOf(moderator)])).toEqual([
    '404 NotFoundException',
    FORBIDDEN,
  ]);
});

test('the creator of an elastic channel moderates it without being a member', async () => {
  const fixture = await newFixture();
  const configuration = {
    MaximumSubChannels: 2,
    TargetMembershipsPerSubChannel: 2,
    MinimumMembershipPercentage: 40,
  };
  const elastic = {
    ElasticChannelConfiguration: configuration,
    Mode: 'RESTRICTED' as const,
    MemberArns: undefined,
  };
  const channel = await fixture.newChannel(elastic);
  const names = { ChannelArn: channel, ChimeBearer: fixture.alice };

  const described = await fixture.messaging.send(new messaging.DescribeChannelCommand(names));
  const members = await fixture.messaging.send(new messaging.ListChannelMembershipsCommand(names));
  const moderators = await fixture.messaging.send(new messaging.ListChannelModeratorsCommand(names));

  expect(described.Channel?.ElasticChannelConfiguration).toEqual(configuration);
  expect(members.ChannelMemberships).toEqual([]);
  expect(moderators.ChannelModerators?.map((m) => m.Moderator?.Arn)).toEqual([fixture.alice]);
  expect(await refusalOf(fixture.newChannel({ ...elastic, Mode: 'UNRESTRICTED' }))).toBe(
    '400 BadRequestException',
  );
  expect(await refusalOf(fixture.newChannel({ ...elastic, MemberArns: [fixture.bob] }))).toBe(
    '400 BadRequestException',
  );
});

test.each([
  ['Forbidden', FORBIDDEN],
  ['Unprocessable', '422 UnprocessableEntityException'],
] as const)('a bearer of another app instance is refused: %s', async (unknownBearer, expected) => {
  const fixture = await newWorldWithChannel({ behavior: { unknownBearer } });
  const stranger = await fixture.newUser('alice', await fixture.newAppInstance('other'));

  const describe = fixture.messaging.send(
    new messaging.DescribeChannelCommand({ ChannelArn: fixture.channel, ChimeBearer: stranger }),
  );

  expect(await refusalOf(describe)).toBe(expected);
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'a channel that does not exist gets %s if so wished',
  async (absentResource) => {
    const fixture = await newWorldWithChannel({ behavior: { absentResource } });

    const describe = fixture.messaging.send(
      new messaging.DescribeChannelCommand({ ChannelArn: `${fixture.channel}x`, ChimeBearer: fixture.alice }),
    );

    expect(await refusalOf(describe)).toContain(`${absentResource}Exception`);
  },
);

async function newWorldWithChannel(
  options?: Parameters<typeof newFixture>[0],
): Promise<Fixture & { channel: string }> {
  const fixture = await newFixture(options);
  return Object.assign(fixture, { channel: await fixture.newChannel() });
}
