/* eslint-disable no-bitwise -- the protocol packs flags into bits */
import { randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

interface SessionFrame {
  readonly Headers: Readonly<Record<string, string>>;
  readonly Payload?: string;
}

/** The client's end of a WebSocket session, low-level enough to break the protocol. */
export class SessionClient {
  /** Connects like the JS SDK, with a signed URL. The credentials are unknown, so any signature works. */
  public static async connect(endpoint: string, parameters: Record<string, string>): Promise<SessionClient> {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `AKIDEXAMPLE/${date.slice(0, 8)}/us-east-1/chime/aws4_request`,
      'X-Amz-Date': date,
      'X-Amz-Expires': '10',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': '0'.repeat(64),
      ...parameters,
    });
    const { socket } = await handshake(`${endpoint}/connect?${query.toString()}`);
    return new SessionClient(socket!);
  }

  /** The received frames, as opcode and payload. */
  public readonly received: { readonly opcode: number; readonly payload: Buffer }[] = [];
  public readonly closed: Promise<void>;
  private data = Buffer.alloc(0);

  private constructor(public readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()));
  }

  /** The received events, with their payloads. */
  public get events(): { type: string; messageType: string; payload: Record<string, unknown> | undefined }[] {
    return this.received
      .filter(({ opcode }) => opcode === 1)
      .map(({ payload }) => JSON.parse(payload.toString()) as SessionFrame)
      .map(({ Headers, Payload }) => ({
        type: Headers['x-amz-chime-event-type']!,
        messageType: Headers['x-amz-chime-message-type']!,
        payload: Payload === undefined ? undefined : (JSON.parse(Payload) as Record<string, unknown>),
      }));
  }

  public get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** The code with which the server closed the connection. */
  public get closeCode(): number | undefined {
    return this.received.find(({ opcode }) => opcode === 8)?.payload.readUInt16BE();
  }

  public async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  private read(chunk: Buffer): void {
    this.data = Buffer.concat([this.data, chunk]);
    while (this.data.length >= 2) {
      const short = this.data[1]!;
      const start = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.data.length < start) return;
      const size =
        short === 126
          ? this.data.readUInt16BE(2)
          : short === 127
            ? Number(this.data.readBigUInt64BE(2))
            : short;
      if (this.data.length < start + size) return;
      this.received.push({
        opcode: this.data[0]! % 16,
        payload: this.data.subarray(start, start + size),
      });
      this.data = this.data.subarray(start + size);
    }
  }
}

/** Requests a WebSocket; returns the socket, or the response that refused it. */
export function handshake(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ socket?: Socket; answer: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    asked.on('upgrade', (answer, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve({ socket: socket as Socket, answer });
    });
    asked.on('response', (answer) => {
      answer.resume();
      resolve({ answer });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** A frame in the format of clients: masked. */
export function clientFrame(firstByte: number, payload: string | Buffer): Buffer {
  const data = Buffer.from(payload);
  const mask = randomBytes(4);
  const size =
    data.length < 126
      ? Buffer.from([0x80 + data.length])
      : Buffer.from([0x80 + 126, data.length >> 8, data.length % 256]);
  return Buffer.concat([
    Buffer.from([firstByte]),
    size,
    mask,
    data.map((byte, index) => byte ^ mask[index % 4]!),
  ]);
}
