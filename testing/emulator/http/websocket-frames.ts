/* eslint-disable no-bitwise -- the protocol packs flags into bits */
/**
 * The frames of a WebSocket connection, seen from the server.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5
 */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Why a connection was closed. */
export const CLOSE_CODE = { normal: 1000, goingAway: 1001, protocolError: 1002, tooLarge: 1009 } as const;

/** Above this, a message of a client is refused. */
const MESSAGE_LIMIT = 64 * 1024;
const CONTROL_LIMIT = 125;

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A client broke the protocol; the connection is to be closed with this code. */
export class ProtocolError extends Error {
  public constructor(
    public readonly closeCode: number,
    message: string,
  ) {
    super(message);
  }
}

interface Header {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly maskAt: number;
  readonly payloadSize: number;
}

/** Takes frames out of what a client sends, in pieces of any size. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);
  /** Of the message whose fragments are arriving, if there is one. */
  private messageSize: number | undefined;

  /** @throws ProtocolError */
  public *read(chunk: Buffer): Generator<Frame> {
    this.pending = Buffer.concat([this.pending, chunk]);
    for (let header = headerOf(this.pending); header; header = headerOf(this.pending)) {
      this.check(header);
      const { opcode, maskAt, payloadSize } = header;
      const end = maskAt + 4 + payloadSize;
      if (this.pending.length < end) return;
      const mask = this.pending.subarray(maskAt, maskAt + 4);
      const payload = Buffer.from(this.pending.subarray(maskAt + 4, end));
      payload.forEach((byte, index) => (payload[index] = byte ^ mask[index % 4]!));
      this.pending = this.pending.subarray(end);
      this.follow(header);
      yield { opcode, payload };
    }
  }

  private check({ isLast, opcode, payloadSize }: Header): void {
    if (isControl(opcode)) {
      if (!isLast || payloadSize > CONTROL_LIMIT) throw broken('a control frame must be short and whole');
      return;
    }
    if ((opcode === OPCODE.continuation) !== (this.messageSize !== undefined)) {
      throw broken('the fragments of a message must follow each other');
    }
    if ((this.messageSize ?? 0) + payloadSize > MESSAGE_LIMIT) {
      throw new ProtocolError(CLOSE_CODE.tooLarge, `a message must have at most ${MESSAGE_LIMIT} bytes`);
    }
  }

  private follow({ isLast, opcode, payloadSize }: Header): void {
    if (isControl(opcode)) return;
    this.messageSize = isLast ? undefined : (this.messageSize ?? 0) + payloadSize;
  }
}

/** A frame as the server sends it: whole, and not masked. */
export function encodeFrame({ opcode, payload }: Frame): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode]), encodeSize(payload.length), payload]);
}

export function closeFrame(code: number, reason: string): Frame {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return { opcode: OPCODE.close, payload };
}

/** The header of the first frame, once it is there. */
function headerOf(data: Buffer): Header | undefined {
  if (data.length < 2) return undefined;
  const [first, second] = [data[0]!, data[1]!];
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0) throw broken('no extension was agreed on');
  if (!Object.values<number>(OPCODE).includes(opcode)) throw broken(`unknown opcode ${opcode}`);
  if ((second & 0x80) === 0) throw broken('the frames of a client must be masked');
  const size = second & 0x7f;
  const maskAt = size === 127 ? 10 : size === 126 ? 4 : 2;
  if (data.length < maskAt + 4) return undefined;
  const payloadSize =
    size === 127 ? Number(data.readBigUInt64BE(2)) : size === 126 ? data.readUInt16BE(2) : size;
  return { isLast: (first & 0x80) !== 0, opcode, maskAt, payloadSize };
}

function encodeSize(size: number): Buffer {
  if (size < 126) return Buffer.from([size]);
  const encoded = Buffer.alloc(size < 65_536 ? 3 : 9);
  encoded[0] = size < 65_536 ? 126 : 127;
  if (size < 65_536) encoded.writeUInt16BE(size, 1);
  else encoded.writeBigUInt64BE(BigInt(size), 1);
  return encoded;
}

function isControl(opcode: number): boolean {
  return opcode >= OPCODE.close;
}

function broken(message: string): ProtocolError {
  return new ProtocolError(CLOSE_CODE.protocolError, message);
}
