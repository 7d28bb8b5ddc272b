import { inspect } from 'node:util';
import {
  event,
  fakeClient,
  recordingLogger,
  refusals,
  serviceError,
  throttled,
  type Answer,
} from './support';
import {
  allow,
  channelFlowProcessor,
  deny,
  lambdaContext,
  update,
  type CallbackClient,
  type ChannelFlowContext,
  type ChannelFlowEvent,
  type ChannelFlowMessage,
  type ChannelFlowProcessorOptions,
  type Decider,
  type Decision,
  type Settlement,
} from '../../processor';

/** It has a letter that random ids never contain. */
const SECRET = 'my account number is Z0815';

interface Run extends Omit<ChannelFlowProcessorOptions, 'client' | 'logger'> {
  readonly decide: Decider;
  readonly event?: ChannelFlowEvent;
  readonly answers?: Answer[];
  readonly timeout?: number;
}

/** Runs a processor on one event; waits take no time. */
async function run({
  decide,
  event: given = event({ content: SECRET }),
  answers = [],
  timeout,
  ...options
}: Run) {
  const { client, inputs, signals } = fakeClient(...answers);
  const { logger, lines } = recordingLogger();
  const handler = channelFlowProcessor(decide, { client, logger, ...options });
  const start = Date.now();
  let settlement: Settlement | undefined;
  let failure: Error | undefined;
  let duration = 0;
  const running = handler(given, lambdaContext({ timeout })).then(
    (value) => (settlement = value),
    (error: Error) => (failure = error),
  );
  const done = running.then(() => (duration = Date.now() - start));
  await jest.runAllTimersAsync();
  await done;
  return { settlement, failure, inputs, signals, lines, duration };
}

const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown) => unhandled.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', noteUnhandled);
});

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(async () => {
  jest.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

afterAll(() => {
  process.off('unhandledRejection', noteUnhandled);
});

const never: Decider = async () => new Promise(() => undefined);
const fail: Decider = () => {
  throw new Error(`cannot parse ${SECRET}`);
};

test('an allowed message is sent back as it came', async () => {
  const { inputs, settlement } = await run({
    decide: () => allow(),
    event: event({
      content: 'Hello',
      metadata: '{"a":1}',
      pushNotification: { title: 'T', body: 'B', type: 'VOIP' },
      messageAttributes: { lang: ['en', 'fr'] },
      contentType: 'text/plain',
      subChannelId: 'sub',
      channelArn: 'arn:aws:chime:us-east-1:111122223333:app-instance/i/channel/c',
    }),
  });

  expect(inputs).toEqual([
    {
      CallbackId: 'c'.repeat(36),
      ChannelArn: 'arn:aws:chime:us-east-1:111122223333:app-instance/i/channel/c',
      ChannelMessage: {
        MessageId: 'm1',
        SubChannelId: 'sub',
        Content: 'Hello',
        Metadata: '{"a":1}',
        PushNotification: { Title: 'T', Body: 'B', Type: 'VOIP' },
        MessageAttributes: { lang: { StringValues: ['en', 'fr'] } },
        ContentType: 'text/plain',
      },
    },
  ]);
  expect(settlement).toMatchObject({ messageId: 'm1', action: 'allow', attempts: 1, error: undefined });
});

test('fields that the service gave as null are not sent back', async () => {
  const given = event({ content: 'Hello' });
  const { inputs } = await run({
    decide: () => allow(),
    event: { ...given, ChannelMessage: { ...given.ChannelMessage, Metadata: null, SubChannelId: null } },
  });

  expect(inputs[0]?.ChannelMessage).toEqual({ MessageId: 'm1', Content: 'Hello' });
});

test('a message without content is no event of the service, and onError decides what happens to it', async () => {
  const { inputs } = await run({ decide: () => allow(), event: event({ content: '', metadata: '' }) });

  expect(inputs[0]).toMatchObject({ DeleteResource: true, ChannelMessage: { MessageId: 'm1' } });
});

test('a sender without a name and an attribute without values are read as such', async () => {
  const given = event();
  const seen: unknown[] = [];
  const { inputs } = await run({
    decide: ({ sender, messageAttributes }) => {
      seen.push(sender.name, messageAttributes);
      return allow();
    },
    event: {
      ...given,
      ChannelMessage: {
        ...given.ChannelMessage,
        Sender: { Arn: given.ChannelMessage.Sender.Arn },
        MessageAttributes: { lang: {} },
      },
    },
  });

  expect(seen).toEqual([undefined, { lang: [] }]);
  expect(inputs[0]?.ChannelMessage.MessageAttributes).toEqual({ lang: {} });
});

test('a denied message is deleted, and nothing of it is sent back but its address', async () => {
  const { inputs } = await run({
    decide: () => deny(),
    event: event({ content: SECRET, metadata: '{}', subChannelId: 'sub' }),
  });

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(inputs[0]?.ChannelMessage).toEqual({ MessageId: 'm1', SubChannelId: 'sub' });
});

test('an update changes what it names and sends the rest back as it came', async () => {
  const { inputs } = await run({
    decide: async () =>
      update({ content: '***', messageAttributes: { masked: ['yes'] }, metadata: undefined }),
    event: event({ content: SECRET, metadata: '{"a":1}' }),
  });

  expect(inputs[0]?.ChannelMessage).toEqual({
    MessageId: 'm1',
    Content: '***',
    Metadata: '{"a":1}',
    MessageAttributes: { masked: { StringValues: ['yes'] } },
  });
});

test('metadata and push notification can be replaced', async () => {
  const { inputs } = await run({
    decide: () =>
      update({ metadata: '', pushNotification: { body: 'New message' }, contentType: 'text/html' }),
  });

  expect(inputs[0]?.ChannelMessage).toEqual({
    MessageId: 'm1',
    Content: SECRET,
    Metadata: '',
    PushNotification: { Body: 'New message' },
    ContentType: 'text/html',
  });
});

test('the decider gets a typed view of the message and where it came from', async () => {
  let seen: [ChannelFlowMessage, ChannelFlowContext] | undefined;
  const appInstanceArn = 'arn:aws:chime:eu-central-1:111122223333:app-instance/i';
  await run({
    decide: (...args) => {
      seen = args;
      return allow();
    },
    event: event({
      content: 'Hi',
      channelArn: `${appInstanceArn}/channel/general`,
      senderArn: `${appInstanceArn}/bot/helper`,
      senderName: 'Helper',
      targetArn: `${appInstanceArn}/user/bob`,
      persistence: 'NON_PERSISTENT',
      createdTimestamp: new Date(1000),
      lastEditedTimestamp: new Date(2000),
      pushNotification: { title: 'T' },
      messageAttributes: { lang: ['en'] },
    }),
    timeout: 3000,
  });

  expect(seen?.[0]).toEqual({
    messageId: 'm1',
    content: 'Hi',
    metadata: undefined,
    sender: { arn: `${appInstanceArn}/bot/helper`, id: 'helper', kind: 'bot', name: 'Helper' },
    persistence: 'NON_PERSISTENT',
    type: 'STANDARD',
    isEdit: true,
    createdTimestamp: new Date(1000),
    lastEditedTimestamp: new Date(2000),
    target: { arn: `${appInstanceArn}/user/bob`, id: 'bob', kind: 'user' },
    subChannelId: undefined,
    pushNotification: { title: 'T', body: undefined, type: undefined },
    messageAttributes: { lang: ['en'] },
    contentType: undefined,
  });
  expect(seen?.[1]).toMatchObject({
    channelArn: `${appInstanceArn}/channel/general`,
    channelId: 'general',
    appInstanceArn,
    appInstanceId: 'i',
    partition: 'aws',
    region: 'eu-central-1',
    account: '111122223333',
    messageId: 'm1',
    callbackId: 'c'.repeat(36),
    requestId: expect.any(String),
  });
});

test('a message that is settled at once leaves no line in the log', async () => {
  const { inputs, lines } = await run({ decide: () => allow() });

  expect(inputs).toHaveLength(1);
  expect(lines).toEqual([]);
});

test('a new message is no edit, and a timestamp that is no date is left out', async () => {
  let seen: ChannelFlowMessage | undefined;
  const given = event();
  await run({
    decide: (message) => {
      seen = message;
      return allow();
    },
    event: { ...given, ChannelMessage: { ...given.ChannelMessage, CreatedTimestamp: 'yesterday' } },
  });

  expect(seen).toMatchObject({
    isEdit: false,
    createdTimestamp: undefined,
    lastEditedTimestamp: undefined,
    sender: { id: 'alice', kind: 'user' },
  });
});

function secretly(): never {
  throw new Error(SECRET);
}

/** Throws when anything reads it. */
const unreadable: object = new Proxy({}, { get: secretly });

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(thrown: unknown): Decider {
  return () => {
    throw thrown;
  };
}

/** Rethrows the error of another handler, whose callback was refused. */
const failingElsewhere: Decider = async () => {
  const { client } = fakeClient(serviceError('AccessDeniedException', 403, 'not authorized'));
  await channelFlowProcessor(() => allow(), { client, logger: recordingLogger().logger })(
    event(),
    lambdaContext(),
  );
  return allow();
};

const failures: [string, Decider, string][] = [
  ['throws', fail, 'DecisionFailed'],
  ['rejects', async () => Promise.reject(new Error(SECRET)), 'DecisionFailed'],
  [
    'throws a non-Error',
    () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw SECRET;
    },
    'DecisionFailed',
  ],
  ['throws what cannot be looked at', throwing(unreadable), 'DecisionFailed'],
  [
    'throws an error whose stack cannot be read',
    throwing({ name: 'Error', stack: unreadable }),
    'DecisionFailed',
  ],
  ['throws a proxy that was revoked', throwing(revoked()), 'DecisionFailed'],
  [
    'throws what cannot tell its class',
    throwing(new Proxy({}, { getPrototypeOf: secretly })),
    'DecisionFailed',
  ],
  [
    'throws an error with a status that is none',
    throwing(Object.assign(new Error('no'), { $metadata: { httpStatusCode: SECRET } })),
    'DecisionFailed',
  ],
  [
    'throws an error whose stack quotes the content',
    throwing(Object.assign(new Error('no'), { stack: `Error: no\n    at 8 pm, ${SECRET}\n  at 08:15:42` })),
    'DecisionFailed',
  ],
  [
    'throws an error that is named like the content',
    throwing({ name: 'accountZ0815', code: 'A0815' }),
    'DecisionFailed',
  ],
  ['rejects with null', async () => Promise.reject(null as unknown as Error), 'DecisionFailed'],
  ['rejects with nothing', async () => Promise.reject(undefined as unknown as Error), 'DecisionFailed'],
  ['never resolves', never, 'DeadlineExceeded'],
  [
    'changes the message in place',
    (message) => {
      (message as { content: string }).content = '***';
      return allow();
    },
    'DecisionFailed',
  ],
  ['fails as a callback elsewhere does', failingElsewhere, 'CallbackFailed'],
  ['returns nothing', (() => undefined) as unknown as Decider, 'InvalidDecision'],
  [
    'returns the content',
    ((message: ChannelFlowMessage) => message.content) as unknown as Decider,
    'InvalidDecision',
  ],
  ['empties the content', () => update({ content: '' }), 'InvalidDecision'],
  ['makes the content too long', () => update({ content: 'é'.repeat(2049) }), 'InvalidDecision'],
  ['makes the metadata too long', () => update({ metadata: 'é'.repeat(513) }), 'InvalidDecision'],
];

test.each(failures)('a decider that %s: the message is denied by default', async (_, decide, code) => {
  const { inputs, settlement, failure, lines } = await run({ decide });

  expect(failure).toBeUndefined();
  expect(inputs).toMatchObject([{ DeleteResource: true, ChannelMessage: { MessageId: 'm1' } }]);
  expect(settlement).toMatchObject({ action: 'deny', error: { code } });
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([{ details: { messageId: 'm1' } }]);
  expect(inspect([settlement, lines], { depth: null, showHidden: true })).not.toContain('Z0815');
});

test.each(failures)('a decider that %s: onError allow sends the message as it came', async (_, decide) => {
  const { inputs, settlement } = await run({ decide, onError: 'allow' });

  expect(inputs).toMatchObject([{ ChannelMessage: { MessageId: 'm1', Content: SECRET } }]);
  expect(inputs[0]).not.toHaveProperty('DeleteResource');
  expect(settlement?.action).toBe('allow');
});

test.each(failures)(
  'a decider that %s: onError throw fails the function without a callback',
  async (...row) => {
    const [, decide, code] = row;
    const { inputs, failure, lines } = await run({ decide, onError: 'throw' });

    expect(inputs).toEqual([]);
    expect(failure).toMatchObject({ name: 'ChannelFlowProcessorError', code });
    expect(inspect([failure, failure?.stack, lines], { depth: null, showHidden: true })).not.toContain(
      'Z0815',
    );
  },
);

test('the error of a failed decider says where it failed', async () => {
  const { settlement } = await run({
    decide: function moderate() {
      return JSON.parse(`${SECRET} {`) as never;
    },
  });

  expect(settlement?.error?.message).toBe('the decider failed with SyntaxError');
  expect(settlement?.error?.stack).toMatch(/at .*moderate/);
  expect(settlement?.error?.stack).not.toContain('account');
});

test.each([
  ['NoSuchKey', 404, 'NoSuchKey (404)'],
  ['ServiceNotAvailableLocally', 400, 'ServiceNotAvailableLocally (400)'],
  ['NoSuchKey', undefined, 'a thrown object'],
  ['see account 0815', 400, 'a thrown object'],
])('an error %p with status %p is called %p', async (name, httpStatusCode, called) => {
  const error = Object.assign(new Error(SECRET), { name, $metadata: { httpStatusCode } });

  const { settlement } = await run({ decide: throwing(error) });

  expect(settlement?.error?.message).toBe(`the decider failed with ${called}`);
});

test.each<[string, () => Error]>([
  ['looks like a stack', () => new Error(`first line\n    at ${SECRET}`)],
  ['was replaced', () => Object.assign(new Error(SECRET), { message: 'hidden' })],
  ['is no text', () => Object.assign(new Error(), { message: { toString: () => SECRET } })],
  [
    'is quoted in a stack whose lines are as long as it takes to hang',
    () =>
      Object.assign(new Error('hidden'), {
        stack: `hidden\n${' '.repeat(500_000)}at${' '.repeat(500_000)}${SECRET}\n    at f (/f.js:1:1)`,
      }),
  ],
])('an error whose message %s gives no content away', async (_, make) => {
  const { settlement } = await run({
    decide: () => {
      throw make();
    },
  });

  expect(inspect(settlement, { showHidden: true })).not.toContain('Z0815');
  expect(settlement?.error?.stack).toMatch(/\n {4}at /);
});

test('content of exactly 4,096 bytes and metadata of 1,024 are within the limits', async () => {
  const { settlement } = await run({
    decide: () => update({ content: 'é'.repeat(2048), metadata: 'é'.repeat(512) }),
  });

  expect(settlement).toMatchObject({ action: 'update', error: undefined });
});

test('content may have line breaks, and metadata what only looks like one', async () => {
  const { settlement } = await run({ decide: () => update({ content: 'a\r\nb', metadata: 'a\\nb' }) });

  expect(settlement).toMatchObject({ action: 'update', error: undefined });
});

test('a notification and attributes at their limits are sent, counted in characters and not in bytes', async () => {
  const { settlement } = await run({
    decide: () =>
      update({
        pushNotification: { title: '🚲'.repeat(50), body: 'é\n'.repeat(75), type: undefined },
        messageAttributes: { ['é'.repeat(64)]: ['é'.repeat(512)], none: [] },
      }),
  });

  expect(settlement).toMatchObject({ action: 'update', error: undefined });
});

test('content that came longer than the limit is no concern of a decider that does not change it', async () => {
  const { inputs } = await run({ decide: () => allow(), event: event({ content: 'x'.repeat(9000) }) });

  expect(inputs[0]?.ChannelMessage.Content).toHaveLength(9000);
});

test.each([
  ['content', { content: 42 }, "'content' must be a string, got number"],
  ['a misspelt name', { contents: '***' }, 'messageAttributes, got another name'],
  ['a name of Object', { constructor: '***' }, 'messageAttributes, got another name'],
  [
    'a part of a notification outside of it',
    { 'pushNotification.title': 'hello' },
    'messageAttributes, got another name',
  ],
  ['a name that may be content', { 'meet me at noon': '***' }, 'messageAttributes, got another name'],
  [
    'no change',
    {},
    "'update' must change content, metadata, contentType, pushNotification.title, pushNotification.body, " +
      'pushNotification.type, messageAttributes, got nothing',
  ],
  ['only undefined changes', { content: undefined }, 'got nothing'],
  ['nothing', undefined, 'messageAttributes, got undefined'],
  ['a string', '***', 'messageAttributes, got string'],
  ['a long type', { contentType: 'x'.repeat(46) }, "'contentType' must have 0 to 45 characters, got 46"],
  ['a line break', { metadata: 'a\nb' }, "'metadata' must be one line"],
  ['too much metadata', { metadata: 'é'.repeat(513) }, "'metadata' must have 0 to 1024 bytes, got 1026"],
  [
    'attributes that are no object',
    { messageAttributes: 5 },
    "'messageAttributes' must be an object, got number",
  ],
  [
    'attributes without lists',
    { messageAttributes: { a: 'x' } },
    "'messageAttributes' must hold lists, got string",
  ],
  [
    'an attribute that is no JSON',
    { messageAttributes: { a: [1n] } },
    "'messageAttributes' must be a string, got bigint",
  ],
  [
    'an attribute without a name',
    { messageAttributes: { '': ['x'] } },
    "'name' must have 1 to 64 characters, got 0",
  ],
  [
    'an empty attribute',
    { messageAttributes: { a: [''] } },
    "'messageAttributes' must have 1 to 512 characters, got 0",
  ],
  [
    'a notification that is a text',
    { pushNotification: 'abc' },
    "'pushNotification' must be an object, got string",
  ],
  ['no notification', { pushNotification: null }, "'pushNotification' must be an object, got null"],
  [
    'a long title',
    { pushNotification: { title: 'é'.repeat(51) } },
    "'pushNotification.title' must have 1 to 50 characters, got 51",
  ],
  [
    'a title of two lines',
    { pushNotification: { title: 'a\nb' } },
    "'pushNotification.title' must be one line",
  ],
  [
    'a notification without words',
    { pushNotification: { body: '' } },
    "'pushNotification.body' must have 1 to 150 characters, got 0",
  ],
  ['another part of a notification', { pushNotification: { sound: 'ping' } }, 'got another name'],
  ['null', { metadata: null }, "'metadata' must be a string, got null"],
])('an update with %s is refused', async (_, changes, message) => {
  const { settlement } = await run({ decide: () => update(changes as never) });

  expect(settlement?.action).toBe('deny');
  expect(settlement?.error?.message).toContain(message);
});

test('the deadline leaves the margin for the callback, and fires the signal', async () => {
  let signal: AbortSignal | undefined;
  let atStart = 0;
  const { inputs, duration } = await run({
    decide: async (_, context) => {
      signal = context.signal;
      atStart = context.remainingTime();
      return new Promise(() => undefined);
    },
    deadlineMargin: 800,
    timeout: 5000,
  });

  expect(atStart).toBe(4200);
  expect(duration).toBe(4200);
  expect(signal?.aborted).toBe(true);
  expect(signal?.reason).toMatchObject({ code: 'DeadlineExceeded' });
  expect(inputs).toHaveLength(1);
});

test('the margin takes at most half of the time', async () => {
  const { duration, settlement } = await run({ decide: never, timeout: 1000 });

  expect(duration).toBe(500);
  expect(settlement?.action).toBe('deny');
});

test('what a decider does after the deadline is ignored', async () => {
  const late = async (end: (done: () => void) => void) =>
    new Promise<never>((_, reject) => end(() => reject(new Error())));
  const { inputs, settlement } = await run({ decide: async () => late((done) => setTimeout(done, 2500)) });
  expect(inputs).toHaveLength(1);
  expect(settlement?.action).toBe('deny');

  const resolved = await run({
    decide: async () => new Promise((resolve) => setTimeout(() => resolve(allow()), 2500)),
  });
  expect(resolved.inputs).toMatchObject([{ DeleteResource: true }]);
});

test('a decision that the deadline itself brings about comes too late', async () => {
  const { inputs, settlement } = await run({
    decide: async (_, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(allow()))),
  });

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(settlement?.error).toMatchObject({ code: 'DeadlineExceeded' });
});

/** Promises of other libraries, and lookalikes. */
const thenables: [string, Decider, string][] = [
  [
    'resolves with a promise that never ends',
    () => ({ then: (resolve: (value: unknown) => void) => resolve(new Promise(() => undefined)) }) as never,
    'DeadlineExceeded',
  ],
  [
    'fails when it is waited for',
    () => ({
      then() {
        throw new Error(SECRET);
      },
    }),
    'DecisionFailed',
  ],
  [
    'decides when the deadline fires',
    (_, { signal }) =>
      ({
        then: (resolve: (decision: Decision) => void) =>
          signal.addEventListener('abort', () => resolve(allow())),
      }) as never,
    'DeadlineExceeded',
  ],
];

test.each(thenables)('a thenable that %s is no decision', async (_, decide, code) => {
  const { inputs, settlement } = await run({ decide });

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(settlement?.error).toMatchObject({ code });
});

test('time that a decider takes before it gives a promise is time of the decision', async () => {
  const { duration, settlement } = await run({
    decide: async () => {
      jest.setSystemTime(Date.now() + 1500); // it computes
      return new Promise(() => undefined);
    },
  });

  expect(duration).toBe(2000);
  expect(settlement?.error).toMatchObject({ code: 'DeadlineExceeded' });
});

test('a decider that decides at once needs no timer', async () => {
  const setTimer = jest.spyOn(globalThis, 'setTimeout');
  const { client } = fakeClient();
  const send = jest.fn<Promise<unknown>, Parameters<CallbackClient['send']>>(async (...args) => {
    expect(setTimer).not.toHaveBeenCalled();
    return client.send(...args);
  });
  await channelFlowProcessor(() => allow(), { client: { send } })(event(), lambdaContext());

  expect(send).toHaveBeenCalled();
});

test('a decision just before the deadline counts', async () => {
  const { inputs } = await run({
    decide: async () => new Promise((resolve) => setTimeout(() => resolve(allow()), 1999)),
  });

  expect(inputs).toMatchObject([{ ChannelMessage: { Content: SECRET } }]);
});

test.each(Object.entries(refusals))('a callback refused with %s is settled', async (name, refusal) => {
  const { settlement, failure } = await run({
    decide: () => allow(),
    answers: Array.from({ length: 5 }, refusal),
  });

  expect(failure).toBeUndefined();
  expect(settlement).toMatchObject({ action: 'allow', refusal: name, error: undefined });
});

test('a refusal without the suffix in its name is the same refusal', async () => {
  const { settlement } = await run({ decide: () => allow(), answers: [serviceError('Forbidden', 403)] });

  expect(settlement?.refusal).toBe('Forbidden');
});

test('a conflict is tried again, because the service asks for it', async () => {
  const { settlement, inputs } = await run({ decide: () => allow(), answers: [refusals.Conflict()] });

  expect(inputs).toHaveLength(2);
  expect(settlement).toMatchObject({ attempts: 2 });
  expect(settlement?.refusal).toBeUndefined();
});

test('a conflict without time for another attempt is settled', async () => {
  const { settlement } = await run({ decide: () => allow(), answers: [refusals.Conflict()], timeout: 100 });

  expect(settlement).toMatchObject({ attempts: 1, refusal: 'Conflict' });
});

test('a forbidden first callback is warned about, because it may be a missing permission', async () => {
  const { lines } = await run({ decide: () => allow(), answers: [refusals.Forbidden()] });

  expect(lines).toMatchObject([
    { level: 'warn', text: expect.stringContaining('chime:ChannelFlowCallback') },
  ]);
});

test('a callback whose response was lost is settled by the refusal of the next one, without a warning', async () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { settlement, lines } = await run({ decide: () => allow(), answers: [lost, refusals.Forbidden()] });

  expect(settlement).toMatchObject({ attempts: 2, refusal: 'Forbidden' });
  expect(lines.map(({ level }) => level)).toEqual(['debug']);
});

test.each([
  ['AccessDeniedException', 'User is not authorized to perform: chime:ChannelFlowCallback'],
  ['ForbiddenException', 'User is not authorized to perform: chime:ChannelFlowCallback'],
])('a missing permission (%s) fails the function and names what to allow', async (name, text) => {
  const { failure, inputs } = await run({ decide: () => allow(), answers: [serviceError(name, 403, text)] });

  expect(failure).toMatchObject({
    code: 'CallbackFailed',
    message: expect.stringContaining('must allow chime:ChannelFlowCallback on arn:aws:chime:'),
  });
  expect(inputs).toHaveLength(1);
});

test.each([
  ['throttling', throttled()],
  ['a server error', serviceError('ServiceFailureException', 500)],
  ['an outage', serviceError('ServiceUnavailableException', 503)],
  ['an unknown server error', serviceError('Unknown', 502)],
  ['a response that broke off', Object.assign(new Error('aborted'), { $metadata: { httpStatusCode: 200 } })],
  ['a connection reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ['a name that does not resolve', Object.assign(new Error('dns'), { code: 'EAI_AGAIN' })],
  ['a time-out of the client', Object.assign(new Error('slow'), { name: 'TimeoutError' })],
])('%s is retried until it works', async (_, error) => {
  const { settlement, inputs } = await run({ decide: () => allow(), answers: [error, error, error] });

  expect(settlement).toMatchObject({ action: 'allow', attempts: 4 });
  expect(new Set(inputs.map(({ CallbackId }) => CallbackId))).toEqual(new Set(['c'.repeat(36)]));
});

test('a connection that hangs is given up in time for another attempt', async () => {
  const { settlement, signals } = await run({ decide: () => allow(), answers: ['silence'], timeout: 10_000 });

  expect(settlement).toMatchObject({ attempts: 2 });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

test('throttling without end fails the function before its timeout', async () => {
  const { failure, duration, settlement } = await run({
    decide: () => allow(),
    answers: Array.from({ length: 1000 }, throttled),
    timeout: 3000,
  });

  expect(settlement).toBeUndefined();
  expect(failure).toMatchObject({
    code: 'CallbackFailed',
    message: expect.stringMatching(/^the callback failed: ThrottledClientException \(429\)/),
  });
  expect(duration).toBeLessThan(3000);
});

test('a service that never responds fails the function before its timeout', async () => {
  const { failure, duration } = await run({
    decide: never,
    answers: Array.from({ length: 100 }, () => 'silence' as const),
  });

  expect(failure).toMatchObject({ code: 'CallbackFailed' });
  expect(duration).toBeLessThan(3000);
});

test('an error that no retry mends fails the function at once', async () => {
  const credentials = Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
  const { failure, inputs } = await run({ decide: () => allow(), answers: [credentials] });

  expect(failure?.message).toContain('CredentialsProviderError');
  expect(inputs).toHaveLength(1);
});

test('changes that the service refuses lead to onError', async () => {
  const refused = () =>
    serviceError('BadRequestException', 400, `Value '${SECRET}' failed to satisfy constraint`);
  const { inputs, settlement, lines } = await run({
    decide: () => update({ content: 'x' }),
    answers: [refused()],
  });

  expect(inputs).toMatchObject([{ ChannelMessage: { Content: 'x' } }, { DeleteResource: true }]);
  expect(settlement).toMatchObject({ action: 'deny', error: { code: 'DecisionRejected' } });
  expect(inspect(lines, { depth: null })).not.toContain('Z0815');

  const twice = await run({ decide: () => update({ content: 'x' }), answers: [refused(), refused()] });
  expect(twice.failure).toMatchObject({ code: 'DecisionRejected' });
  expect(inspect(twice.failure, { showHidden: true })).not.toContain('Z0815');
});

test('what the service refuses is not sent twice', async () => {
  const refused = () => serviceError('BadRequestException', 400);
  const answers = [refused(), refused()];
  const { inputs, failure } = await run({ decide: () => deny(), onError: 'allow', answers });

  expect(inputs).toMatchObject([{ DeleteResource: true }, { ChannelMessage: { Content: SECRET } }]);
  expect(failure).toMatchObject({ code: 'DecisionRejected' });
});

test('a last resort that cannot be called back is not followed by another', async () => {
  const accessDenied = serviceError('AccessDeniedException', 403);
  const { inputs, failure } = await run({ decide: fail, onError: 'allow', answers: [accessDenied] });

  expect(inputs).toHaveLength(1);
  expect(failure).toMatchObject({ code: 'CallbackFailed' });
});

test('a message without content that is let through is sent without it', async () => {
  const given = event();
  const empty = { ...given, ChannelMessage: { ...given.ChannelMessage, Content: '' } };
  const { inputs } = await run({ decide: () => allow(), onError: 'allow', event: empty });

  expect(inputs).toMatchObject([{ ChannelMessage: { MessageId: 'm1', Content: undefined } }]);
});

const broken: [string, unknown][] = [
  ['is null', null],
  ['is a string', SECRET],
  ['is an event of another service', { Records: [{ body: SECRET }] }],
  ['has no CallbackId', { ...event({ content: SECRET }), CallbackId: undefined }],
  ['has an empty CallbackId', { ...event({ content: SECRET }), CallbackId: '' }],
  ['has no message', { ...event(), ChannelMessage: undefined }],
  ['has no MessageId', { ...event(), ChannelMessage: { ...event().ChannelMessage, MessageId: undefined } }],
  ['has no ChannelArn', { ...event(), ChannelMessage: { ...event().ChannelMessage, ChannelArn: undefined } }],
  [
    'has another ARN',
    { ...event(), ChannelMessage: { ...event().ChannelMessage, ChannelArn: 'arn:aws:s3:::b' } },
  ],
  [
    'has an object in place of an ARN', // an object that can't be converted to text
    { ...event(), ChannelMessage: { ...event().ChannelMessage, ChannelArn: { toString: 1 } } },
  ],
];

test.each(broken)('an event that %s fails the function: there is nowhere to call back', async (_, given) => {
  const { failure, inputs, lines } = await run({ decide: () => allow(), event: given as ChannelFlowEvent });

  expect(failure).toMatchObject({ code: 'InvalidEvent' });
  expect(inputs).toEqual([]);
  expect(lines).toMatchObject([{ level: 'error' }]);
  expect(inspect([failure, lines], { depth: null, showHidden: true })).not.toContain('Z0815');
});

test.each([
  ['Content', { Content: undefined }],
  ['Sender', { Sender: undefined }],
  ['Sender.Arn', { Sender: { Arn: 'arn:aws:iam::1:root' } }],
  ['Sender.Arn', { Sender: { Arn: { toString: 1 } } }],
])('an event with an invalid %s is denied without asking the decider', async (name, fields) => {
  const decide = jest.fn(() => allow());
  const given = event();
  const { settlement, inputs } = await run({
    decide,
    event: {
      ...given,
      ChannelMessage: { ...given.ChannelMessage, ...fields },
    } as unknown as ChannelFlowEvent,
  });

  expect(decide).not.toHaveBeenCalled();
  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(settlement?.error).toMatchObject({ code: 'InvalidEvent', message: expect.stringContaining(name) });
});

test('onSettled learns how the message was settled, and nothing of the message', async () => {
  const onSettled = jest.fn();
  const { settlement } = await run({
    decide: fail,
    onSettled,
    answers: [throttled(), refusals.BadRequest()],
  });

  expect(onSettled.mock.calls).toEqual([[settlement]]);
  expect(settlement).toMatchObject({
    messageId: 'm1',
    callbackId: 'c'.repeat(36),
    channelArn: expect.stringContaining('/channel/general'),
    action: 'deny',
    attempts: 2,
    refusal: 'BadRequest',
    error: { code: 'DecisionFailed' },
    duration: expect.any(Number),
  });
  expect(inspect(settlement, { depth: null, showHidden: true })).not.toContain('Z0815');
});

test('an onSettled that computes for long has no more time for that', async () => {
  const { duration } = await run({
    decide: () => allow(),
    timeout: 1000,
    onSettled: async () => {
      jest.setSystemTime(Date.now() + 600);
      return new Promise(() => undefined);
    },
  });

  expect(duration).toBe(900);
});

test.each<[string, ChannelFlowProcessorOptions['onSettled']]>([
  [
    'throws',
    () => {
      throw new Error(SECRET);
    },
  ],
  ['rejects', async () => Promise.reject(new Error(SECRET))],
  ['never resolves', async () => new Promise(() => undefined)],
])('an onSettled that %s does not disturb the message', async (_, onSettled) => {
  const { settlement, failure, duration, lines, inputs } = await run({ decide: () => allow(), onSettled });

  expect(failure).toBeUndefined();
  expect(settlement).toMatchObject({ action: 'allow' });
  expect(inputs).toHaveLength(1);
  expect(duration).toBeLessThan(3000);
  expect(lines.at(-1)).toMatchObject({ level: 'warn', text: expect.stringContaining('onSettled failed') });
  expect(inspect(lines, { depth: null })).not.toContain('Z0815');
});

test('a logger that fails does not disturb the message', async () => {
  const { client, inputs } = fakeClient();
  const broke = () => {
    throw new Error('disk full');
  };
  const handler = channelFlowProcessor(fail, {
    client,
    logger: { debug: broke, info: broke, warn: broke, error: broke },
  });

  await expect(handler(event(), lambdaContext())).resolves.toMatchObject({ action: 'deny' });
  expect(inputs).toHaveLength(1);
});

test('one handler serves many messages at once, each with its own callback', async () => {
  const { client, inputs } = fakeClient();
  const handler = channelFlowProcessor(({ content }) => (content === '1' ? deny() : allow()), {
    client,
    logger: recordingLogger().logger,
  });
  await Promise.all(
    ['0', '1', '2'].map(async (content) => handler(event({ content, messageId: content }), lambdaContext())),
  );

  expect(
    inputs.map(({ ChannelMessage, DeleteResource }) => [ChannelMessage.MessageId, !!DeleteResource]),
  ).toEqual([
    ['0', false],
    ['1', true],
    ['2', false],
  ]);
});

test.each<[string, () => unknown, string]>([
  [
    'no decider',
    () => channelFlowProcessor(undefined as never),
    "'decide' must be a function, got undefined",
  ],
  [
    'an unknown onError',
    () => channelFlowProcessor(() => allow(), { onError: 'ignore' as never }),
    "'onError' must be deny, allow or throw, got 'ignore'",
  ],
  [
    'a margin below zero',
    () => channelFlowProcessor(() => allow(), { deadlineMargin: -1 }),
    "'deadlineMargin' must be milliseconds above 0, got -1",
  ],
])('%s fails when the handler is made', (_, make, message) => {
  expect(make).toThrow(message);
});

test('a message that the service does not take as it came is denied, so that it does not stay pending', async () => {
  const refused = () => serviceError('BadRequestException', 400);
  const { inputs, settlement } = await run({
    decide: () => allow(),
    onError: 'allow',
    answers: [refused()],
  });

  expect(inputs).toMatchObject([{ ChannelMessage: { Content: SECRET } }, { DeleteResource: true }]);
  expect(settlement).toMatchObject({ action: 'deny', error: { code: 'DecisionRejected' } });

  const changed = await run({
    decide: () => update({ content: '***' }),
    onError: 'allow',
    answers: [refused(), refused()],
  });
  expect(changed.inputs).toMatchObject([
    { ChannelMessage: { Content: '***' } },
    { ChannelMessage: { Content: SECRET } },
    { DeleteResource: true },
  ]);
});

test('a function with more time than a timer can wait for decides in peace', async () => {
  const { settlement } = await run({ decide: async () => Promise.resolve(allow()), timeout: 2 ** 32 });

  expect(settlement).toMatchObject({ action: 'allow', error: undefined });
});

test('a callback that is throttled is repeated for as long as there is time', async () => {
  const answers = Array.from({ length: 8 }, throttled);
  const { settlement } = await run({ decide: () => allow(), answers, timeout: 8000 });

  expect(settlement).toMatchObject({ action: 'allow', attempts: 9 });
});

test('what a decider does to the attributes of a message is no change of it', async () => {
  const { inputs } = await run({
    decide: (message) => {
      (message.messageAttributes!.tags as string[]).push('more');
      return allow();
    },
    event: { ...event(), ChannelMessage: { ...event().ChannelMessage, MessageAttributes: TAGS } },
  });

  expect(inputs[0]?.ChannelMessage.MessageAttributes).toEqual({ tags: { StringValues: ['one'] } });
});

const TAGS = { tags: { StringValues: ['one'] } };
