import { request } from 'node:http';
import { handshake } from './session-client';
import { newFixture, type Fixture } from './support';

/** Signatures are no protection: a website could send a made-up one. */
const open = { behavior: { signatures: 'ignored' } } as const;

test.each(['evil.example', 'evil.example:4566', '127.0.0.1.evil.example', 'localhost.evil.example:80'])(
  'a request to the host %j is refused: a website can have any name lead here',
  async (host) => {
    const fixture = await newFixture(open);

    const { status, body } = await post(fixture, { host });

    expect([status, JSON.parse(body)]).toEqual([
      403,
      { Code: 'Forbidden', Message: 'the header Host must be 127.0.0.1, localhost or [::1]' },
    ]);
    expect(fixture.emulator.inventory()).toHaveLength(1);
  },
);

test.each([
  '127.0.0.1',
  '127.0.0.1:1',
  'localhost:8080',
  'LOCALHOST',
  '[::1]:4566',
  'host.docker.internal:4566',
])('a request to the host %s gets a response: containers and tunnels reach this machine so', async (host) => {
  const fixture = await newFixture(open);

  expect((await post(fixture, { host })).status).toBe(201);
});

test.each([
  [{ host: 'localhost' }, 201],
  [{ host: 'evil.example' }, 403],
  [{ origin: 'https://evil.example' }, 403],
])(
  "a request that asks for HTTP/2, as those of Java's client, with %j, is taken for what it is: %d",
  async (headers, expected) => {
    const fixture = await newFixture(open);

    const { status } = await post(fixture, { connection: 'Upgrade', upgrade: 'h2c', ...headers });

    expect(status).toBe(expected);
  },
);

test.each([
  [{ origin: 'https://evil.example' }],
  [{ origin: 'null' }],
  [{ origin: 'http://localhost:3000' }],
  [{ 'sec-fetch-site': 'cross-site' }],
  [{ 'sec-fetch-site': 'same-site' }],
])('a request of a website, with %j, is refused, and no page may read the response', async (headers) => {
  const fixture = await newFixture(open);

  const response = await post(fixture, { ...headers, 'content-type': 'text/plain' });

  expect(response.status).toBe(403);
  expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(fixture.emulator.inventory()).toHaveLength(1);
  expect(fixture.emulator.requests.at(-1)).toMatchObject({
    statusCode: 403,
    errorName: 'ForbiddenException',
  });
});

test.each([
  [[], ''],
  [['http://localhost:3000', 'https://chat.example'], ' or http://localhost:3000 or https://chat.example'],
])(
  'a page that is refused beside the origins %j is told which are allowed, and how',
  async (allowedOrigins, others) => {
    const fixture = await newFixture({ ...open, allowedOrigins });

    const { body } = await post(fixture, { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' });

    expect(JSON.parse(body)).toEqual({
      Code: 'Forbidden',
      Message:
        `the header Origin must be ${fixture.emulator.endpoint}${others}, got http://localhost:5173: to allow it, ` +
        "pass it in 'allowedOrigins' of ChimeMessagingEmulator.start, or after --allow-origin of the command",
    });
  },
);

test.each([[{ Origin: 'https://evil.example' }], [{ Host: 'evil.example' }]])(
  'a website gets no session, with %j',
  async (headers) => {
    const fixture = await newFixture(open);
    const query = new URLSearchParams({ userArn: fixture.alice, sessionId: 's' }).toString();

    const refused = await handshake(`${fixture.emulator.endpoint}/connect?${query}`, headers);
    const { socket } = await handshake(`${fixture.emulator.endpoint}/connect?${query}`);

    expect([refused.socket, refused.answer.statusCode]).toEqual([undefined, 403]);
    expect(socket).toBeDefined();
    socket!.destroy();
  },
);

describe('an origin that is allowed', () => {
  const origin = 'http://localhost:3000';
  const allowing = { ...open, allowedOrigins: [origin] };

  test('sends requests and reads responses, errors with their type included', async () => {
    const fixture = await newFixture(allowing);

    const made = await post(fixture, { origin, 'sec-fetch-site': 'same-site' });
    const refused = await post(fixture, { origin, 'content-type': 'application/json' }, '[]');

    expect([made.status, refused.status]).toEqual([201, 400]);
    for (const { headers } of [made, refused]) {
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'x-amzn-requestid, x-amzn-errortype',
        vary: 'Origin',
      });
    }
  });

  test('gets a response to its preflight, which is no call', async () => {
    const fixture = await newFixture(allowing);
    const before = fixture.emulator.requests.length;
    const asked = 'authorization,x-amz-date,x-amz-chime-bearer';

    const { status, headers } = await preflight(fixture, { origin, 'access-control-request-headers': asked });

    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': asked,
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(fixture.emulator.requests).toHaveLength(before);
  });

  test('gets a session', async () => {
    const fixture = await newFixture(allowing);
    const query = new URLSearchParams({ userArn: fixture.alice, sessionId: 's' }).toString();

    const { socket } = await handshake(`${fixture.emulator.endpoint}/connect?${query}`, { Origin: origin });

    expect(socket).toBeDefined();
    socket!.destroy();
  });

  test.each([
    [{ origin: 'http://localhost:3001' }],
    [{ origin: 'https://localhost:3000' }],
    [{ origin: 'http://localhost:3000.evil.example' }],
    [{ origin: 'null' }],
    [{ origin, host: 'evil.example' }],
  ])('leaves all others out, as with %j', async (headers) => {
    const fixture = await newFixture(allowing);

    const responses = [await post(fixture, headers), await preflight(fixture, headers)];

    for (const response of responses) {
      expect(response.status).toBe(403);
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expect(fixture.emulator.inventory()).toHaveLength(1);
  });

  test.each(['*', 'null', 'localhost:3000', 'http://localhost:3000/', 'file:///page.html'])(
    'must be an origin, not %j',
    async (wrong) => {
      await expect(newFixture({ allowedOrigins: [origin, wrong] })).rejects.toThrow(
        `'allowedOrigins' of the options of ChimeMessagingEmulator.start is not valid: allowedOrigins[1] must be an origin such as http://localhost:3000, got '${wrong}'`,
      );
    },
  );

  test('must be a list', async () => {
    await expect(newFixture({ allowedOrigins: origin as never })).rejects.toThrow(
      "must be a list of origins such as http://localhost:3000, got 'http://localhost:3000'",
    );
  });
});

function preflight(fixture: Fixture, headers: Record<string, string>): ReturnType<typeof post> {
  return post(fixture, { 'access-control-request-method': 'POST', ...headers }, '', 'OPTIONS');
}

/** Sends a request that a website's form could send. */
function post(
  { emulator }: Fixture,
  headers: Record<string, string>,
  body: string = JSON.stringify({ Name: 'planted', ClientRequestToken: 'token' }),
  method: string = 'POST',
): Promise<{ status?: number; headers: object; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${emulator.endpoint}/app-instances`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
