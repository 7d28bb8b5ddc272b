import type { Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { Socket } from 'node:net';

/** The start of every HTTP/2 connection (RFC 9113, 3.4). No HTTP/1.1 request starts like this. */
const PREFACE = 'PRI * HTTP/2.0';

/**
 * The connections of each server that `node:http` doesn't track: HTTP/2 sessions, and those whose protocol isn't known
 * yet.
 */
const unknown = new WeakMap<Server, Set<{ destroy(): void }>>();

/** Makes a server also accept HTTP/2, which some AWS SDKs use with Amazon Kinesis. */
export function speakHttp2(server: Server): void {
  const open = new Set<{ destroy(): void }>();
  unknown.set(server, open);
  let http2: Http2Server | undefined;
  const [serve] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return void socket.destroy();
      open.delete(socket);
      socket.unshift(first);
      if (!first.toString('latin1').startsWith(PREFACE)) return serve!.call(server, socket);
      http2 ??= newHttp2Server(server, open);
      http2.emit('connection', socket);
    });
  });
}

/** Passes requests on to a server as if it had received them itself. */
function newHttp2Server(server: Server, open: Set<{ destroy(): void }>): Http2Server {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- slow to load, and few clients speak it
  const { createServer } = require('node:http2') as typeof import('node:http2');
  const http2 = createServer((request, response) => void server.emit('request', request, response));
  http2.on('sessionError', (_, session) => session.destroy());
  http2.on('session', (session) => {
    open.add(session);
    session.once('close', () => open.delete(session));
  });
  return http2;
}

/** Ends the connections of a server that `node:http` doesn't track. */
export function endHttp2(server: Server): void {
  for (const connection of unknown.get(server) ?? []) connection.destroy();
}
