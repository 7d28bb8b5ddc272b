import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** Why a connection was closed. After those from 4000, clients of the service do not connect again. */
export const CLOSE_CODE = { goingAway: 1001, forbidden: 4003, unauthorized: 4401 } as const;

/** A longer message of a client ends its connection. */
const MESSAGE_LIMIT = 64 * 1024;

/** What a close frame has room for beside its code, in bytes (RFC 6455, section 5.5). */
const REASON_LIMIT = 123;

/** A client that is this many bytes behind is let go: what it does not read must not fill the memory. */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

/** How long a client that does not read may hold up the end of its connection, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** What a handshake leads to. */
export interface Handshake {
  /** Takes the connection over; without it, the handshake was refused, and its socket is left alone. */
  onRequest(): Promise<((connection: WebSocketConnection) => void) | undefined>;
  /** The request is no handshake for a WebSocket. */
  onMalformed(): void;
}

/** Completes the handshake of a WebSocket, once the request turned out to be one and is not refused. */
export function shakeHands(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { onRequest, onMalformed }: Handshake,
): void {
  let begin: ((connection: WebSocketConnection) => void) | undefined;
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
    closeTimeout: CLOSE_TIMEOUT,
    verifyClient: async (_: unknown, proceed: (isAccepted: boolean) => void) => {
      begin = await onRequest();
      if (begin) proceed(true);
    },
  };
  const server = new WebSocketServer(options);
  server.on('wsClientError', onMalformed);
  server.handleUpgrade(request, socket, head, (client) => begin!(new WebSocketConnection(client, socket)));
}

/** The server's end of a WebSocket over which only the server has something to say. */
export class WebSocketConnection {
  /** @internal */
  public constructor(
    private readonly client: WebSocket,
    private readonly socket: Duplex,
  ) {
    client.on('error', () => undefined); // the client broke the protocol, for which it was closed already
  }

  /** Calls a listener once the connection is gone, however that came. */
  public onClose(listener: () => void): void {
    this.client.once('close', listener);
  }

  /** Whether it was not closed by either end. */
  public get isOpen(): boolean {
    return this.client.readyState === this.client.OPEN;
  }

  public send(text: string): void {
    if (!this.isOpen) return;
    if (this.client.bufferedAmount > BACKLOG_LIMIT) return this.client.terminate();
    this.client.send(text);
  }

  /** Ends the connection without waiting for what the client has to say about it. */
  public close(code: number, reason: string): void {
    this.client.close(code, shortened(reason));
    this.socket.end();
  }

  /** Breaks the connection without a word. */
  public drop(): void {
    this.client.terminate();
  }
}

/** The beginning of a text that fits into a close frame, without half a character at its end. */
function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_LIMIT) return reason;
  return new TextDecoder().decode(bytes.subarray(0, REASON_LIMIT), { stream: true });
}
