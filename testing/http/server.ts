import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { endHttp2 } from './http2';
import type { LoopbackTls } from './tls';
import { isForWebSocket, putBack } from './upgrades';
import { shakeHands, type WebSocketConnection } from './websocket';

/** Larger requests are refused; the largest that the service accepts is far smaller. */
const BODY_LIMIT = 1024 * 1024;

/** How long a stopping server waits for responses in progress, in milliseconds. */
const GRACE = 1_000;

/** The responses in progress of each server. A response that a handler took over may never end, and doesn't count. */
const underWay = new WeakMap<Server, Set<ServerResponse>>();

export interface HttpRequest {
  readonly protocol: 'http' | 'https';
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** `undefined` if the body was too large. */
  readonly body: Buffer | undefined;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

/** Responds to a request, or takes over the response; `undefined` drops the connection. */
export type HttpHandler = (
  request: HttpRequest,
) => Promise<HttpAnswer | ((response: ServerResponse) => void) | undefined>;

/** Responds to a WebSocket handshake by refusing it or by taking over the connection. */
export type HandshakeHandler = (
  request: HttpRequest,
) => Promise<HttpAnswer | ((connection: WebSocketConnection) => void)>;

/** The handlers of everything that arrives at a server. */
export interface Handlers {
  readonly onRequest: HttpHandler;
  readonly onHandshake: HandshakeHandler;
  /** Responds to anything that is not HTTP, or not a handshake where one is required. */
  readonly onMalformed: () => HttpAnswer;
}

/** Starts a server that only this machine can reach. */
export async function listen(port: number, handlers: Handlers, tls?: LoopbackTls): Promise<Server> {
  // Keep idle connections open: closing one just as a client reuses it would look like a fault.
  const options = { keepAliveTimeout: 0, requireHostHeader: false, shouldUpgradeCallback: isForWebSocket };
  const server = createServer(options);
  const [serve] = server.listeners('connection') as ((socket: Duplex) => void)[];
  tls?.attachTo(server);
  const responses = new Set<ServerResponse>();
  underWay.set(server, responses);
  // Node.js would refuse some requests itself, with a response that no client understands; refuse them here instead.
  for (const event of ['request', 'checkExpectation']) {
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      if (!server.listening) return void request.socket.destroy(); // the server is being stopped
      responses.add(response);
      response.once('close', () => responses.delete(response));
      void respond(request, response, handlers.onRequest, () => responses.delete(response));
    });
  }
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    refuse(socket, handlers.onMalformed());
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    refuse(socket, handlers.onMalformed());
  });
  server.on('upgrade', (request, socket, head) => {
    if (isForWebSocket(request)) return upgrade(request, socket, head, handlers);
    const earlier = [...responses].filter(({ req }) => req.socket === socket);
    void serveAgain(request, socket, head, earlier, (connection) => serve!.call(server, connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Handlers for a server without WebSockets, which report problems in the server's own format. */
export function requestsOnly(
  problem: (statusCode: number, message: string) => HttpAnswer,
): Pick<Handlers, 'onHandshake' | 'onMalformed'> {
  return {
    onHandshake: () => Promise.resolve(problem(404, 'there are no WebSockets here')),
    onMalformed: () => problem(400, 'the request is not valid HTTP'),
  };
}

/**
 * Stops a server and closes its open connections. Responses in progress are sent first: otherwise, a client whose call
 * was executed would assume that it failed, and repeat it.
 */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await ended([...underWay.get(server)!]);
  server.closeAllConnections();
  endHttp2(server);
  await closed;
}

/** Resolves when the responses have ended, or when their time is up. */
async function ended(responses: readonly ServerResponse[]): Promise<void> {
  if (responses.length === 0) return;
  const each = responses.map((response) => new Promise((resolve) => response.once('close', resolve)));
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise((resolve) => (timer = setTimeout(resolve, GRACE)));
  await Promise.race([Promise.all(each), timeIsUp]);
  clearTimeout(timer);
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handle: HttpHandler,
  onTakeOver: () => void,
): Promise<void> {
  try {
    const answer = await handle(toHttpRequest(request, await read(request)));
    if (!answer) return drop(request.socket);
    if (typeof answer === 'function') {
      onTakeOver();
      return answer(response);
    }
    const { statusCode, headers, body } = answer;
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    response.writeHead(statusCode, { ...headers, ...length }).end(body);
  } catch {
    // The client disconnected while it was sending.
    request.socket.destroy();
  }
}

/** Ends a connection as if it broke; below TLS, Node.js must not send anything. */
function drop(socket: Socket): void {
  if (isSecure(socket)) socket.destroy();
  else socket.resetAndDestroy();
}

function isSecure(socket: Socket): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true;
}

/** Serves a request that Node.js mistook for an upgrade, after the earlier responses on its connection. */
async function serveAgain(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  earlier: readonly ServerResponse[],
  serve: (connection: Duplex) => void,
): Promise<void> {
  const giveUp = () => socket.destroy();
  socket.on('error', giveUp);
  await Promise.all(earlier.map((response) => new Promise((resolve) => response.once('close', resolve))));
  socket.off('error', giveUp);
  if (socket.destroyed) return;
  putBack(request, socket, head);
  serve(socket);
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { onHandshake, onMalformed }: Handlers,
): void {
  socket.on('error', () => socket.destroy());
  shakeHands(request, socket, head, {
    onRequest: async () => {
      const answer = await onHandshake(toHttpRequest(request, Buffer.alloc(0)));
      if (typeof answer === 'function') return answer;
      refuse(socket, answer);
      return undefined;
    },
    onMalformed: () => refuse(socket, onMalformed()),
  });
}

/** Writes a response without `node:http`, and closes the connection. */
function refuse(socket: Duplex, { statusCode, headers, body = '' }: HttpAnswer): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}`;
  socket.once('finish', () => socket.destroy());
  socket.end(`${start}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

function toHttpRequest(request: IncomingMessage, body: Buffer | undefined): HttpRequest {
  const [path, query] = split(request.url!);
  return {
    protocol: isSecure(request.socket) ? 'https' : 'http',
    method: request.method!,
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body,
  };
}

/** Reads and discards anything beyond the limit, so that the client gets to read the response. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks) : undefined;
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
