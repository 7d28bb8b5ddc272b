import { CHAT, GENERAL, newInspected } from './support';

const MESSAGE = { ChannelArn: GENERAL, ChimeBearer: `${CHAT}/user/alice`, Content: 'hello' };

test.each(['/', '/page.js', '/events'])('%s is only for this host', async (path) => {
  const inspected = await newInspected();
  const { port } = new URL(inspected.origin);

  const answers = await Promise.all(
    ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:1${port}`].map((host) =>
      inspected.get(path, { host }),
    ),
  );

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403]);
  expect(JSON.parse(answers[0]!.body)).toEqual({ message: `the header Host must be 127.0.0.1:${port}` });
});

test('localhost is this host as well', async () => {
  const inspected = await newInspected();
  const host = `localhost:${new URL(inspected.origin).port}`;

  const page = await inspected.get('/', { host });
  const message = await inspected.post(MESSAGE, { host, origin: `http://${host}` });

  expect([page.statusCode, message.statusCode]).toEqual([200, 201]);
});

test.each([
  ['a website', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a website that a browser without fetch metadata shows', { origin: 'https://evil.example' }],
  [
    'a website that asks for HTTP/2',
    { origin: 'https://evil.example', connection: 'Upgrade', upgrade: 'h2c' },
  ],
  ['a page without an origin', { origin: 'null' }],
  ['another server on this machine', { 'sec-fetch-site': 'same-site' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
])('%s cannot send messages', async (_, headers) => {
  const inspected = await newInspected();

  const { statusCode } = await inspected.post(MESSAGE, headers);

  expect(statusCode).toBe(403);
  expect(inspected.emulator.messageTraces).toEqual([]);
});

test('a form cannot send messages, whoever it belongs to', async () => {
  const inspected = await newInspected();

  const { statusCode } = await inspected.post(MESSAGE, { 'content-type': 'text/plain' });

  expect(statusCode).toBe(415);
  expect(inspected.emulator.messageTraces).toEqual([]);
});

test('websites can link to the page, and read nothing', async () => {
  const inspected = await newInspected();
  const headers = { 'sec-fetch-site': 'cross-site' };

  const statusCodes = await Promise.all(
    ['/', '/page.js', '/events'].map(async (path) => (await inspected.get(path, headers)).statusCode),
  );

  expect(statusCodes).toEqual([200, 403, 403]);
});
