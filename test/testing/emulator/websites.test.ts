import { request } from 'node:http';
import { handshake } from './session-client';
import { newFixture, type Fixture } from './support';

/** Signatures are no gate: a website could send one that is made up. */
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
])('a request to the host %s is answered: containers and tunnels reach this machine so', async (host) => {
  const fixture = await newFixture(open);

  expect((await post(fixture, { host })).status).toBe(201);
});

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

/** What a form of a website could send. */
function post(
  { emulator }: Fixture,
  headers: Record<string, string>,
): Promise<{ status?: number; headers: object; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${emulator.endpoint}/app-instances`, { method: 'POST', headers }, (response) => {
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
    sent.end(JSON.stringify({ Name: 'planted', ClientRequestToken: 'token' }));
  });
}
