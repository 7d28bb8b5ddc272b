import * as identity from '@aws-sdk/client-chime-sdk-identity';
import {
  ListChannelMembershipsCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { newChat } from './emulated-chat';
import { nameOf, newFixture, refusalOf } from './support';

test('an app instance can be described, updated, listed and deleted', async () => {
  const { identity: client, appInstance } = await newFixture();

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
  const { identity: client, appInstance, alice, admin, bob } = await newFixture();

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
  const fixture = await newFixture();
  const other = await fixture.newAppInstance('other');

  expect(await refusalOf(fixture.newUser('alice'))).toBe('409 ConflictException');
  expect(await fixture.newUser('alice', other)).toBe(`${other}/user/alice`);
});

test('a deleted user is no longer member, moderator or admin', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();

  await fixture.identity.send(new identity.DeleteAppInstanceUserCommand({ AppInstanceUserArn: fixture.bob }));

  const members = await fixture.messaging.send(
    new ListChannelMembershipsCommand({ ChannelArn: channel, ChimeBearer: fixture.alice }),
  );
  expect(members.ChannelMemberships?.map((membership) => membership.Member?.Arn)).toEqual([fixture.alice]);
});

test('a bot can be created, described, updated, listed and deleted', async () => {
  const { identity: client, appInstance } = await newFixture();
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
  const fixture = await newFixture();
  const LexBotAliasArn = 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST';
  const { AppInstanceBotArn: bot } = await fixture.identity.send(
    new identity.CreateAppInstanceBotCommand({
      AppInstanceArn: fixture.appInstance,
      Configuration: { Lex: { LexBotAliasArn, LocaleId: 'en_US' } },
      ClientRequestToken: 'bot',
    }),
  );
  const channel = await fixture.newChannel({ MemberArns: [bot!] });

  const sent = await fixture.messaging.send(
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
  const { identity: client, appInstance, admin } = await newFixture();
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

test('an app instance has no more admins than its quota, which one who is an admin already does not ask for', async () => {
  const chat = await newChat({ behavior: { adminsPerAppInstance: 1 } }); // one exists from the start
  const promote = (id: string) =>
    chat.refusal('CreateAppInstanceAdmin', {
      AppInstanceArn: chat.app,
      AppInstanceAdminArn: chat.user(id),
    });

  expect(await promote('alice')).toBe('400 ResourceLimitExceededException');
  expect(await promote('admin')).toBe('409 ConflictException');
  await chat.call('DeleteAppInstanceAdmin', {
    AppInstanceArn: chat.app,
    AppInstanceAdminArn: chat.user('admin'),
  });
  expect(await promote('alice')).toBe('accepted');
});

test('only users and bots of the app instance become its admins', async () => {
  const fixture = await newFixture();
  const stranger = await fixture.newUser('carol', await fixture.newAppInstance('other'));
  const admin = { AppInstanceArn: fixture.appInstance, AppInstanceAdminArn: stranger };

  const create = fixture.identity.send(new identity.CreateAppInstanceAdminCommand(admin));

  expect(await refusalOf(create)).toBe('403 ForbiddenException');
});

test('an app instance is named by its own ARN only', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();

  expect(await refusalOf(fixture.newUser('carol', channel))).toBe('403 ForbiddenException');
});

test('lists come in pages of the size that is asked for, whatever comes and goes in between', async () => {
  const fixture = await newFixture();
  const { identity: client, appInstance } = fixture;
  const page = (NextToken?: string): Promise<identity.ListAppInstanceUsersCommandOutput> =>
    client.send(
      new identity.ListAppInstanceUsersCommand({ AppInstanceArn: appInstance, MaxResults: 2, NextToken }),
    );

  const first = await page();
  await client.send(new identity.DeleteAppInstanceUserCommand({ AppInstanceUserArn: fixture.alice }));
  await fixture.newUser('carol');
  const second = await page(first.NextToken);

  expect(first.AppInstanceUsers?.map((u) => nameOf(u.AppInstanceUserArn!))).toEqual(['admin', 'alice']);
  expect(second.AppInstanceUsers?.map((u) => nameOf(u.AppInstanceUserArn!))).toEqual(['bob', 'carol']);
  expect(second.NextToken).toBeUndefined();
});

test('a token of another list is refused', async () => {
  const { identity: client, appInstance } = await newFixture();
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
