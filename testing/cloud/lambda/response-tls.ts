import { connect, type Socket } from 'node:net';
import tls from 'node:tls';
import { RESPONSE_HOST } from './response-host';

/**
 * Custom resources respond with a PUT to an HTTPS URL, which handlers written for AWS parse in many ways. Here, no one
 * has a certificate for its host, so connections to it go directly to the server, without TLS.
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

/** A connection that looks like a TLS connection to the code that opened it. */
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
