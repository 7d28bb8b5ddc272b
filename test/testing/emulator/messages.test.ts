import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, refusalOf, type Fixture } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('without a flow, a message is sent at once', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();

  const id = await fixture.send(channel, 'hello', { Metadata: '{}', ContentType: 'text/plain' });

  expect((await get(fixture, channel, id, fixture.bob)).ChannelMessage).toEqual({
    ChannelArn: channel,
    MessageId: id,
    Content: 'hello',
    Metadata: '{}',
    ContentType: 'text/plain',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
    Redacted: false,
    Sender: { Arn: fixture.alice, Name: 'alice' },
    Status: { Value: 'SENT' },
    CreatedTimestamp: expect.any(Date),
    LastUpdatedTimestamp: expect.any(Date),
  });
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(fixture.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: hello']);
  expect(await fixture.emulator.settled(id)).toBe('SENT');
});

test('a sender edits its own messages only', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const id = await fixture.send(channel, 'old', { Metadata: 'data' });
  const edit = (ChimeBearer: string) =>
    fixture.messaging.send(
      new messaging.UpdateChannelMessageCommand({
        ChannelArn: channel,
        MessageId: id,
        Content: 'new',
        ChimeBearer,
      }),
    );

  const byOther = await refusalOf(edit(fixture.bob));
  const edited = await edit(fixture.alice);

  expect(byOther).toBe('403 ForbiddenException');
  expect(edited.Status?.Value).toBe('SENT');
  expect((await get(fixture, channel, id, fixture.bob)).ChannelMessage).toMatchObject({
    Content: 'new',
    Metadata: 'data',
    LastEditedTimestamp: expect.any(Date),
  });
  expect(fixture.shown(id)[1]).toBe('UPDATE_CHANNEL_MESSAGE to alice+bob: new');
});

test.each([
  ['keep', 'data'],
  ['clear', undefined],
] as const)('what an edit leaves out is kept or cleared: %s', async (editOmittedFields, metadata) => {
  const fixture = await newFixture({ behavior: { editOmittedFields } });
  const channel = await fixture.newChannel();
  const id = await fixture.send(channel, 'old', { Metadata: 'data' });

  await fixture.messaging.send(
    new messaging.UpdateChannelMessageCommand({
      ChannelArn: channel,
      MessageId: id,
      Content: 'new',
      ChimeBearer: fixture.alice,
    }),
  );

  expect((await get(fixture, channel, id)).ChannelMessage?.Metadata).toBe(metadata);
});

test('a message that does not persist cannot be edited', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const held = fixture.holdProcessor();
  await fixture.associate(channel, await fixture.newFlow());
  const id = await fixture.send(channel, 'hello', { Persistence: 'NON_PERSISTENT' });
  await held.next();

  const edit = fixture.messaging.send(
    new messaging.UpdateChannelMessageCommand({
      ChannelArn: channel,
      MessageId: id,
      Content: 'new',
      ChimeBearer: fixture.alice,
    }),
  );

  expect(await refusalOf(edit)).toBe('400 BadRequestException');
});

test('only members send, and only who may see the channel reads', async () => {
  const fixture = await newFixture();
  const carol = await fixture.newUser('carol');
  const channel = await fixture.newChannel();
  const id = await fixture.send(channel, 'hello');

  expect(await refusalOf(fixture.send(channel, 'hi', { ChimeBearer: carol }))).toBe('403 ForbiddenException');
  expect(await refusalOf(fixture.send(channel, 'hi', { ChimeBearer: fixture.admin }))).toBe(
    '403 ForbiddenException',
  );
  expect(await refusalOf(get(fixture, channel, id, carol))).toBe('403 ForbiddenException');
  expect(await refusalOf(get(fixture, channel, id, fixture.admin))).toBe('accepted');
});

test('only the sender gets the status of a message', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const id = await fixture.send(channel, 'hello');
  const status = (ChimeBearer: string, MessageId: string = id) =>
    fixture.messaging.send(
      new messaging.GetChannelMessageStatusCommand({ ChannelArn: channel, MessageId, ChimeBearer }),
    );

  expect((await status(fixture.alice)).Status?.Value).toBe('SENT');
  expect(await refusalOf(status(fixture.bob))).toBe('403 ForbiddenException');
  expect(await refusalOf(status(fixture.alice, 'none'))).toBe('403 ForbiddenException');
  fixture.emulator.behavior.absentMessageStatus = 'NotFound';
  expect(await refusalOf(status(fixture.alice, 'none'))).toBe('404 NotFoundException');
});

test.each([
  ['its sender', 'bob', 'bob', 'accepted'],
  ['another member', 'bob', 'alice', '403 ForbiddenException'],
  ['a moderator', 'alice', 'bob', 'accepted'],
  ['an admin', 'admin', 'bob', 'accepted'],
] as const)('redacting a message by %s', async (_, bearer, sender, expected) => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const MessageId = await fixture.send(channel, 'hello', {
    ChimeBearer: fixture[sender],
    Metadata: 'data',
    ContentType: 'text/plain',
  });
  const input = { ChannelArn: channel, MessageId, ChimeBearer: fixture[bearer] };

  expect(await refusalOf(fixture.messaging.send(new messaging.RedactChannelMessageCommand(input)))).toBe(
    expected,
  );

  const { ChannelMessage } = await get(fixture, channel, MessageId);
  const isRedacted = expected === 'accepted';
  expect(ChannelMessage).toMatchObject({ MessageId, ContentType: 'text/plain', Redacted: isRedacted });
  expect([ChannelMessage?.Content, ChannelMessage?.Metadata]).toEqual(
    isRedacted ? [undefined, undefined] : ['hello', 'data'],
  );
});

test('a redacted message cannot be edited', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const MessageId = await fixture.send(channel, 'hello');
  const input = { ChannelArn: channel, MessageId, ChimeBearer: fixture.alice };
  await fixture.messaging.send(new messaging.RedactChannelMessageCommand(input));

  const edit = fixture.messaging.send(new messaging.UpdateChannelMessageCommand({ ...input, Content: 'hi' }));

  expect(await refusalOf(edit)).toBe('409 ConflictException');
});

test('only admins delete messages', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const MessageId = await fixture.send(channel, 'hello');
  const remove = (ChimeBearer: string) =>
    refusalOf(
      fixture.messaging.send(
        new messaging.DeleteChannelMessageCommand({ ChannelArn: channel, MessageId, ChimeBearer }),
      ),
    );

  expect(await remove(fixture.alice)).toBe('403 ForbiddenException');
  expect(await contents(fixture, channel)).toEqual(['hello']);
  expect(await remove(fixture.admin)).toBe('accepted');
  expect(await contents(fixture, channel)).toEqual([]);
  expect(await refusalOf(get(fixture, channel, MessageId))).toBe('404 NotFoundException');
  expect(await remove(fixture.admin)).toBe('403 ForbiddenException');
});

test.each([
  ['Forbidden', '403 ForbiddenException'],
  ['Conflict', '409 ConflictException'],
  ['BadRequest', '400 BadRequestException'],
] as const)('a pending message can be neither redacted nor deleted: %s', async (removeUnsent, expected) => {
  const fixture = await newFixture({ behavior: { removeUnsent } });
  const held = fixture.holdProcessor();
  const channel = await fixture.newModeratedChannel();
  const MessageId = await fixture.send(channel, 'hello');
  const input = { ChannelArn: channel, MessageId, ChimeBearer: fixture.admin };
  const event = await held.next();

  const redacted = await refusalOf(fixture.messaging.send(new messaging.RedactChannelMessageCommand(input)));
  const deleted = await refusalOf(fixture.messaging.send(new messaging.DeleteChannelMessageCommand(input)));
  await fixture.callBack(event);

  expect([redacted, deleted]).toEqual([expected, expected]);
  expect(await contents(fixture, channel)).toEqual(['hello']);
});

test('a message that does not exist is not found', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const elsewhere = await fixture.send(await fixture.newChannel(), 'hello');

  expect(await refusalOf(get(fixture, channel, elsewhere))).toBe('404 NotFoundException');
});

test('messages that do not persist are shown, but not stored', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();

  const id = await fixture.send(channel, 'typing', { Persistence: 'NON_PERSISTENT' });

  expect(fixture.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: typing']);
  expect(await refusalOf(get(fixture, channel, id))).toBe('404 NotFoundException');
  expect(await contents(fixture, channel)).toEqual([]);
});

test('targeted messages are for the target and the sender', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  await fixture.messaging.send(
    new messaging.CreateChannelMembershipCommand({
      ChannelArn: channel,
      ChimeBearer: fixture.alice,
      MemberArn: fixture.admin,
      Type: 'DEFAULT',
    }),
  );

  const id = await fixture.send(channel, 'psst', { Target: [{ MemberArn: fixture.bob }] });
  const stranger = await fixture.newUser('carol');
  const toStranger = await refusalOf(fixture.send(channel, 'psst', { Target: [{ MemberArn: stranger }] }));

  expect(fixture.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to bob+alice: psst']);
  expect(await contents(fixture, channel, { ChimeBearer: fixture.bob })).toEqual(['psst']);
  expect(await contents(fixture, channel, { ChimeBearer: fixture.admin })).toEqual([]);
  expect(await refusalOf(get(fixture, channel, id, fixture.admin))).toBe('403 ForbiddenException');
  expect(toStranger).toBe('400 BadRequestException');
});

test.each([
  ['STANDARD', 'ä'.repeat(2048), 'accepted'],
  ['STANDARD', 'ä'.repeat(2048) + 'x', '400 BadRequestException'],
  ['CONTROL', 'x'.repeat(30), 'accepted'],
  ['CONTROL', 'x'.repeat(31), '400 BadRequestException'],
] as const)('%s messages are limited in bytes', async (Type, content, expected) => {
  const fixture = await newFixture();

  expect(await refusalOf(fixture.send(await fixture.newChannel(), content, { Type }))).toBe(expected);
});

test('CONTROL messages carry no metadata', async () => {
  const fixture = await newFixture();

  const send = fixture.send(await fixture.newChannel(), 'x', { Type: 'CONTROL', Metadata: 'data' });

  expect(await refusalOf(send)).toBe('400 BadRequestException');
});

test('the same client request token sends once', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();

  const first = await fixture.send(channel, 'hello', { ClientRequestToken: 'token' });
  const again = await fixture.send(channel, 'hello', { ClientRequestToken: 'token' });

  expect(again).toBe(first);
  expect(await contents(fixture, channel)).toEqual(['hello']);
});

test('a client request token does not depend on the order in which a client sends a map', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const [a, b] = [{ StringValues: ['1', '2'] }, { StringValues: ['3'] }];
  const send = (MessageAttributes: Record<string, messaging.MessageAttributeValue>) =>
    fixture.send(channel, 'hello', { ClientRequestToken: 'token', MessageAttributes });

  const first = await send({ a, b });

  expect(await send({ b, a })).toBe(first);
  expect(await refusalOf(send({ a: b, b: a }))).toBe('409 ConflictException');
  expect(await refusalOf(send({ a: { StringValues: ['2', '1'] }, b }))).toBe('409 ConflictException');
});

test.each([
  ['ASCENDING', ['1', '2'], ['3', '4'], ['5']],
  ['DESCENDING', ['5', '4'], ['3', '2'], ['1']],
] as const)('messages are listed in pages, %s', async (SortOrder, ...expected) => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  for (const content of ['1', '2', '3', '4', '5']) await fixture.send(channel, content);
  const pages: string[][] = [];
  const paginator = messaging.paginateListChannelMessages(
    { client: fixture.messaging, pageSize: 2 },
    { ChannelArn: channel, ChimeBearer: fixture.bob, SortOrder },
  );

  for await (const page of paginator) pages.push(page.ChannelMessages!.map((message) => message.Content!));

  expect(pages).toEqual(expected);
});

test('messages are listed between two times', async () => {
  const clock = EmulatorClock.manual(Date.UTC(2026, 0, 1));
  const fixture = await newFixture({ clock });
  const channel = await fixture.newChannel();
  for (const content of ['1', '2', '3']) {
    await fixture.send(channel, content);
    await clock.advance(60_000);
  }

  const listed = await contents(fixture, channel, {
    NotBefore: new Date(Date.UTC(2026, 0, 1, 0, 1)),
    NotAfter: new Date(Date.UTC(2026, 0, 1, 0, 1, 30)),
  });

  expect(listed).toEqual(['2']);
});

test('messages of an elastic channel belong to a subchannel', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ElasticChannelConfiguration: {
      MaximumSubChannels: 2,
      TargetMembershipsPerSubChannel: 2,
      MinimumMembershipPercentage: 40,
    },
  });
  const { SubChannelId } = await fixture.messaging.send(
    new messaging.CreateChannelMembershipCommand({
      ChannelArn: channel,
      ChimeBearer: fixture.alice,
      MemberArn: fixture.bob,
      Type: 'DEFAULT',
    }),
  );

  const elsewhere = await refusalOf(
    fixture.messaging.send(
      new messaging.CreateChannelMembershipCommand({
        ChannelArn: channel,
        ChimeBearer: fixture.alice,
        MemberArn: fixture.admin,
        Type: 'DEFAULT',
        SubChannelId: 'none',
      }),
    ),
  );
  const without = await refusalOf(fixture.send(channel, 'hello', { ChimeBearer: fixture.bob }));
  const id = await fixture.send(channel, 'hello', { ChimeBearer: fixture.bob, SubChannelId });

  expect([elsewhere, without]).toEqual(['400 BadRequestException', '400 BadRequestException']);
  expect(fixture.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to bob: hello']);
  expect(await contents(fixture, channel, { SubChannelId })).toEqual(['hello']);
});

async function get(
  { messaging: client, alice }: Fixture,
  ChannelArn: string,
  MessageId: string,
  ChimeBearer: string = alice,
): Promise<messaging.GetChannelMessageCommandOutput> {
  return client.send(new messaging.GetChannelMessageCommand({ ChannelArn, MessageId, ChimeBearer }));
}

async function contents(
  { messaging: client, alice }: Fixture,
  ChannelArn: string,
  input: Partial<messaging.ListChannelMessagesCommandInput> = {},
): Promise<(string | undefined)[]> {
  const command = new messaging.ListChannelMessagesCommand({ ChannelArn, ChimeBearer: alice, ...input });
  return (await client.send(command)).ChannelMessages!.map((message) => message.Content);
}
