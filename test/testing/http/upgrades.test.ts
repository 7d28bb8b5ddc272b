import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { listen, LoopbackTls, portOf, stop } from '../../../testing/http';

let server: Server;
let tls: LoopbackTls;
let socket: Socket;
let received: string;
/** Releases the response to `/slow`. */
let release: () => void;

/** The default headers of Java's HTTP client. */
const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n';

beforeEach(async () => {
  tls = new LoopbackTls();
  const waiting = new Promise<void>((resolve) => (release = resolve));
  server = await listen(
    0,
    {
      onRequest: async ({ method, path, headers, body }) => {
        if (path === '/slow') await waiting;
        return { statusCode: 200, headers: {}, body: `${method} ${path} ${headers['x-kind']} ${body}.` };
      },
      onHandshake: () => Promise.resolve((connection) => connection.send('welcome')),
      onMalformed: () => ({ statusCode: 400, headers: {}, body: 'malformed.' }),
    },
    tls,
  );
  use(connect(portOf(server), '127.0.0.1'));
});

afterEach(async () => {
  socket.destroy();
  tls.close();
  await stop(server);
});

function use(connection: Socket): void {
  received = '';
  socket = connection.on('data', (chunk: Buffer) => (received += chunk.toString()));
}

/** The bodies of the first responses. */
async function bodies(count: number): Promise<string[]> {
  const found = () => [...received.matchAll(/\r\n\r\n(?!HTTP)([^.]+)\./g)].map(([, body]) => body!);
  while (found().length < count) await once(socket, 'data');
  return found();
}

function request(method: string, path: string, headers = '', body = ''): string {
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Kind: \xe9\r\n${H2C}${headers}\r\n${body}`;
}

test('a request that asks for h2c is served, and so is what comes after it', async () => {
  socket.write(request('GET', '/a'), 'latin1');
  expect(await bodies(1)).toEqual(['GET /a \xe9 ']);
  socket.write(request('POST', '/b', 'Content-Length: 5\r\n', 'hello'), 'latin1');
  expect((await bodies(2))[1]).toBe('POST /b \xe9 hello');
  socket.write('GET /c HTTP/1.1\r\n\r\n');
  expect((await bodies(3))[2]).toBe('GET /c undefined ');
  expect(received).not.toContain('101 Switching');
});

test.each([
  ['a length', 'Content-Length: 5\r\n', 'hello'],
  ['chunks', 'Transfer-Encoding: chunked\r\n', '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
])('its body may have %s, and arrive in any pieces', async (_, headers, body) => {
  socket.setNoDelay(true);
  for (const byte of request('POST', '/a', headers, body)) {
    socket.write(byte, 'latin1');
    await new Promise(setImmediate);
  }
  expect(await bodies(1)).toEqual(['POST /a \xe9 hello']);
});

test('a client that waits to be told to send the body is told', async () => {
  socket.write(request('POST', '/a', 'Content-Length: 5\r\nExpect: 100-continue\r\n'), 'latin1');
  socket.write('hello');
  expect(await bodies(1)).toEqual(['POST /a \xe9 hello']);
  expect(received).toMatch(/^HTTP\/1\.1 100 Continue/);
});

test('a connection may ask each time, and leaves nothing behind', async () => {
  const serverSide = once(server, 'connection') as Promise<[Socket]>;
  const listeners = (connection: Socket) =>
    connection.eventNames().map((name) => [name, connection.listenerCount(name)]);
  socket.write(request('GET', '/0'), 'latin1');
  await bodies(1);
  const [connection] = await serverSide;
  const before = listeners(connection);
  for (let index = 1; index <= 20; index++) {
    socket.write(request('POST', `/${index}`, 'Content-Length: 2\r\n', 'hi'), 'latin1');
    expect((await bodies(index + 1))[index]).toBe(`POST /${index} \xe9 hi`);
  }
  expect(listeners(connection)).toEqual(before);
});

test('a client that goes away while a request waits for its turn takes nothing along', async () => {
  socket.write(request('GET', '/slow') + request('GET', '/a'), 'latin1');
  await once(server, 'request');
  socket.resetAndDestroy();
  release();

  use(connect(portOf(server), '127.0.0.1'));
  socket.write(request('GET', '/b'), 'latin1');
  expect(await bodies(1)).toEqual(['GET /b \xe9 ']);
});

test('over TLS, too', async () => {
  socket.destroy();
  use(connectTls({ port: portOf(server), host: '127.0.0.1', rejectUnauthorized: false }));
  for (const path of ['/a', '/b']) {
    socket.write(request('POST', path, 'Content-Length: 2\r\n', 'hi'), 'latin1');
  }
  expect(await bodies(2)).toEqual(['POST /a \xe9 hi', 'POST /b \xe9 hi']);
});

test('a WebSocket may follow on the same connection', async () => {
  socket.write(request('GET', '/a'), 'latin1');
  await bodies(1);
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  socket.write(`GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n${key}\r\n`);
  while (!received.endsWith('welcome')) await once(socket, 'data');
  expect(received).toContain('101 Switching Protocols');
});

test('what is no handshake, although it asks for a WebSocket, is malformed', async () => {
  socket.write('GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  expect(await bodies(1)).toEqual(['malformed']);
});
