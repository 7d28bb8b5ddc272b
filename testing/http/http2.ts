import type { Server } from 'node:http';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** What a connection of HTTP/2 begins with (RFC 9113, 3.4). No request of HTTP/1.1 begins with it. */
const PREFACE = 'PRI * HTTP/2.0';

const sessions = new WeakMap<Server, Set<ServerHttp2Session>>();

/** Has a server speak HTTP/2, too, with clients that begin with it, as some AWS SDKs do with Amazon Kinesis. */
export function speakHttp2(server: Server): void {
  const open = new Set<ServerHttp2Session>();
  sessions.set(server, open);
  const http2 = createServer();
  http2.on('request', (request, response) => void server.emit('request', request, response));
  http2.on('session', (session) => {
    open.add(session);
    session.on('error', () => session.destroy()).once('close', () => open.delete(session));
  });
  const [serve] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      if (first.toString('latin1').startsWith(PREFACE)) http2.emit('connection', socket);
      else serve!.call(server, socket);
    });
  });
}

/** Ends what clients of HTTP/2 hold open. */
export function endHttp2(server: Server): void {
  for (const session of sessions.get(server) ?? []) session.destroy();
}
