/** Hostile WebSocket clients: with invalid handshakes, and frames that violate RFC 6455. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { clientFrame } from './session-client';

export interface HostileClient {
  readonly handshake: Buffer;
  /** Sent whether the handshake succeeded or not. */
  readonly frames: readonly Buffer[];
  /** Whether it sends everything at once, or in chunks of some bytes. */
  readonly pace: 'at once' | 'slow';
  /** Closes properly, breaks the connection, or leaves it open in silence. */
  readonly end: 'polite' | 'reset' | 'silent';
}

const USER = 'arn:aws:chime:us-east-1:111122223333:app-instance/victim/user/alice';

const FIN = 0x80;
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export const hostileClient: fc.Arbitrary<HostileClient> = fc.record({
  handshake: fc.oneof(
    { weight: 3, arbitrary: fc.integer().map(goodHandshake) },
    { weight: 1, arbitrary: fc.constantFrom(...brokenHandshakes()) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  ),
  frames: fc.array(
    fc.oneof(
      fc.constantFrom(...brokenFrames()),
      fragments(),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 5 },
  ),
  pace: fc.constantFrom('at once', 'slow'),
  end: fc.constantFrom('polite', 'reset', 'silent'),
});

/** Runs a client to its end; returns the socket of one that stays. */
export async function play(endpoint: URL, client: HostileClient): Promise<Socket | undefined> {
  const socket = connect(Number(endpoint.port), endpoint.hostname);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {}); // the server may disconnect at any time
  socket.resume();
  for (const piece of piecesOf(Buffer.concat([client.handshake, ...client.frames]), client.pace)) {
    if (!socket.writable) break;
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (client.end === 'silent') return socket;
  if (client.end === 'reset') {
    if (socket.connecting) await Promise.race([once(socket, 'connect'), closed]);
    socket.resetAndDestroy();
  } else {
    socket.end();
  }
  await closed;
  return undefined;
}

function piecesOf(bytes: Buffer, pace: HostileClient['pace']): Buffer[] {
  const size = pace === 'slow' ? 37 : bytes.length;
  const count = Math.ceil(bytes.length / Math.max(1, size));
  // a large frame need not be slow to the end
  return Array.from({ length: Math.min(count, 50) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function goodHandshake(sessionId: number): Buffer {
  return handshake({}, `/connect?userArn=${encodeURIComponent(USER)}&sessionId=${sessionId}`);
}

function brokenHandshakes(): Buffer[] {
  const path = `/connect?userArn=${encodeURIComponent(USER)}&sessionId=s`;
  return [
    handshake({ 'Sec-WebSocket-Version': '99' }, path),
    handshake({ 'Sec-WebSocket-Key': 'short' }, path),
    handshake({ 'Sec-WebSocket-Key': undefined }, path),
    handshake({ Upgrade: 'h2c' }, path),
    handshake({ 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits=99; ;=' }, path),
    handshake({ 'Sec-WebSocket-Protocol': ',,a,a,' }, path),
    handshake({ 'content-length': '5' }, path),
    handshake({}, '/connect'),
    handshake({}, '/connect?userArn=%ff&sessionId=%'),
    handshake({}, '/somewhere/else'),
    handshake({}, path, 'POST'),
    handshake({}, path).subarray(0, 100),
  ];
}

function handshake(
  headers: Readonly<Record<string, string | undefined>>,
  path: string,
  method = 'GET',
): Buffer {
  const all = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** A message in many fragments, which may lack the first or the last. */
function fragments(): fc.Arbitrary<Buffer> {
  return fc
    .record({ count: fc.nat(20), begins: fc.boolean(), ends: fc.boolean() })
    .map(({ count, begins, ends }) =>
      Buffer.concat([
        ...(begins ? [clientFrame(OPCODE.text, 'piece')] : []),
        ...Array.from({ length: count }, () => clientFrame(OPCODE.continuation, 'piece')),
        ...(ends ? [clientFrame(FIN + OPCODE.continuation, '')] : []),
      ]),
    );
}

function brokenFrames(): Buffer[] {
  const whole = clientFrame(FIN + OPCODE.text, 'hello');
  return [
    Buffer.from([FIN + OPCODE.text, 5, ...Buffer.from('hello')]), // not masked
    whole.subarray(0, 5), // ends within its mask
    whole.subarray(0, -1), // lacks a byte
    clientFrame(FIN + OPCODE.text, Buffer.from([0xff, 0xfe])), // not UTF-8
    clientFrame(FIN + OPCODE.text, 'x'.repeat(65_535)), // nearly as large as accepted
    Buffer.from([FIN + OPCODE.binary, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]), // claims to be 1 TB
    Buffer.from([FIN + OPCODE.binary, 0xff, ...Buffer.alloc(8, 0xff), 1, 2, 3, 4]), // or more than possible
    Buffer.from([FIN + OPCODE.binary, 0xff, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2, 3, 4]), // or 128 KiB
    clientFrame(FIN + 0x40 + OPCODE.text, 'reserved bit'),
    clientFrame(FIN + 3, 'reserved opcode'),
    clientFrame(FIN + 15, 'reserved opcode'),
    clientFrame(OPCODE.ping, 'in pieces'),
    clientFrame(FIN + OPCODE.ping, 'x'.repeat(126)),
    clientFrame(FIN + OPCODE.pong, 'not asked for'),
    clientFrame(FIN + OPCODE.close, Buffer.from([3])), // half a code
    clientFrame(FIN + OPCODE.close, Buffer.from([0x03, 0xed])), // 1005, which must never be sent
    clientFrame(FIN + OPCODE.close, Buffer.from([0x03, 0xe8, 0xff])), // a reason that is not UTF-8
    Buffer.concat(Array.from({ length: 200 }, () => clientFrame(FIN + OPCODE.ping, 'flood'))),
  ];
}
