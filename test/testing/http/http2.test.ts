import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { listen, portOf, requestsOnly, speakHttp2, stop } from '../../../testing/http';

let server: Server;
let origin: string;

beforeEach(async () => {
  server = await listen(0, {
    onRequest: async ({ method, path, headers, body }) => {
      const answer = { method, path, kind: headers['x-kind'], body: body?.toString() };
      return { statusCode: 201, headers: { 'x-answer': 'yes' }, body: JSON.stringify(answer) };
    },
    ...requestsOnly((statusCode, body) => ({ statusCode, headers: {}, body })),
  });
  speakHttp2(server);
  origin = `http://127.0.0.1:${portOf(server)}`;
});

const expected = { method: 'POST', path: '/path', kind: 'test', body: 'hello' };

/** Sends a request over HTTP/2, on a connection that the client keeps open. */
async function sendOverHttp2() {
  const session = connect(origin);
  const closed = once(session, 'close');
  const request = session.request({ ':method': 'POST', ':path': '/path', 'x-kind': 'test' });
  request.end('hello');
  const [headers] = (await once(request, 'response')) as [object];
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return { headers, answer: JSON.parse(text) as object, closed };
}

test('responds to requests of HTTP/2, and stops although clients keep their connections', async () => {
  const { headers, answer, closed } = await sendOverHttp2();

  expect(headers).toMatchObject({ ':status': 201, 'x-answer': 'yes' });
  expect(answer).toEqual(expected);

  await stop(server);
  await closed;
});

test('responds to requests of HTTP/1.1 as before', async () => {
  const response = await fetch(`${origin}/path`, {
    method: 'POST',
    headers: { 'x-kind': 'test' },
    body: 'hello',
  });

  expect(await response.json()).toEqual(expected);
  await stop(server);
});

test('stops although a client has said nothing, or has said nonsense', async () => {
  const silent = connectSocket(portOf(server), '127.0.0.1');
  const nonsense = connectSocket(portOf(server), '127.0.0.1');
  const sockets = [silent, nonsense];
  const closed = Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.on('error', () => {}).once('close', resolve))),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  nonsense.write('PRI * HTTP/2.0\r\n\r\nnonsense, and more of it, until it cannot be a frame any more');

  await stop(server);

  await closed;
});
