import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request asks to upgrade to WebSocket, the only protocol that a server here can switch to. */
export function isForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Puts a request back into its connection without its upgrade header. A server ignores protocols that it does not know
 * (RFC 9110, 7.8), such as the h2c of Java's HTTP client, but before 24.9, Node.js can't be told which to ignore.
 */
export function putBack(
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const lines = names.map((name, index) =>
    name.toLowerCase() === 'upgrade' ? '' : `${name}: ${rawHeaders[2 * index + 1]!}\r\n`,
  );
  const start = `${method!} ${url!} HTTP/${httpVersion}\r\n${lines.join('')}\r\n`;
  socket.unshift(Buffer.concat([Buffer.from(start, 'latin1'), head]));
}
