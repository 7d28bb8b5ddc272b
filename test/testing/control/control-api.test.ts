import { ControlApi } from '../../../testing/control';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';
import { SessionClient } from '../emulator/session-client';

let emulator: ChimeMessagingEmulator;
let api: ControlApi;

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
const FUNCTIONS = [
  { functionName: 'moderate', functionArn: arnOf('moderate') },
  ...['Beta', 'Production'].map((stage) => ({
    functionName: `moderate-${stage}`,
    functionArn: arnOf(`moderate-${stage}`),
    stackName: `${stage}-Chat`,
    logicalId: `Moderator${stage}`,
    constructPath: `${stage}/Chat/Moderator`,
  })),
];

beforeEach(async () => {
  emulator = await ChimeMessagingEmulator.start({
    clock: EmulatorClock.manual(1_000),
    behavior: { signatures: 'ignored' },
  });
  const logsOf = (name: string) => (name.startsWith('moderate') ? [`a line of ${name}`] : undefined);
  api = await ControlApi.start(emulator, { functions: { list: () => FUNCTIONS, logsOf } });
});

afterEach(() => emulator.close());

async function call(method: string, path: string, body?: object, token = api.token) {
  const response = await fetch(`${api.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('a message is shown with its way, and waited for', async () => {
  emulator.seed({
    appInstances: [
      { id: 'chat', users: [{ id: 'alice' }], channels: [{ id: 'general', createdBy: 'alice' }] },
    ],
  });
  const chat = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
  const { MessageId } = await emulator.call('SendChannelMessage', {
    ChannelArn: `${chat}/channel/general`,
    ChimeBearer: `${chat}/user/alice`,
    Content: 'hello',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });

  const settled = await call('GET', `messages/${MessageId}/settled`);

  expect(settled).toMatchObject({ status: 200, body: { status: 'SENT', message: { messageId: MessageId } } });
});

test('the clock is moved', async () => {
  const { body } = await call('POST', 'clock', { advance: 500 });

  expect([body, emulator.clock.now()]).toEqual([{ now: 1_500 }, 1_500]);
});

test('a fault strikes until it is removed, and counts', async () => {
  const error = { name: 'ThrottledClientException' };
  const { body } = await call('POST', 'faults', { operation: 'ListAppInstances', error });
  const struck = await fetch(`${emulator.endpoint}/app-instances`);
  const removed = await call('DELETE', `faults/${String(body.id)}`);

  expect([struck.headers.get('x-amzn-errortype'), removed.body.hits]).toEqual([error.name, 1]);
  expect((await call('GET', `faults/${String(body.id)}`)).status).toBe(404);
});

test.each<[operation: string, match: object, hits: number]>([
  ['CreateAppInstance', { Tags: [{ Key: 'a', Value: 'b' }] }, 1],
  ['*', { Name: 'chat', Tags: [{ Key: 'a', Value: 'b' }] }, 1],
  ['CreateAppInstance', { Tags: [{ Key: 'a', Value: 'c' }] }, 0],
])('a fault for %s strikes calls whose input has the values of %j', async (operation, match, hits) => {
  const error = { name: 'ThrottledClientException' };
  const { body } = await call('POST', 'faults', { operation, error, match });

  await fetch(`${emulator.endpoint}/app-instances`, {
    method: 'POST',
    body: JSON.stringify({ Name: 'chat', ClientRequestToken: 'x1', Tags: [{ Key: 'a', Value: 'b' }] }),
  });

  expect((await call('GET', `faults/${String(body.id)}`)).body.hits).toBe(hits);
});

test('sessions are listed, dropped, refused and delayed', async () => {
  emulator.seed({ appInstances: [{ id: 'chat', users: [{ id: 'alice' }] }] });
  const userArn = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat/user/alice';
  const connect = (sessionId: string) => SessionClient.connect(emulator.endpoint, { userArn, sessionId });

  const first = await connect('first');
  await first.until(() => first.events.length > 0);
  const open = await call('GET', 'sessions');
  const dropped = await call('POST', 'sessions/drop', { userArn, code: 1012 });
  await first.closed;
  const { body: refusal } = await call('POST', 'sessions/refusals', { sessionId: 'second' });
  const second = await connect('second');
  await second.closed;
  const removed = await call('DELETE', `sessions/refusals/${String(refusal.id)}`);
  const { body: delay } = await call('POST', 'sessions/delays', { delay: 500 });
  const third = await connect('third');
  while ((await call('GET', `sessions/delays/${String(delay.id)}`)).body.hits === 0);
  await call('POST', 'clock', { advance: 500 });
  await third.until(() => third.events.length > 0);

  expect(open.body).toEqual({
    sessions: [{ userArn, sessionId: 'first', establishedAt: 1_000 }],
    systemMessages: [],
  });
  expect([dropped.body, first.closeCode]).toEqual([{ dropped: 1 }, 1012]);
  expect([removed.body.hits, second.closeCode]).toEqual([1, 4401]);
  expect(emulator.sessions.open).toEqual([{ userArn, sessionId: 'third', establishedAt: 1_500 }]);
});

test('functions are listed', async () => {
  expect((await call('GET', 'functions')).body).toEqual({ functions: FUNCTIONS });
});

test.each([
  ['moderate', 'moderate'],
  ['ModeratorProduction', 'moderate-Production'],
  ['Beta/Chat/Moderator', 'moderate-Beta'],
])('the log of a function is read: %s', async (id, functionName) => {
  const { body } = await call('GET', `functions/${encodeURIComponent(id)}/logs`);

  expect(body).toEqual({ lines: [`a line of ${functionName}`] });
});

test.each([
  ['GET', 'messages/x', undefined, 404, "there is no message 'x'"],
  [
    'GET',
    'functions/x/logs',
    undefined,
    404,
    "there is no function 'x': GET /v1/functions lists all functions",
  ],
  [
    'GET',
    'functions/Chat%2FModerator/logs',
    undefined,
    400,
    "'Chat/Moderator' must name one function, got 2: moderate-Beta, moderate-Production",
  ],
  ['GET', 'message', undefined, 404, 'there is no GET /v1/message: expected one of GET /v1/messages'],
  [
    'POST',
    'clock',
    { advance: 'soon' },
    400,
    "'advance' of the body must be a number of milliseconds from 0",
  ],
  ['POST', 'clock', { advance: 1e16 }, 400, "'advance' of the body must be a number of milliseconds from 0"],
  ['POST', 'clock', {}, 400, "'advance' of the body must be a number of milliseconds from 0"],
  ['POST', 'clock', { by: 5 }, 400, "'by' of the body is unknown: expected advance"],
  ['POST', 'faults', { operation: 'Odd' }, 400, "'operation'"],
  [
    'POST',
    'faults',
    { operation: '*', error: { name: 'ThrottlingException' } },
    400,
    /^'error\.name' must be an error of the service, one of BadRequestException, .*, got 'ThrottlingException' \(did you mean 'ThrottledClientException'\?\)$/,
  ],
  [
    'POST',
    'faults',
    { operation: '*', error: { name: 'NotFoundException', statusCode: 400 } },
    400,
    "'error.statusCode' must be 404 for NotFoundException, or be left out, got 400",
  ],
  ['POST', 'faults', { operation: '*', error: {} }, 400, "'name' must be a string, got undefined"],
  ['POST', 'faults', { operation: '*', match: 5 }, 400, "'match' must be an object of members"],
  [
    'POST',
    'faults',
    { operation: 'CreateChannel', delay: 1, match: { name: 'x' } },
    400,
    "'match' must name members of the input of CreateChannel, got 'name' (did you mean 'Name'?)",
  ],
  [
    'POST',
    'faults',
    { operation: '*', delay: 1, match: { Name: 'x', Odd: 'x' } },
    400,
    "'match' must name members of the input of an operation, got 'Odd'",
  ],
  [
    'POST',
    'sessions/drop',
    { code: 1006 },
    400,
    "'code' of the options of sessions.drop must be a close code",
  ],
  ['POST', 'sessions/delays', {}, 400, "'delay' of the options of sessions.delay must be a number"],
  ['DELETE', 'sessions/refusals/x', undefined, 404, "there is no refusal 'x': POST /v1/sessions/refusals"],
])('%s %s is refused', async (method, path, body, status, message) => {
  const refused = await call(method, path, body);

  expect(refused.status).toBe(status);
  expect(refused.body).toEqual({
    message: expect.stringMatching(typeof message === 'string' ? literal(message) : message) as string,
  });
});

test('the invocation of a processor fails for any reason', async () => {
  const error = { name: 'Unreachable', message: 'the network is down' };

  expect((await call('POST', 'faults', { operation: 'InvokeProcessor', error })).status).toBe(200);
});

test('what goes wrong inside is told as well', async () => {
  const failing = await ControlApi.start(emulator, {
    functions: {
      list: () => [],
      logsOf: () => {
        throw new Error('the log is gone');
      },
    },
  });

  const response = await fetch(`${failing.url}/functions/x/logs`, {
    headers: { authorization: `Bearer ${failing.token}` },
  });

  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'the emulator failed: the log is gone' });
});

test('without the token, nothing is told', async () => {
  expect((await call('GET', 'messages', undefined, 'guessed')).status).toBe(401);
});

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
