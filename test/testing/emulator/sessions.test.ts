import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { clientFrame, handshake, SessionClient } from './session-client';
import { newFixture, until, type Fixture } from './support';

const FINAL = 0x80;

/** The number of sessions so far: each has its own id. */
let sessions = 0;

test('a session begins with SESSION_ESTABLISHED at the endpoint that the service names', async () => {
  const fixture = await newFixture();

  const { Endpoint } = await fixture.messaging.send(new messaging.GetMessagingSessionEndpointCommand({}));
  const alice = await session(fixture, fixture.alice, `http://${Endpoint?.Url}`);

  expect(alice.events).toEqual([{ type: 'SESSION_ESTABLISHED', messageType: 'SYSTEM', payload: undefined }]);
  expect(fixture.emulator.requests.at(-1)).toMatchObject({
    operation: 'Connect',
    input: { userArn: fixture.alice, sessionId: `session ${sessions}` },
    statusCode: 101,
    accessKeyId: 'AKIDEXAMPLE',
  });
});

test('only the sender hears of a pending message; all members of one that was sent', async () => {
  const fixture = await newFixture();
  const held = fixture.holdProcessor();
  const channel = await fixture.newModeratedChannel();
  const [alice, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  const id = await fixture.send(channel, 'bad word', { Metadata: 'data' });
  const event = await held.next();
  await alice.until(() => alice.events.length === 2);
  const pending = alice.events[1]!;
  await fixture.callBack(event, { Content: '***' });
  await bob.until(() => bob.events.length === 2);

  expect(pending.type).toBe('PENDING_CREATE_CHANNEL_MESSAGE');
  expect(pending.payload).toMatchObject({ Content: 'bad word', Status: { Value: 'PENDING' } });
  expect(bob.events[1]).toEqual({
    type: 'CREATE_CHANNEL_MESSAGE',
    messageType: 'STANDARD',
    payload: {
      ChannelArn: channel,
      MessageId: id,
      Content: '***',
      Metadata: 'data',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
      Redacted: false,
      Sender: { Arn: fixture.alice, Name: 'alice' },
      Status: { Value: 'SENT' },
      CreatedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      LastUpdatedTimestamp: expect.any(String),
    },
  });
  await alice.until(() => alice.events.length === 3);
  expect(alice.events[2]).toEqual(bob.events[1]);
});

test('only the sender hears of denied and failed messages', async () => {
  const fixture = await newFixture();
  const held = fixture.holdProcessor();
  const channel = await fixture.newModeratedChannel();
  const [alice, bob] = [await session(fixture, fixture.alice), await session(fixture, fixture.bob)];

  await fixture.send(channel, 'one');
  await fixture.callBack(await held.next(), {}, true);
  fixture.emulator.faults.inject({ operation: 'InvokeProcessor', error: { name: 'Unreachable' } });
  await fixture.emulator.settled(await fixture.send(channel, 'two'));
  await fixture.send(channel, 'done', { Type: 'CONTROL' });
  await bob.until(() => bob.events.length === 2);
  await alice.until(() => alice.types.at(-1) === 'CREATE_CHANNEL_MESSAGE');

  expect(bob.events[1]).toMatchObject({ type: 'CREATE_CHANNEL_MESSAGE', messageType: 'CONTROL' });
  expect(alice.types).toEqual([
    'SESSION_ESTABLISHED',
    'PENDING_CREATE_CHANNEL_MESSAGE',
    'DENIED_CREATE_CHANNEL_MESSAGE',
    'PENDING_CREATE_CHANNEL_MESSAGE',
    'FAILED_CREATE_CHANNEL_MESSAGE',
    'CREATE_CHANNEL_MESSAGE',
  ]);
});

test('members hear of edits, redactions and deletions', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const MessageId = await fixture.send(channel, 'hello', { Metadata: 'data' });
  const bob = await session(fixture, fixture.bob);
  const input = { ChannelArn: channel, MessageId, ChimeBearer: fixture.alice };

  await fixture.messaging.send(new messaging.UpdateChannelMessageCommand({ ...input, Content: 'hi' }));
  await fixture.messaging.send(new messaging.RedactChannelMessageCommand(input));
  await fixture.messaging.send(
    new messaging.DeleteChannelMessageCommand({ ...input, ChimeBearer: fixture.admin }),
  );
  await bob.until(() => bob.events.length === 4);

  const [, updated, redacted, deleted] = bob.events;
  expect(updated).toMatchObject({
    type: 'UPDATE_CHANNEL_MESSAGE',
    payload: { MessageId, Content: 'hi', LastEditedTimestamp: expect.any(String) },
  });
  expect(redacted).toMatchObject({ type: 'REDACT_CHANNEL_MESSAGE', payload: { MessageId, Redacted: true } });
  expect(redacted!.payload).not.toHaveProperty('Content');
  expect(redacted!.payload).not.toHaveProperty('Metadata');
  expect(deleted).toMatchObject({ type: 'DELETE_CHANNEL_MESSAGE', payload: { MessageId } });
});

test('only members receive events, not even admins; every session of a member receives all', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const admin = await session(fixture, fixture.admin);
  const bobs = [await session(fixture, fixture.bob), await session(fixture, fixture.bob)];

  await fixture.send(channel, 'hello');
  await Promise.all(bobs.map((bob) => bob.until(() => bob.events.length === 2)));
  bobs[0]!.socket.destroy();
  await fixture.messaging.send(
    new messaging.DeleteChannelMembershipCommand({
      ChannelArn: channel,
      MemberArn: fixture.bob,
      ChimeBearer: fixture.alice,
    }),
  );
  await fixture.send(channel, 'without bob');
  await fixture.messaging.send(
    new messaging.CreateChannelMembershipCommand({
      ChannelArn: channel,
      MemberArn: fixture.admin,
      ChimeBearer: fixture.alice,
      Type: 'DEFAULT',
    }),
  );
  await fixture.send(channel, 'with the admin');
  await admin.until(() => admin.events.length === 3);

  expect(admin.types[1]).toBe('CREATE_CHANNEL_MEMBERSHIP');
  expect(admin.events[2]!.payload).toMatchObject({ Content: 'with the admin' });
  expect(bobs[1]!.types).toEqual([
    'SESSION_ESTABLISHED',
    'CREATE_CHANNEL_MESSAGE',
    'DELETE_CHANNEL_MEMBERSHIP',
  ]);
});

test('a session of a user who may not connect is opened, then closed for good', async () => {
  const fixture = await newFixture();
  const stranger = await SessionClient.connect(fixture.emulator.endpoint, {
    userArn: `${fixture.alice}x`,
    sessionId: 'session',
  });
  await stranger.closed;
  const asked: unknown[] = [];
  fixture.emulator.useAuthorizer({
    authorize: (request) => {
      asked.push(request);
      return { allowed: false };
    },
  });
  const alice = await SessionClient.connect(fixture.emulator.endpoint, {
    userArn: fixture.alice,
    sessionId: 'session',
  });
  await alice.closed;

  expect([stranger.types, stranger.closeCode]).toEqual([[], 4401]);
  expect([alice.types, alice.closeCode]).toEqual([[], 4401]);
  expect(asked).toEqual([
    { accessKeyId: 'AKIDEXAMPLE', action: 'chime:Connect', resources: [fixture.alice] },
  ]);
});

test.each([
  ['has expired', { 'X-Amz-Date': '20200101T000000Z', 'X-Amz-Credential': credentialOf('20200101') }],
  ['names no key', { 'X-Amz-Credential': '' }],
])('a session whose signature %s is closed with 4401 as well', async (_, parameters) => {
  const fixture = await newFixture();
  const wanted = { userArn: fixture.alice, sessionId: 'session', ...parameters };

  const late = await SessionClient.connect(fixture.emulator.endpoint, wanted);
  await late.closed;

  expect([late.types, late.closeCode]).toEqual([[], 4401]);
});

test('the reason for closing a session fits into its frame, without half a character', async () => {
  const fixture = await newFixture();
  fixture.emulator.useAuthorizer({ authorize: () => ({ allowed: false, reason: 'é'.repeat(100) }) });

  const alice = await SessionClient.connect(fixture.emulator.endpoint, {
    userArn: fixture.alice,
    sessionId: 'session',
  });
  await alice.closed;

  expect(alice.closeCode).toBe(4401);
  expect(alice.received.at(-1)!.payload.subarray(2).toString()).toBe('é'.repeat(61));
});

test.each([
  [{ sessionId: '1' }, "'userArn' is required"],
  [{ userArn: 'x' }, "'sessionId' is required"],
  [{ userArn: 'x', sessionId: '1', 'prefetch-on': 'start' }, "'prefetch-on'"],
  [{ userArn: 'x', sessionId: '1', 'prefetch-sort-by': 'name' }, "'prefetch-sort-by'"],
])(
  'a session that lacks what it needs, or asks for what there is not, with %j, is closed with 4401 too',
  async (parameters, reason) => {
    const { emulator } = await newFixture();

    const client = await SessionClient.connect(emulator.endpoint, parameters as Record<string, string>);
    await client.closed;

    expect(client.closeCode).toBe(4401); // after any other code, the official client would reconnect forever
    expect(client.received.at(-1)!.payload.subarray(2).toString()).toContain(reason);
    expect(emulator.requests.at(-1)).toMatchObject({ statusCode: 400, errorName: 'BadRequestException' });
  },
);

test.each([
  ['/channels', {}, '404 NotFoundException'],
  ['/connect', { 'Sec-WebSocket-Key': 'short' }, '400 BadRequestException'],
  ['/connect', { 'Sec-WebSocket-Version': '12' }, '400 BadRequestException'],
  ['/connect', { Upgrade: 'h2c' }, '403 MissingAuthenticationTokenException'],
])('a handshake at %s with %j is refused with %s', async (path, headers, expected) => {
  const { emulator } = await newFixture();

  const { answer } = await handshake(emulator.endpoint + path, headers);

  expect(`${answer.statusCode} ${answer.headers['x-amzn-errortype'] as string}`).toBe(expected);
});

test('a session responds to pings, and whatever else a client may say it takes, in any pieces', async () => {
  const fixture = await newFixture();
  const alice = await session(fixture, fixture.alice);
  const said = Buffer.concat([
    clientFrame(1, 'a '.repeat(100)),
    clientFrame(FINAL + 0, 'sentence'),
    clientFrame(FINAL + 2, Buffer.from([1, 2, 3])),
    clientFrame(FINAL + 9, 'are you there?'),
  ]);

  for (const byte of said) alice.socket.write(Buffer.from([byte]));
  await alice.until(() => alice.received.length === 2);
  alice.socket.write(clientFrame(FINAL + 8, Buffer.from([0x03, 0xe8])));
  await alice.closed;

  expect(alice.received[1]).toMatchObject({ opcode: 10, payload: Buffer.from('are you there?') });
  expect(alice.closeCode).toBe(1000);
});

test.each([
  ['a frame that is not masked', Buffer.from([FINAL + 1, 1, 65, 0, 0, 0]), 1002],
  ['an extension', clientFrame(FINAL + 0x41, 'x'), 1002],
  ['an unknown opcode', clientFrame(FINAL + 3, 'x'), 1002],
  ['the end of no message', clientFrame(FINAL + 0, 'x'), 1002],
  ['a message in a message', Buffer.concat([clientFrame(1, 'x'), clientFrame(FINAL + 1, 'x')]), 1002],
  ['a ping in fragments', clientFrame(9, 'x'), 1002],
  ['a long ping', clientFrame(FINAL + 9, 'x'.repeat(126)), 1002],
  [
    'a message that is too large',
    Buffer.concat(Array(3).fill(clientFrame(1, '')).flatMap(longMessage)),
    1009,
  ],
])('%s ends the session', async (_, bytes, code) => {
  const fixture = await newFixture();
  const alice = await session(fixture, fixture.alice);

  alice.socket.write(bytes);
  await alice.closed;

  expect(alice.closeCode).toBe(code);
});

test('closing the emulator ends its sessions', async () => {
  const fixture = await newFixture();
  const alice = await session(fixture, fixture.alice);

  await fixture.emulator.close();
  await alice.closed;

  expect(alice.closeCode).toBe(1001);
});

test('the WebSocket client of Node.js follows a channel, without a signature where none is needed', async () => {
  const fixture = await newFixture({ behavior: { signatures: 'ignored' } });
  const channel = await fixture.newChannel();
  const query = new URLSearchParams({ userArn: fixture.bob, sessionId: 'session' }).toString();
  const program = `
    const socket = new WebSocket('${fixture.emulator.endpoint.replace('http', 'ws')}/connect?${query}');
    socket.onmessage = ({ data }) => {
      const { Headers, Payload } = JSON.parse(data);
      if (Payload === undefined) return;
      console.log(Headers['x-amz-chime-event-type'], JSON.parse(Payload).Content.length);
      socket.close(1000);
    };`;

  const running = promisify(execFile)(process.execPath, ['--experimental-websocket', '-e', program]);
  await until(() => fixture.emulator.requests.at(-1)?.operation === 'Connect');
  await fixture.send(channel, 'x'.repeat(4096));

  expect((await running).stdout).toBe('CREATE_CHANNEL_MESSAGE 4096\n');
});

function credentialOf(date: string): string {
  return `AKIDEXAMPLE/${date}/us-east-1/chime/aws4_request`;
}

function longMessage(_: unknown, index: number): Buffer {
  return clientFrame(index === 0 ? 1 : 0, 'x'.repeat(30_000));
}

async function session(
  { emulator }: Fixture,
  userArn: string,
  endpoint: string = emulator.endpoint,
): Promise<SessionClient> {
  const client = await SessionClient.connect(endpoint, { userArn, sessionId: `session ${++sessions}` });
  await client.until(() => client.events.length > 0);
  return client;
}
