import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { SessionClient } from './session-client';
import { newFixture as newSignedWorld, processor, refusalOf, type Fixture } from './support';
import { ChimeMessagingEmulator, type ChimeMessagingEmulatorOptions } from '../../../testing/emulator';

/** Requests that are sent manually here have no signature. */
function newFixture(options?: ChimeMessagingEmulatorOptions): Promise<Fixture> {
  return newSignedWorld({ behavior: { signatures: 'ignored' }, ...options });
}

test('an error has its name in a header, and code and message in the body', async () => {
  const fixture = await newFixture();

  const answer = await call(fixture, 'GET', `/channel-flows/${encodeURIComponent(fixture.appInstance)}`);

  expect(answer).toEqual({
    status: 403,
    errorType: 'ForbiddenException',
    requestId: expect.stringMatching(/^[-0-9a-f]{36}$/),
    body: { Code: 'Forbidden', Message: 'You do not have sufficient access to perform this action.' },
  });
});

test('a time in a response is a number', async () => {
  const fixture = await newFixture();

  const { body } = await call(fixture, 'GET', `/app-instances/${encodeURIComponent(fixture.appInstance)}`);

  const { CreatedTimestamp } = (body as { AppInstance: { CreatedTimestamp: number } }).AppInstance;
  expect(Math.abs(CreatedTimestamp - Date.now() / 1000)).toBeLessThan(60);
});

test('an operation without output responds with 204 and no body', async () => {
  const fixture = await newFixture();

  const answer = await call(fixture, 'DELETE', `/app-instances/${encodeURIComponent(fixture.appInstance)}`);

  expect([answer.status, answer.body]).toEqual([204, undefined]);
});

test.each([
  ['POST', '/channels?operation=other', '400 BadRequestException'],
  ['GET', '/channels?scope=app-instance-user-memberships', '400 BadRequestException'],
  ['POST', '/channels/x', '404 NotFoundException'],
  ['POST', '/tags?operation=other', '404 NotFoundException'],
  ['PATCH', '/channel-flows', '404 NotFoundException'],
  ['GET', '/', '404 NotFoundException'],
  ['GET', '//', '404 NotFoundException'],
  ['GET', '/channel-flows/', '404 NotFoundException'],
  ['GET', '/channel-flows/%E0%A4%A', '400 BadRequestException'],
  ['GET', '/channel-flows?app-instance-arn=x', '400 BadRequestException'],
  ['GET', '/app-instances?max-results=many', '400 BadRequestException'],
  ['GET', '/app-instances?max-results=51', '400 BadRequestException'],
  ['GET', '/app-instances?max-results=', '400 BadRequestException'],
])('%s %s gets %s', async (method, path, expected) => {
  const fixture = await newFixture();

  const { status, errorType } = await call(fixture, method, path);

  expect(`${status} ${errorType}`).toBe(expected);
});

test.each(['{', '[]', 'null', '"text"', '1', '\u0000'])(
  'a body that is no JSON object is refused: %j',
  async (body) => {
    const fixture = await newFixture();

    const { status, errorType } = await call(fixture, 'POST', '/app-instances', body);

    expect(`${status} ${errorType}`).toBe('400 BadRequestException');
  },
);

test('a body that is too large is refused, and the next request gets its response', async () => {
  const fixture = await newFixture();
  const body = JSON.stringify({ Name: 'x'.repeat(2 * 1024 * 1024), ClientRequestToken: 'token' });

  const { status, errorType } = await call(fixture, 'POST', '/app-instances', body);

  expect(`${status} ${errorType}`).toBe('413 BadRequestException');
  expect((await call(fixture, 'GET', '/app-instances')).status).toBe(200);
});

test('members of the body do not take the place of those in the path', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();
  const path = `/channels/${encodeURIComponent(channel)}/channel-flow`;
  const body = JSON.stringify({ ChannelFlowArn: flow, ChannelArn: 'x', ChimeBearer: fixture.alice });

  const withoutBearer = await call(fixture, 'PUT', path, body);
  const withBearer = await call(fixture, 'PUT', path, body, { 'x-amz-chime-bearer': fixture.alice });

  expect(withoutBearer).toMatchObject({ status: 400, body: { Message: "'ChimeBearer' is required" } });
  expect(withBearer).toMatchObject({ status: 200, body: {} });
});

test('members that are null or unknown are as if they were not there', async () => {
  const fixture = await newFixture();

  const { status } = await call(
    fixture,
    'POST',
    '/app-instances',
    JSON.stringify({
      Name: 'x',
      ClientRequestToken: 'token',
      Metadata: null,
      Tags: null,
      Unknown: 1,
      __proto__: 2,
    }),
  );

  expect(status).toBe(201);
});

test('what is not HTTP gets a response', async () => {
  const fixture = await newFixture();
  const socket = connect(Number(new URL(fixture.emulator.endpoint).port), '127.0.0.1');
  socket.end('this is not HTTP\r\n\r\n');
  let answer = '';

  for await (const chunk of socket) answer += String(chunk);

  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('x-amzn-errortype: BadRequestException');
  expect(answer).toMatch(/\r\n\r\n\{"Code":"BadRequest",.*\}$/);
});

test('whatever comes, something modeled goes', async () => {
  const { emulator } = await newFixture();
  const text = fc.string({
    unit: fc.constantFrom('/', '%', '%2F', '?', '&', '=', 'channels', 'tags', 'a', '{', '"', '1'),
  });
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
    path: fc.oneof(text, fc.constantFrom('app-instances', 'channel-flows', 'tags?operation=tag-resource')),
    body: fc.oneof(text, fc.json()),
  });

  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, body }) => {
      const answer = await fetch(`${emulator.endpoint}/${path}`, {
        method,
        body: method === 'GET' ? undefined : body,
      });
      const isError = answer.status >= 400;
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.has('x-amzn-errortype')).toBe(isError);
      expect(Object.keys((await answer.json()) as object)).toEqual(
        isError ? ['Code', 'Message'] : expect.anything(),
      );
    }),
    { numRuns: 200 },
  );
});

test('a client that goes away while it sends does no harm', async () => {
  const fixture = await newFixture();
  const socket = connect(Number(new URL(fixture.emulator.endpoint).port), '127.0.0.1');
  socket.write('POST /app-instances HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
  await new Promise((resolve) => setTimeout(resolve, 5));
  socket.resetAndDestroy();

  expect((await call(fixture, 'GET', '/app-instances')).status).toBe(200);
});

test('two emulators do not share what they know', async () => {
  const [one, other] = await Promise.all([newFixture(), newFixture()]);

  const flow = await one.newFlow();
  one.emulator.behavior.duplicateFlowName = 'Conflict';
  const { body } = await call(other, 'GET', `/channel-flows/${encodeURIComponent(flow)}`);

  expect(body).toMatchObject({ Code: 'Forbidden' });
  expect(other.emulator.behavior.duplicateFlowName).toBe('allowed');
  expect(other.emulator.requests.some((request) => request.operation === 'CreateChannelFlow')).toBe(false);
});

test('an emulator responds in its region, account and partition', async () => {
  const fixture = await newFixture({
    region: 'eu-central-1',
    account: '999999999999',
    partition: 'aws-test',
  });

  expect(fixture.appInstance).toMatch(/^arn:aws-test:chime:eu-central-1:999999999999:app-instance\//);
  expect(fixture.emulator.environment).toMatchObject({
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: fixture.emulator.endpoint,
    AWS_ENDPOINT_URL_CHIME_SDK_IDENTITY: fixture.emulator.endpoint,
  });
});

test('an emulator listens on loopback, and no more after it was closed', async () => {
  const fixture = await newFixture();
  const { endpoint } = fixture.emulator;

  await Promise.all([fixture.emulator.close(), fixture.emulator.close()]);

  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(fixture.emulator.endpoint).toBe(endpoint);
  expect(await refusalOf(fixture.newFlow([processor()]))).toContain('Error');
});

test('a port that is taken is an error', async () => {
  const fixture = await newFixture();

  const port = Number(new URL(fixture.emulator.endpoint).port);

  await expect(ChimeMessagingEmulator.start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('nothing but loopback reaches an emulator', async () => {
  const { emulator } = await newFixture();
  const port = Number(new URL(emulator.endpoint).port);
  const addresses = Object.values(networkInterfaces())
    .flatMap((addressesOfOne) => addressesOfOne ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);

  const reached = await Promise.all([...addresses, '127.0.0.2'].map((address) => isReached(address, port)));

  expect(reached).toEqual(reached.map(() => false));
  expect(await isReached('127.0.0.1', port)).toBe(true);
});

test('starting and closing a hundred times leaves nothing open', async () => {
  const open = (): string[] => process.getActiveResourcesInfo().filter((name) => name !== 'Immediate');
  // the client's own connections end with their emulators, except that it must notice this
  await startUseClose(10);
  await settled();
  const before = open();

  await startUseClose(100);
  // noticing may take the client longer on a busy machine; a connection that is really left open never ends
  while (open().length > before.length) await settled();
});

test('a call in the process is refused with a service error', async () => {
  const { emulator, appInstance } = await newFixture();

  await expect(
    emulator.call('DescribeAppInstance', { AppInstanceArn: `${appInstance}x` }),
  ).rejects.toMatchObject({
    name: 'ForbiddenException',
    statusCode: 403,
    requestId: expect.any(String),
  });
  await expect(emulator.call('FindChannels' as 'ListChannels', {} as never)).rejects.toMatchObject({
    name: 'NotFoundException',
    message: "there is no operation 'FindChannels'",
  });
});

/** With a connection that stays open, and now and then a session. */
async function startUseClose(cycles: number): Promise<void> {
  const appInstances = [{ id: 'chat', users: [{ id: 'alice' }] }];
  const userArn = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat/user/alice';
  for (let cycle = 0; cycle < cycles; cycle++) {
    const emulator = await ChimeMessagingEmulator.start({ behavior: { signatures: 'ignored' } });
    emulator.seed({ appInstances });
    await (await fetch(`${emulator.endpoint}/app-instances`)).text();
    const session =
      cycle % 10 === 0 && (await SessionClient.connect(emulator.endpoint, { userArn, sessionId: 's' }));
    await emulator.close();
    if (session) await session.closed;
  }
}

/** Sockets are gone some turns after they are closed. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isReached(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly requestId: string | null;
  readonly body: unknown;
}

async function call(
  { emulator }: Fixture,
  method: string,
  path: string,
  body?: string,
  headers?: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(emulator.endpoint + path, { method, body, headers });
  const text = await response.text();
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    requestId: response.headers.get('x-amzn-requestid'),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}
