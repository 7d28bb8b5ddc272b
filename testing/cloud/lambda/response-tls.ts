import { connect, type Socket } from 'node:net';
import tls from 'node:tls';
import { RESPONSE_HOST } from './response-host';

/**
 * Custom resources respond by PUT to a URL of HTTPS, which handlers that were written for AWS take apart in many ways. Here,
 * nobody has a certificate for its host, and a connection to it leads to the server of the URL, as it is.
 */
export function answerByTlsAsWell(): void {
  const original = tls.connect;
  tls.connect = ((...args: unknown[]) => {
    const [, port] = RESPONSE_HOST.exec(hostIn(args) ?? '') ?? [];
    if (port === undefined) return (original as (...args: unknown[]) => tls.TLSSocket)(...args);
    const onSecure = args.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    return secured(connect(Number(port), '127.0.0.1'), onSecure);
  }) as typeof tls.connect;
}

/** A connection that looks like one by TLS to who opened it. */
function secured(socket: Socket, onSecure?: () => void): Socket {
  if (onSecure) socket.once('secureConnect', onSecure);
  socket.once('connect', () => socket.emit('secureConnect'));
  return Object.assign(socket, { encrypted: true, authorized: true, alpnProtocol: false });
}

function hostIn([first, second]: readonly unknown[]): string | undefined {
  if (typeof first !== 'object' || first === null) return typeof second === 'string' ? second : undefined;
  const { host, hostname } = first as { host?: string; hostname?: string };
  return host ?? hostname;
}
