import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, refusalOf, type World } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('without a flow, a message is sent at once', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();

  const id = await world.send(channel, 'hello', { Metadata: '{}', ContentType: 'text/plain' });

  expect((await get(world, channel, id, world.bob)).ChannelMessage).toEqual({
    ChannelArn: channel,
    MessageId: id,
    Content: 'hello',
    Metadata: '{}',
    ContentType: 'text/plain',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
    Redacted: false,
    Sender: { Arn: world.alice, Name: 'alice' },
    Status: { Value: 'SENT' },
    CreatedTimestamp: expect.any(Date),
    LastUpdatedTimestamp: expect.any(Date),
  });
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(world.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: hello']);
  expect(await world.emulator.settled(id)).toBe('SENT');
});

test('a sender edits its own messages only', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const id = await world.send(channel, 'old', { Metadata: 'data' });
  const edit = (ChimeBearer: string) =>
    world.messaging.send(
      new messaging.UpdateChannelMessageCommand({
        ChannelArn: channel,
        MessageId: id,
        Content: 'new',
        ChimeBearer,
      }),
    );

  const byOther = await refusalOf(edit(world.bob));
  const edited = await edit(world.alice);

  expect(byOther).toBe('403 ForbiddenException');
  expect(edited.Status?.Value).toBe('SENT');
  expect((await get(world, channel, id, world.bob)).ChannelMessage).toMatchObject({
    Content: 'new',
    Metadata: 'data',
    LastEditedTimestamp: expect.any(Date),
  });
  expect(world.shown(id)[1]).toBe('UPDATE_CHANNEL_MESSAGE to alice+bob: new');
});

test.each([
  ['keep', 'data'],
  ['clear', undefined],
] as const)('what an edit leaves out is kept or cleared: %s', async (editOmittedFields, metadata) => {
  const world = await newWorld({ behavior: { editOmittedFields } });
  const channel = await world.newChannel();
  const id = await world.send(channel, 'old', { Metadata: 'data' });

  await world.messaging.send(
    new messaging.UpdateChannelMessageCommand({
      ChannelArn: channel,
      MessageId: id,
      Content: 'new',
      ChimeBearer: world.alice,
    }),
  );

  expect((await get(world, channel, id)).ChannelMessage?.Metadata).toBe(metadata);
});

test('a message that does not persist cannot be edited', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const held = world.holdProcessor();
  await world.associate(channel, await world.newFlow());
  const id = await world.send(channel, 'hello', { Persistence: 'NON_PERSISTENT' });
  await held.next();

  const edit = world.messaging.send(
    new messaging.UpdateChannelMessageCommand({
      ChannelArn: channel,
      MessageId: id,
      Content: 'new',
      ChimeBearer: world.alice,
    }),
  );

  expect(await refusalOf(edit)).toBe('400 BadRequestException');
});

test('only members send, and only who may see the channel reads', async () => {
  const world = await newWorld();
  const carol = await world.newUser('carol');
  const channel = await world.newChannel();
  const id = await world.send(channel, 'hello');

  expect(await refusalOf(world.send(channel, 'hi', { ChimeBearer: carol }))).toBe('403 ForbiddenException');
  expect(await refusalOf(world.send(channel, 'hi', { ChimeBearer: world.admin }))).toBe(
    '403 ForbiddenException',
  );
  expect(await refusalOf(get(world, channel, id, carol))).toBe('403 ForbiddenException');
  expect(await refusalOf(get(world, channel, id, world.admin))).toBe('accepted');
});

test('only the sender gets the status of a message', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const id = await world.send(channel, 'hello');
  const status = (ChimeBearer: string, MessageId: string = id) =>
    world.messaging.send(
      new messaging.GetChannelMessageStatusCommand({ ChannelArn: channel, MessageId, ChimeBearer }),
    );

  expect((await status(world.alice)).Status?.Value).toBe('SENT');
  expect(await refusalOf(status(world.bob))).toBe('403 ForbiddenException');
  expect(await refusalOf(status(world.alice, 'none'))).toBe('403 ForbiddenException');
  world.emulator.behavior.absentMessageStatus = 'NotFound';
  expect(await refusalOf(status(world.alice, 'none'))).toBe('404 NotFoundException');
});

test.each([
  ['its sender', 'bob', 'bob', 'accepted'],
  ['another member', 'bob', 'alice', '403 ForbiddenException'],
  ['a moderator', 'alice', 'bob', 'accepted'],
  ['an admin', 'admin', 'bob', 'accepted'],
] as const)('redacting a message by %s', async (_, bearer, sender, expected) => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const MessageId = await world.send(channel, 'hello', {
    ChimeBearer: world[sender],
    Metadata: 'data',
    ContentType: 'text/plain',
  });
  const input = { ChannelArn: channel, MessageId, ChimeBearer: world[bearer] };

  expect(await refusalOf(world.messaging.send(new messaging.RedactChannelMessageCommand(input)))).toBe(
    expected,
  );

  const { ChannelMessage } = await get(world, channel, MessageId);
  const isRedacted = expected === 'accepted';
  expect(ChannelMessage).toMatchObject({ MessageId, ContentType: 'text/plain', Redacted: isRedacted });
  expect([ChannelMessage?.Content, ChannelMessage?.Metadata]).toEqual(
    isRedacted ? [undefined, undefined] : ['hello', 'data'],
  );
});

test('a redacted message cannot be edited', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const MessageId = await world.send(channel, 'hello');
  const input = { ChannelArn: channel, MessageId, ChimeBearer: world.alice };
  await world.messaging.send(new messaging.RedactChannelMessageCommand(input));

  const edit = world.messaging.send(new messaging.UpdateChannelMessageCommand({ ...input, Content: 'hi' }));

  expect(await refusalOf(edit)).toBe('409 ConflictException');
});

test('only admins delete messages', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const MessageId = await world.send(channel, 'hello');
  const remove = (ChimeBearer: string) =>
    refusalOf(
      world.messaging.send(
        new messaging.DeleteChannelMessageCommand({ ChannelArn: channel, MessageId, ChimeBearer }),
      ),
    );

  expect(await remove(world.alice)).toBe('403 ForbiddenException');
  expect(await contents(world, channel)).toEqual(['hello']);
  expect(await remove(world.admin)).toBe('accepted');
  expect(await contents(world, channel)).toEqual([]);
  expect(await refusalOf(get(world, channel, MessageId))).toBe('404 NotFoundException');
  expect(await remove(world.admin)).toBe('403 ForbiddenException');
});

test.each([
  ['Forbidden', '403 ForbiddenException'],
  ['Conflict', '409 ConflictException'],
  ['BadRequest', '400 BadRequestException'],
] as const)('a pending message can be neither redacted nor deleted: %s', async (removeUnsent, expected) => {
  const world = await newWorld({ behavior: { removeUnsent } });
  const held = world.holdProcessor();
  const channel = await world.newModeratedChannel();
  const MessageId = await world.send(channel, 'hello');
  const input = { ChannelArn: channel, MessageId, ChimeBearer: world.admin };
  const event = await held.next();

  const redacted = await refusalOf(world.messaging.send(new messaging.RedactChannelMessageCommand(input)));
  const deleted = await refusalOf(world.messaging.send(new messaging.DeleteChannelMessageCommand(input)));
  await world.callBack(event);

  expect([redacted, deleted]).toEqual([expected, expected]);
  expect(await contents(world, channel)).toEqual(['hello']);
});

test('a message that does not exist is not found', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const elsewhere = await world.send(await world.newChannel(), 'hello');

  expect(await refusalOf(get(world, channel, elsewhere))).toBe('404 NotFoundException');
});

test('messages that do not persist are shown, but not stored', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();

  const id = await world.send(channel, 'typing', { Persistence: 'NON_PERSISTENT' });

  expect(world.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: typing']);
  expect(await refusalOf(get(world, channel, id))).toBe('404 NotFoundException');
  expect(await contents(world, channel)).toEqual([]);
});

test('targeted messages are for the target and the sender', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  await world.messaging.send(
    new messaging.CreateChannelMembershipCommand({
      ChannelArn: channel,
      ChimeBearer: world.alice,
      MemberArn: world.admin,
      Type: 'DEFAULT',
    }),
  );

  const id = await world.send(channel, 'psst', { Target: [{ MemberArn: world.bob }] });
  const stranger = await world.newUser('carol');
  const toStranger = await refusalOf(world.send(channel, 'psst', { Target: [{ MemberArn: stranger }] }));

  expect(world.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to bob+alice: psst']);
  expect(await contents(world, channel, { ChimeBearer: world.bob })).toEqual(['psst']);
  expect(await contents(world, channel, { ChimeBearer: world.admin })).toEqual([]);
  expect(await refusalOf(get(world, channel, id, world.admin))).toBe('403 ForbiddenException');
  expect(toStranger).toBe('400 BadRequestException');
});

test.each([
  ['STANDARD', 'ä'.repeat(2048), 'accepted'],
  ['STANDARD', 'ä'.repeat(2048) + 'x', '400 BadRequestException'],
  ['CONTROL', 'x'.repeat(30), 'accepted'],
  ['CONTROL', 'x'.repeat(31), '400 BadRequestException'],
] as const)('%s messages are limited in bytes', async (Type, content, expected) => {
  const world = await newWorld();

  expect(await refusalOf(world.send(await world.newChannel(), content, { Type }))).toBe(expected);
});

test('CONTROL messages carry no metadata', async () => {
  const world = await newWorld();

  const send = world.send(await world.newChannel(), 'x', { Type: 'CONTROL', Metadata: 'data' });

  expect(await refusalOf(send)).toBe('400 BadRequestException');
});

test('the same client request token sends once', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();

  const first = await world.send(channel, 'hello', { ClientRequestToken: 'token' });
  const again = await world.send(channel, 'hello', { ClientRequestToken: 'token' });

  expect(again).toBe(first);
  expect(await contents(world, channel)).toEqual(['hello']);
});

test.each([
  ['ASCENDING', ['1', '2'], ['3', '4'], ['5']],
  ['DESCENDING', ['5', '4'], ['3', '2'], ['1']],
] as const)('messages are listed in pages, %s', async (SortOrder, ...expected) => {
  const world = await newWorld();
  const channel = await world.newChannel();
  for (const content of ['1', '2', '3', '4', '5']) await world.send(channel, content);
  const pages: string[][] = [];
  const paginator = messaging.paginateListChannelMessages(
    { client: world.messaging, pageSize: 2 },
    { ChannelArn: channel, ChimeBearer: world.bob, SortOrder },
  );

  for await (const page of paginator) pages.push(page.ChannelMessages!.map((message) => message.Content!));

  expect(pages).toEqual(expected);
});

test('messages are listed between two times', async () => {
  const clock = EmulatorClock.manual(Date.UTC(2026, 0, 1));
  const world = await newWorld({ clock });
  const channel = await world.newChannel();
  for (const content of ['1', '2', '3']) {
    await world.send(channel, content);
    await clock.advance(60_000);
  }

  const listed = await contents(world, channel, {
    NotBefore: new Date(Date.UTC(2026, 0, 1, 0, 1)),
    NotAfter: new Date(Date.UTC(2026, 0, 1, 0, 1, 30)),
  });

  expect(listed).toEqual(['2']);
});

test('messages of an elastic channel belong to a subchannel', async () => {
  const world = await newWorld();
  const channel = await world.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ElasticChannelConfiguration: {
      MaximumSubChannels: 2,
      TargetMembershipsPerSubChannel: 2,
      MinimumMembershipPercentage: 40,
    },
  });
  const { SubChannelId } = await world.messaging.send(
    new messaging.CreateChannelMembershipCommand({
      ChannelArn: channel,
      ChimeBearer: world.alice,
      MemberArn: world.bob,
      Type: 'DEFAULT',
    }),
  );

  const elsewhere = await refusalOf(
    world.messaging.send(
      new messaging.CreateChannelMembershipCommand({
        ChannelArn: channel,
        ChimeBearer: world.alice,
        MemberArn: world.admin,
        Type: 'DEFAULT',
        SubChannelId: 'none',
      }),
    ),
  );
  const without = await refusalOf(world.send(channel, 'hello', { ChimeBearer: world.bob }));
  const id = await world.send(channel, 'hello', { ChimeBearer: world.bob, SubChannelId });

  expect([elsewhere, without]).toEqual(['400 BadRequestException', '400 BadRequestException']);
  expect(world.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to bob: hello']);
  expect(await contents(world, channel, { SubChannelId })).toEqual(['hello']);
});

async function get(
  { messaging: client, alice }: World,
  ChannelArn: string,
  MessageId: string,
  ChimeBearer: string = alice,
): Promise<messaging.GetChannelMessageCommandOutput> {
  return client.send(new messaging.GetChannelMessageCommand({ ChannelArn, MessageId, ChimeBearer }));
}

async function contents(
  { messaging: client, alice }: World,
  ChannelArn: string,
  input: Partial<messaging.ListChannelMessagesCommandInput> = {},
): Promise<(string | undefined)[]> {
  const command = new messaging.ListChannelMessagesCommand({ ChannelArn, ChimeBearer: alice, ...input });
  return (await client.send(command)).ChannelMessages!.map((message) => message.Content);
}
