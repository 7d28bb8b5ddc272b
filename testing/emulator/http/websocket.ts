import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import {
  CLOSE_CODE,
  closeFrame,
  encodeFrame,
  FrameReader,
  OPCODE,
  ProtocolError,
  type Frame,
} from './websocket-frames';

/** Fixed by the protocol. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** How long a client that does not read may hold up the end of its connection, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** The proof that a handshake was understood; `undefined` if it is no handshake for a WebSocket. */
export function handshakeAcceptance(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['sec-websocket-key'] ?? '';
  const isHandshake =
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    Buffer.from(key, 'base64').length === 16;
  if (!isHandshake) return undefined;
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

/** The server's end of a WebSocket over which only the server has something to say. */
export class WebSocketConnection {
  private readonly frames = new FrameReader();
  private isOpen = true;

  public constructor(private readonly socket: Socket) {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** Calls a listener once the connection is gone, however that came. */
  public onClose(listener: () => void): void {
    this.socket.once('close', listener);
  }

  public send(text: string): void {
    if (this.isOpen) this.socket.write(encodeFrame({ opcode: OPCODE.text, payload: Buffer.from(text) }));
  }

  public close(code: number, reason: string): void {
    this.end(closeFrame(code, reason));
  }

  /** What is received is checked and forgotten: clients have nothing to say but ping and close. */
  public receive(chunk: Buffer): void {
    try {
      for (const frame of this.frames.read(chunk)) {
        if (!this.isOpen) return;
        if (frame.opcode === OPCODE.ping) this.socket.write(encodeFrame({ ...frame, opcode: OPCODE.pong }));
        else if (frame.opcode === OPCODE.close) this.end({ ...frame, payload: frame.payload.subarray(0, 2) });
      }
    } catch (error) {
      const isKnown = error instanceof ProtocolError;
      this.close(isKnown ? error.closeCode : CLOSE_CODE.protocolError, isKnown ? error.message : '');
    }
  }

  private end(frame: Frame): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.socket.setTimeout(CLOSE_TIMEOUT, () => this.socket.destroy());
    this.socket.end(encodeFrame(frame));
  }
}
