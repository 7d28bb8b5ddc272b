import { ListAppInstancesCommand, ChimeSDKIdentityClient } from '@aws-sdk/client-chime-sdk-identity';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { WebSocket } from 'ws';
import { handshake } from './session-client';
import { newFixture, refusalOf, type Fixture } from './support';
import { EmulatorClock, type EmulatorBehavior } from '../../../testing/emulator';

const KEY = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'the secret', sessionToken: 'the token' };
const SCOPE = '/us-east-1/chime/aws4_request';
const MINUTE = 60_000;

describe('a request with the key of somebody else', () => {
  test.each([
    ['no signature', {}, 'MissingAuthenticationToken'],
    ['another scheme', { authorization: 'Bearer x' }, 'IncompleteSignature'],
    ['nothing but the algorithm', { authorization: 'AWS4-HMAC-SHA256' }, 'IncompleteSignature'],
    ['no credential', { authorization: header({ Credential: '' }) }, 'IncompleteSignature'],
    ['no signed headers', { authorization: header({ SignedHeaders: '' }) }, 'IncompleteSignature'],
    ['no signature part', { authorization: header({ Signature: '' }) }, 'IncompleteSignature'],
    ['no date', { 'x-amz-date': '' }, 'IncompleteSignature'],
    ['a date of another form', { 'x-amz-date': '2026-11-20T12:00:00Z' }, 'IncompleteSignature'],
    ['a date that does not exist', { 'x-amz-date': '20269999T999999Z' }, 'InvalidSignature'],
    ['a short scope', { authorization: header({ Credential: 'AKID/chime' }) }, 'IncompleteSignature'],
    [
      'another service',
      { authorization: header({ Credential: `AKID/${today()}/us-east-1/s3/aws4_request` }) },
      'InvalidSignature',
    ],
    [
      'another terminator',
      { authorization: header({ Credential: `AKID/${today()}/us-east-1/chime/x` }) },
      'InvalidSignature',
    ],
    [
      'the date of another day',
      { authorization: header({ Credential: `AKID/20200101${SCOPE}` }) },
      'InvalidSignature',
    ],
    [
      'a host that is not signed',
      { authorization: header({ SignedHeaders: 'x-amz-date' }) },
      'InvalidSignature',
    ],
    ['a date that is long ago', dated(-6 * MINUTE), 'InvalidSignature'],
    ['a date that is yet to come', dated(6 * MINUTE), 'InvalidSignature'],
  ] as [string, Record<string, string>, string][])('is refused with %s', async (_, headers, code) => {
    const fixture = await newFixture();
    const complete = Object.keys(headers).length === 0 ? {} : { ...dated(0), ...headers };

    const { status, errorType, body } = await list(fixture, complete);

    expect([status, errorType]).toEqual([403, `${code}Exception`]);
    expect(body).toEqual({ Code: code, Message: expect.stringMatching(/./) });
    expect(JSON.stringify(body)).not.toContain('AKID');
  });

  test.each([-4 * MINUTE, 4 * MINUTE])('may be %d ms off', async (offset) => {
    expect((await list(await newFixture(), dated(offset))).status).toBe(200);
  });

  test('is taken by the time of a test that makes time up', async () => {
    const fixture = await newFixture();
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2030, 1, 1));

    const status = [(await list(fixture, dated(0))).status, (await list(fixture, dated(-6 * MINUTE))).status];
    now.mockRestore();

    expect(status).toEqual([200, 403]);
  });

  test.each([
    ['the clock on the wall', 0],
    ["the emulator's clock", 60 * MINUTE],
  ])('gets the time by %s, if it is signed by that', async (_, offset) => {
    const fixture = await newFixture();
    await fixture.emulator.clock.advance(60 * MINUTE);

    const { status, date } = await list(fixture, dated(offset));

    expect(status).toBe(200);
    expect(Math.abs(date - Date.now() - offset)).toBeLessThan(MINUTE);
  });

  test('that is refused is in the list of requests by its operation', async () => {
    const fixture = await newFixture();

    await list(fixture, {});

    expect(fixture.emulator.requests.at(-1)).toMatchObject({
      operation: 'ListAppInstances',
      errorName: 'MissingAuthenticationTokenException',
    });
  });

  test('that is not signed is accepted where signatures are ignored', async () => {
    const fixture = await newFixture({ behavior: { signatures: 'ignored' } });

    expect((await list(fixture, {})).status).toBe(200);
    expect((await list(fixture, { authorization: 'Bearer x' })).status).toBe(200);
  });
});

describe('a request with a key that was issued here', () => {
  test.each([
    ['as issued', {}, 'accepted'],
    ['with another secret', { secretAccessKey: 'a guess' }, '403 InvalidSignatureException'],
    ['with another token', { sessionToken: 'a guess' }, '403 UnrecognizedClientException'],
    ['without the token', { sessionToken: undefined }, '403 UnrecognizedClientException'],
  ] as [string, Partial<typeof KEY>, string][])('%s', async (_, change, expected) => {
    const fixture = await newKnowingWorld();
    const client = new ChimeSDKIdentityClient({
      endpoint: fixture.emulator.endpoint,
      region: 'us-east-1',
      credentials: { ...KEY, ...change },
      maxAttempts: 1,
    });

    const call = client.send(new ListAppInstancesCommand({ MaxResults: 2, NextToken: undefined }));

    expect(await refusalOf(call)).toBe(expected);
    client.destroy();
  });

  test.each([
    ['path', (request: Sent) => ({ ...request, path: '/app-instances/%20' })],
    ['query', (request: Sent) => ({ ...request, path: `${request.path}?max-results=1` })],
    ['body', (request: Sent) => ({ ...request, body: request.body.replace('"a"', '"b"') })],
    [
      'signed header',
      (request: Sent) => ({ ...request, headers: { ...request.headers, 'x-amz-chime-bearer': 'arn:b' } }),
    ],
  ])('is refused after a change of its %s', async (_, change) => {
    const fixture = await newKnowingWorld();
    const signed = await sign(fixture, {
      method: 'POST',
      path: '/app-instances',
      headers: { 'x-amz-chime-bearer': 'arn:a' },
      body: '{"Name":"a","ClientRequestToken":"token"}',
    });

    expect((await send(fixture, change(signed))).errorType).toBe('InvalidSignatureException');
    expect((await send(fixture, signed)).status).toBe(201);
  });

  test('is refused when the hash that was signed is not that of the body', async () => {
    const fixture = await newKnowingWorld();
    const signed = await sign(fixture, {
      method: 'POST',
      path: '/app-instances',
      headers: { 'x-amz-content-sha256': '0'.repeat(64) },
      body: '{"Name":"a","ClientRequestToken":"token"}',
    });

    expect((await send(fixture, signed)).errorType).toBe('InvalidSignatureException');
  });
});

describe('the URL of a session', () => {
  test('is accepted as signed, and not after a change', async () => {
    const fixture = await newKnowingWorld();
    const url = await presign(fixture, { userArn: fixture.alice, sessionId: 'one' });

    const { socket } = await handshake(url);
    socket!.destroy();
    await handshake(url.replace('sessionId=one', 'sessionId=two')).then(({ socket: other }) =>
      other!.destroy(),
    );

    const [first, second] = fixture.emulator.requests.filter(({ operation }) => operation === 'Connect');
    expect(first).toMatchObject({ statusCode: 101 });
    expect(second).toMatchObject({ statusCode: 403, errorName: 'InvalidSignatureException' });
  });

  test.each([
    ['without a signature', () => '', 'MissingAuthenticationTokenException'],
    [
      'without an expiry',
      (query: string) => query.replace(/X-Amz-Expires=10/, ''),
      'IncompleteSignatureException',
    ],
    [
      'that is good for ever',
      (query: string) => query.replace('Expires=10', 'Expires=700000'),
      'InvalidSignatureException',
    ],
    [
      'of another algorithm',
      (query: string) => query.replace('SHA256', 'MD5'),
      'IncompleteSignatureException',
    ],
  ])('is refused %s', async (_, change, expected) => {
    const fixture = await newKnowingWorld();
    const [start, query] = (await presign(fixture, {})).split('?') as [string, string];

    const { socket } = await handshake(`${start}?userArn=${fixture.alice}&sessionId=one&${change(query)}`);
    socket!.destroy();

    expect(fixture.emulator.requests.at(-1)).toMatchObject({ errorName: expected });
  });

  test('is refused once it has expired', async () => {
    const fixture = await newKnowingWorld();
    const parameters = { userArn: fixture.alice, sessionId: 'one' };
    const url = await presign(fixture, parameters, new Date(Date.now() - 11_000));

    (await handshake(url)).socket!.destroy();

    expect(fixture.emulator.requests.at(-1)).toMatchObject({ errorName: 'InvalidSignatureException' });
  });
});

describe('credentials that expire', () => {
  const HOUR = 60 * MINUTE;

  test.each([
    ['closed', 1001],
    ['unauthorized', 4401],
  ] as const)('end their sessions: %s, with code %d', async (expiredSession, code) => {
    const fixture = await newExpiringWorld({ expiredSession });
    const socket = await openSession(fixture);
    const closed = new Promise((resolve) => socket.once('close', resolve));

    await fixture.emulator.clock.advance(HOUR - 1);
    expect(fixture.emulator.sessions.open).toHaveLength(1);
    await fixture.emulator.clock.advance(1);

    expect(await closed).toBe(code);
    expect(fixture.emulator.sessions.open).toEqual([]);
  });

  test('leave their sessions as they are, where that is the behavior', async () => {
    const fixture = await newExpiringWorld({ expiredSession: 'stays' });
    const socket = await openSession(fixture);

    await fixture.emulator.clock.advance(2 * HOUR);

    expect(fixture.emulator.sessions.open).toHaveLength(1);
    socket.terminate();
  });

  test('are refused from then on, by calls and by sessions', async () => {
    const fixture = await newExpiringWorld({});
    const request = { method: 'GET', path: '/app-instances', headers: {}, body: '' };
    expect((await send(fixture, await sign(fixture, request))).status).toBe(200);

    await fixture.emulator.clock.advance(HOUR);
    const { status, errorType } = await send(fixture, await sign(fixture, request));
    const socket = new WebSocket(await sessionUrl(fixture));
    const code = await new Promise((resolve) => socket.once('close', resolve));

    expect([status, errorType, code]).toEqual([403, 'ExpiredTokenException', 4401]);
  });

  async function newExpiringWorld(behavior: Partial<EmulatorBehavior>): Promise<Fixture> {
    const clock = EmulatorClock.manual();
    const key = { ...KEY, expiresAt: clock.now() + HOUR };
    const fixture = await newFixture({ clock, behavior });
    fixture.emulator.useAuthorizer({ authorize: () => ({ allowed: true }), accessKey: () => key });
    return fixture;
  }

  async function openSession(fixture: Fixture): Promise<WebSocket> {
    const socket = new WebSocket(await sessionUrl(fixture));
    await new Promise((resolve) => socket.once('message', resolve));
    return socket;
  }

  async function sessionUrl(fixture: Fixture): Promise<string> {
    return (await presign(fixture, { userArn: fixture.alice, sessionId: 'one' })).replace('http:', 'ws:');
  }
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** An emulator that knows the secret of a key. */
async function newKnowingWorld(): Promise<Fixture> {
  const fixture = await newFixture();
  fixture.emulator.useAuthorizer({
    authorize: () => ({ allowed: true }),
    accessKey: (id) => (id === KEY.accessKeyId ? KEY : undefined),
  });
  return fixture;
}

function signer(): SignatureV4 {
  return new SignatureV4({
    service: 'chime',
    region: 'us-east-1',
    credentials: KEY,
    sha256: Hash.bind(null, 'sha256'),
  });
}

async function sign({ emulator }: Fixture, request: Sent): Promise<Sent> {
  const { host } = new URL(emulator.endpoint);
  const unsigned = { ...request, protocol: 'http:', hostname: host, headers: { ...request.headers, host } };
  const { headers } = await signer().sign(unsigned);
  return { ...request, headers };
}

async function presign(
  { emulator }: Fixture,
  query: Record<string, string>,
  signingDate: Date = new Date(),
): Promise<string> {
  const { host } = new URL(emulator.endpoint);
  const unsigned = {
    method: 'GET',
    protocol: 'ws:',
    hostname: host,
    path: '/connect',
    headers: { host },
    query,
  };
  const signed = await signer().presign(unsigned, { expiresIn: 10, signingDate });
  return `${emulator.endpoint}/connect?${new URLSearchParams(signed.query as Record<string, string>).toString()}`;
}

async function send({ emulator }: Fixture, { method, path, headers, body }: Sent) {
  const { host: _, ...others } = headers;
  const response = await fetch(emulator.endpoint + path, {
    method,
    headers: others,
    body: body || undefined,
  });
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    date: Date.parse(response.headers.get('date')!),
    body: (await response.json()) as unknown,
  };
}

function list(fixture: Fixture, headers: Record<string, string>) {
  return send(fixture, { method: 'GET', path: '/app-instances', headers, body: '' });
}

function today(): string {
  return stamp(0).slice(0, 8);
}

function stamp(offset: number): string {
  return new Date(Date.now() + offset).toISOString().replace(/[-:]|\.\d+/g, '');
}

function dated(offset: number): Record<string, string> {
  const date = stamp(offset);
  return { 'x-amz-date': date, authorization: header({ Credential: `AKID/${date.slice(0, 8)}${SCOPE}` }) };
}

function header(parts: { Credential?: string; SignedHeaders?: string; Signature?: string }): string {
  const all = {
    Credential: `AKID/${today()}${SCOPE}`,
    SignedHeaders: 'host;x-amz-date',
    Signature: '0'.repeat(64),
    ...parts,
  };
  const text = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  return `AWS4-HMAC-SHA256 ${text.join(', ')}`;
}
