import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** Why a connection was closed. After codes from 4000 on, clients of the service do not reconnect. */
export const CLOSE_CODE = { goingAway: 1001, forbidden: 4003, unauthorized: 4401 } as const;

/** A longer message from a client ends its connection. */
const MESSAGE_LIMIT = 64 * 1024;

/** The room that a close frame has for the reason, in bytes (RFC 6455, section 5.5). */
const REASON_LIMIT = 123;

/** A client that falls this many bytes behind is disconnected, so that unread data doesn't fill the memory. */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

/** How long a client that does not read may delay closing its connection, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** The callbacks for the outcome of a handshake. */
export interface Handshake {
  /**
   * Returns a function that takes over the connection, or `undefined` if the handshake was refused: its socket is then
   * left alone.
   */
  onRequest(): Promise<((connection: WebSocketConnection) => void) | undefined>;
  /** The request is not a WebSocket handshake. */
  onMalformed(): void;
}

/** Completes a WebSocket handshake if the request is one and is not refused. */
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

/** The server's end of a WebSocket on which only the server sends. */
export class WebSocketConnection {
  /** @internal */
  public constructor(
    private readonly client: WebSocket,
    private readonly socket: Duplex,
  ) {
    client.on('error', () => undefined); // the client broke the protocol, and its connection is already closed for that
  }

  /** Calls a listener once the connection is gone, whatever the cause. */
  public onClose(listener: () => void): void {
    this.client.once('close', listener);
  }

  /** Whether neither end has closed the connection. */
  public get isOpen(): boolean {
    return this.client.readyState === this.client.OPEN;
  }

  public send(text: string): void {
    if (!this.isOpen) return;
    if (this.client.bufferedAmount > BACKLOG_LIMIT) return this.client.terminate();
    this.client.send(text);
  }

  /** Ends the connection without waiting for the client to confirm. */
  public close(code: number, reason: string): void {
    this.client.close(code, shortened(reason));
    this.socket.end();
  }

  /** Breaks the connection without a close frame. */
  public drop(): void {
    this.client.terminate();
  }
}

/** The start of a text that fits into a close frame, without cutting a character in half. */
function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_LIMIT) return reason;
  return new TextDecoder().decode(bytes.subarray(0, REASON_LIMIT), { stream: true });
}
