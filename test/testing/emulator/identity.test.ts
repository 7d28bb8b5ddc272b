import * as identity from '@aws-sdk/client-chime-sdk-identity';
import {
  ListChannelMembershipsCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { nameOf, newWorld, refusalOf } from './support';

test('an app instance can be described, updated, listed and deleted', async () => {
  const { identity: client, appInstance } = await newWorld();

  await client.send(
    new identity.UpdateAppInstanceCommand({ AppInstanceArn: appInstance, Name: 'renamed', Metadata: 'data' }),
  );
  const described = await client.send(
    new identity.DescribeAppInstanceCommand({ AppInstanceArn: appInstance }),
  );
  const listed = await client.send(new identity.ListAppInstancesCommand({}));
  await client.send(new identity.DeleteAppInstanceCommand({ AppInstanceArn: appInstance }));

  expect(described.AppInstance).toEqual({
    AppInstanceArn: appInstance,
    Name: 'renamed',
    Metadata: 'data',
    CreatedTimestamp: expect.any(Date),
    LastUpdatedTimestamp: expect.any(Date),
  });
  expect(appInstance).toMatch(/^arn:aws:chime:us-east-1:111122223333:app-instance\/[-0-9a-f]{36}$/);
  expect(listed.AppInstances).toEqual([{ AppInstanceArn: appInstance, Name: 'renamed', Metadata: 'data' }]);
  expect(
    await refusalOf(client.send(new identity.DescribeAppInstanceCommand({ AppInstanceArn: appInstance }))),
  ).toBe('403 ForbiddenException');
});

test('an app instance user can be described, updated, listed and deleted', async () => {
  const { identity: client, appInstance, alice, admin, bob } = await newWorld();

  await client.send(
    new identity.UpdateAppInstanceUserCommand({ AppInstanceUserArn: alice, Name: 'Alice', Metadata: '' }),
  );
  const described = await client.send(
    new identity.DescribeAppInstanceUserCommand({ AppInstanceUserArn: alice }),
  );
  await client.send(new identity.DeleteAppInstanceUserCommand({ AppInstanceUserArn: alice }));
  const listed = await client.send(new identity.ListAppInstanceUsersCommand({ AppInstanceArn: appInstance }));

  expect(described.AppInstanceUser).toMatchObject({ AppInstanceUserArn: alice, Name: 'Alice', Metadata: '' });
  expect(alice).toBe(`${appInstance}/user/alice`);
  expect(listed.AppInstanceUsers?.map((user) => user.AppInstanceUserArn)).toEqual([admin, bob]);
});

test('a user id is taken once per app instance', async () => {
  const world = await newWorld();
  const other = await world.newAppInstance('other');

  expect(await refusalOf(world.newUser('alice'))).toBe('409 ConflictException');
  expect(await world.newUser('alice', other)).toBe(`${other}/user/alice`);
});

test('a deleted user is no longer member, moderator or admin', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();

  await world.identity.send(new identity.DeleteAppInstanceUserCommand({ AppInstanceUserArn: world.bob }));

  const members = await world.messaging.send(
    new ListChannelMembershipsCommand({ ChannelArn: channel, ChimeBearer: world.alice }),
  );
  expect(members.ChannelMemberships?.map((membership) => membership.Member?.Arn)).toEqual([world.alice]);
});

test('a bot can be created, described, updated, listed and deleted', async () => {
  const { identity: client, appInstance } = await newWorld();
  const LexBotAliasArn = 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST';
  const Configuration = { Lex: { LexBotAliasArn, LocaleId: 'en_US' } };

  const { AppInstanceBotArn } = await client.send(
    new identity.CreateAppInstanceBotCommand({
      AppInstanceArn: appInstance,
      Configuration,
      ClientRequestToken: 'bot',
    }),
  );
  await client.send(
    new identity.UpdateAppInstanceBotCommand({ AppInstanceBotArn, Name: 'helper', Metadata: 'm' }),
  );
  const described = await client.send(new identity.DescribeAppInstanceBotCommand({ AppInstanceBotArn }));
  const listed = await client.send(new identity.ListAppInstanceBotsCommand({ AppInstanceArn: appInstance }));
  await client.send(new identity.DeleteAppInstanceBotCommand({ AppInstanceBotArn }));

  expect(described.AppInstanceBot).toMatchObject({ AppInstanceBotArn, Name: 'helper', Configuration });
  expect(listed.AppInstanceBots).toEqual([{ AppInstanceBotArn, Name: 'helper', Metadata: 'm' }]);
  expect(
    await refusalOf(client.send(new identity.DescribeAppInstanceBotCommand({ AppInstanceBotArn }))),
  ).toBe('403 ForbiddenException');
});

test('a bot can be a member and send messages', async () => {
  const world = await newWorld();
  const LexBotAliasArn = 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST';
  const { AppInstanceBotArn: bot } = await world.identity.send(
    new identity.CreateAppInstanceBotCommand({
      AppInstanceArn: world.appInstance,
      Configuration: { Lex: { LexBotAliasArn, LocaleId: 'en_US' } },
      ClientRequestToken: 'bot',
    }),
  );
  const channel = await world.newChannel({ MemberArns: [bot!] });

  const sent = await world.messaging.send(
    new SendChannelMessageCommand({
      ChannelArn: channel,
      ChimeBearer: bot,
      Content: 'beep',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    }),
  );

  expect(sent.Status?.Value).toBe('SENT');
});

test('an admin can be described, listed and taken away, and is made once', async () => {
  const { identity: client, appInstance, admin } = await newWorld();
  const names = { AppInstanceArn: appInstance, AppInstanceAdminArn: admin };

  const described = await client.send(new identity.DescribeAppInstanceAdminCommand(names));
  const listed = await client.send(
    new identity.ListAppInstanceAdminsCommand({ AppInstanceArn: appInstance }),
  );
  const again = await refusalOf(client.send(new identity.CreateAppInstanceAdminCommand(names)));
  await client.send(new identity.DeleteAppInstanceAdminCommand(names));
  const gone = await refusalOf(client.send(new identity.DescribeAppInstanceAdminCommand(names)));

  expect(described.AppInstanceAdmin?.Admin).toEqual({ Arn: admin, Name: 'admin' });
  expect(listed.AppInstanceAdmins).toEqual([{ Admin: { Arn: admin, Name: 'admin' } }]);
  expect(again).toBe('409 ConflictException');
  expect(gone).toBe('403 ForbiddenException');
});

test('only users and bots of the app instance become its admins', async () => {
  const world = await newWorld();
  const stranger = await world.newUser('carol', await world.newAppInstance('other'));
  const admin = { AppInstanceArn: world.appInstance, AppInstanceAdminArn: stranger };

  const create = world.identity.send(new identity.CreateAppInstanceAdminCommand(admin));

  expect(await refusalOf(create)).toBe('403 ForbiddenException');
});

test('an app instance is named by its own ARN only', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();

  expect(await refusalOf(world.newUser('carol', channel))).toBe('403 ForbiddenException');
});

test('lists come in pages of the size that is asked for, whatever comes and goes in between', async () => {
  const world = await newWorld();
  const { identity: client, appInstance } = world;
  const page = (NextToken?: string): Promise<identity.ListAppInstanceUsersCommandOutput> =>
    client.send(
      new identity.ListAppInstanceUsersCommand({ AppInstanceArn: appInstance, MaxResults: 2, NextToken }),
    );

  const first = await page();
  await client.send(new identity.DeleteAppInstanceUserCommand({ AppInstanceUserArn: world.alice }));
  await world.newUser('carol');
  const second = await page(first.NextToken);

  expect(first.AppInstanceUsers?.map((u) => nameOf(u.AppInstanceUserArn!))).toEqual(['admin', 'alice']);
  expect(second.AppInstanceUsers?.map((u) => nameOf(u.AppInstanceUserArn!))).toEqual(['bob', 'carol']);
  expect(second.NextToken).toBeUndefined();
});

test('a token of another list is refused', async () => {
  const { identity: client, appInstance } = await newWorld();
  const users = await client.send(
    new identity.ListAppInstanceUsersCommand({ AppInstanceArn: appInstance, MaxResults: 1 }),
  );

  const listOthers = (NextToken?: string) =>
    refusalOf(
      client.send(new identity.ListAppInstanceBotsCommand({ AppInstanceArn: appInstance, NextToken })),
    );

  expect(await listOthers(users.NextToken)).toBe('400 BadRequestException');
  expect(await listOthers('garbage')).toBe('400 BadRequestException');
});
