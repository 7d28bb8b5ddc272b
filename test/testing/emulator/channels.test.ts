import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, refusalOf, type World } from './support';

const FORBIDDEN = '403 ForbiddenException';

test('the creator of a channel is its moderator and member', async () => {
  const { messaging: client, alice, bob, ...world } = await newWorldWithChannel();
  const names = { ChannelArn: world.channel, ChimeBearer: alice };

  const described = await client.send(new messaging.DescribeChannelCommand(names));
  const moderators = await client.send(new messaging.ListChannelModeratorsCommand(names));
  const members = await client.send(new messaging.ListChannelMembershipsCommand(names));

  expect(described.Channel).toMatchObject({
    ChannelArn: world.channel,
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
  const world = await newWorld();

  const channel = await world.newChannel({ ChannelId: 'lobby', ModeratorArns: [world.bob] });

  expect(channel).toBe(`${world.appInstance}/channel/lobby`);
  expect(await refusalOf(world.newChannel({ ChannelId: 'lobby' }))).toBe('409 ConflictException');
  expect(await refusalOf(world.newChannel({ MemberArns: [`${world.alice}x`] }))).toBe(FORBIDDEN);
});

test.each([
  ['alice', 'the moderator', 'accepted'],
  ['admin', 'an admin', 'accepted'],
  ['bob', 'a member', FORBIDDEN],
] as const)('%s, %s, may or may not update the channel', async (who, _, expected) => {
  const world = await newWorldWithChannel();

  const update = world.messaging.send(
    new messaging.UpdateChannelCommand({ ChannelArn: world.channel, ChimeBearer: world[who], Name: 'new' }),
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
  const world = await newWorld();
  const carol = await world.newUser('carol');
  const closed = await world.newChannel();
  const open = await world.newChannel({ Privacy: 'PUBLIC' });
  const describe = (ChannelArn: string, ChimeBearer: string) =>
    refusalOf(world.messaging.send(new messaging.DescribeChannelCommand({ ChannelArn, ChimeBearer })));

  expect(await describe(closed, carol)).toBe(FORBIDDEN);
  expect(await describe(open, carol)).toBe('accepted');
  expect(await describe(closed, world.bob)).toBe('accepted');
  expect(await describe(closed, world.admin)).toBe('accepted');
});

test('only admins may list private channels', async () => {
  const world = await newWorldWithChannel();
  const list = (ChimeBearer: string, Privacy?: 'PRIVATE' | 'PUBLIC') =>
    world.messaging.send(
      new messaging.ListChannelsCommand({ AppInstanceArn: world.appInstance, ChimeBearer, Privacy }),
    );
  const open = await world.newChannel({ Privacy: 'PUBLIC' });

  expect((await list(world.bob)).Channels?.map((c) => c.ChannelArn)).toEqual([open]);
  expect((await list(world.admin, 'PRIVATE')).Channels?.map((c) => c.ChannelArn)).toEqual([world.channel]);
  expect(await refusalOf(list(world.bob, 'PRIVATE'))).toBe(FORBIDDEN);
});

test('members add others to unrestricted channels only', async () => {
  const world = await newWorld();
  const carol = await world.newUser('carol');
  const add = (ChannelArn: string, ChimeBearer: string) =>
    refusalOf(
      world.messaging.send(
        new messaging.CreateChannelMembershipCommand({
          ChannelArn,
          ChimeBearer,
          MemberArn: carol,
          Type: 'DEFAULT',
        }),
      ),
    );
  const unrestricted = await world.newChannel();
  const restricted = await world.newChannel({ Mode: 'RESTRICTED' });

  expect(await add(restricted, world.bob)).toBe(FORBIDDEN);
  expect(await add(restricted, world.alice)).toBe('accepted');
  expect(await add(unrestricted, carol)).toBe(FORBIDDEN);
  expect(await add(unrestricted, world.bob)).toBe('accepted');
  expect(await add(unrestricted, world.bob)).toBe('409 ConflictException');
});

test('a membership can be described, listed by type, and ended', async () => {
  const world = await newWorldWithChannel();
  const { messaging: client, channel, alice, bob } = world;
  const carol = await world.newUser('carol');
  const hidden = { ChannelArn: channel, ChimeBearer: alice, MemberArn: carol };
  await client.send(new messaging.CreateChannelMembershipCommand({ ...hidden, Type: 'HIDDEN' }));

  const described = await client.send(new messaging.DescribeChannelMembershipCommand(hidden));
  const listed = await client.send(
    new messaging.ListChannelMembershipsCommand({ ChannelArn: channel, ChimeBearer: bob, Type: 'HIDDEN' }),
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
  const world = await newWorld();
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
  const channel = await world.newChannel(elastic);
  const names = { ChannelArn: channel, ChimeBearer: world.alice };

  const described = await world.messaging.send(new messaging.DescribeChannelCommand(names));
  const members = await world.messaging.send(new messaging.ListChannelMembershipsCommand(names));
  const moderators = await world.messaging.send(new messaging.ListChannelModeratorsCommand(names));

  expect(described.Channel?.ElasticChannelConfiguration).toEqual(configuration);
  expect(members.ChannelMemberships).toEqual([]);
  expect(moderators.ChannelModerators?.map((m) => m.Moderator?.Arn)).toEqual([world.alice]);
  expect(await refusalOf(world.newChannel({ ...elastic, Mode: 'UNRESTRICTED' }))).toBe(
    '400 BadRequestException',
  );
  expect(await refusalOf(world.newChannel({ ...elastic, MemberArns: [world.bob] }))).toBe(
    '400 BadRequestException',
  );
});

test.each([
  ['Forbidden', FORBIDDEN],
  ['Unprocessable', '422 UnprocessableEntityException'],
] as const)('a bearer of another app instance is refused: %s', async (unknownBearer, expected) => {
  const world = await newWorldWithChannel({ behavior: { unknownBearer } });
  const stranger = await world.newUser('alice', await world.newAppInstance('other'));

  const describe = world.messaging.send(
    new messaging.DescribeChannelCommand({ ChannelArn: world.channel, ChimeBearer: stranger }),
  );

  expect(await refusalOf(describe)).toBe(expected);
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'a channel that does not exist is answered with %s if so wished',
  async (absentResource) => {
    const world = await newWorldWithChannel({ behavior: { absentResource } });

    const describe = world.messaging.send(
      new messaging.DescribeChannelCommand({ ChannelArn: `${world.channel}x`, ChimeBearer: world.alice }),
    );

    expect(await refusalOf(describe)).toContain(`${absentResource}Exception`);
  },
);

async function newWorldWithChannel(
  options?: Parameters<typeof newWorld>[0],
): Promise<World & { channel: string }> {
  const world = await newWorld(options);
  return Object.assign(world, { channel: await world.newChannel() });
}
