import { connect, type Socket } from 'node:net';
import tls from 'node:tls';

/** The port of HTTPS, which handlers name that were written for AWS. */
const HTTPS_PORT = 443;

let responsePort: number | undefined;

/**
 * Custom resources answer by PUT to a URL. Handlers that were written for AWS send it by HTTPS, to port 443 of the URL's host
 * whatever the URL says. Here, the URL is of this machine, where nobody listens at that port and has a certificate for it: a
 * connection there leads to the server of the URL, as it is.
 */
export function answerByTlsAsWell(): void {
  const original = tls.connect;
  tls.connect = ((...args: unknown[]) => {
    const { host, port } = destination(args);
    if (responsePort === undefined || host !== '127.0.0.1' || port !== HTTPS_PORT) {
      return (original as (...args: unknown[]) => tls.TLSSocket)(...args);
    }
    const socket = connect(responsePort, host);
    return secured(
      socket,
      args.find((argument) => typeof argument === 'function') as (() => void) | undefined,
    );
  }) as typeof tls.connect;
}

/** Takes note of where the answer to an event goes. */
export function expectAnswerTo(event: unknown): void {
  const { ResponseURL: url } = (event ?? {}) as { ResponseURL?: unknown };
  if (typeof url !== 'string' || !url.startsWith('http://127.0.0.1:')) return;
  responsePort = Number(new URL(url).port);
}

/** A connection that looks like one by TLS to who opened it. */
function secured(socket: Socket, onSecure?: () => void): Socket {
  if (onSecure) socket.once('secureConnect', onSecure);
  socket.once('connect', () => socket.emit('secureConnect'));
  return Object.assign(socket, { encrypted: true, authorized: true, alpnProtocol: false });
}

function destination(args: readonly unknown[]): { host?: string; port?: number } {
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) {
    const { host, hostname, port } = first as { host?: string; hostname?: string; port?: number | string };
    return { host: host ?? hostname, port: Number(port) };
  }
  return { host: typeof second === 'string' ? second : undefined, port: Number(first) };
}
