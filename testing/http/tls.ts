import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from './loopback-certificate';
import { CONTAINER_HOSTS } from './names';
import { createTemporaryFolder, removeTemporaryFolder } from '../temporary-folder';

/**
 * The first byte of a TLS connection: the content type of a handshake (RFC 8446, 5.1). No HTTP request starts with it.
 */
const HANDSHAKE = 0x16;

/** In milliseconds; on one machine, a handshake takes only a few. */
const LONGEST_HANDSHAKE = 10_000;

/** TLS for one server on this machine, whose certificate clients can trust through a file. */
export class LoopbackTls {
  private made: Certificate | undefined;
  private folder: string | undefined;
  /** The connections whose protocol isn't known yet, or whose handshake is in progress. */
  private readonly undecided = new Set<Socket>();

  /** Writes the certificate that clients must trust to a new PEM file, which is removed at exit; returns its path. */
  public publish(): string {
    this.folder = createTemporaryFolder('chime-messaging-emulator-');
    const path = join(this.folder, 'ca.pem');
    writeFileSync(path, this.certificate.ca);
    return path;
  }

  /** Removes the file, if any, and ends the connections that the server doesn't know about yet. */
  public close(): void {
    for (const socket of this.undecided) socket.destroy();
    if (this.folder !== undefined) removeTemporaryFolder(this.folder);
  }

  /** Makes a server also accept TLS: the first byte of a connection tells which it is. */
  public attachTo(server: Server): void {
    const [serve] = server.listeners('connection') as ((socket: Socket) => void)[];
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      this.undecided.add(socket);
      socket.on('error', () => socket.destroy()).once('close', () => this.undecided.delete(socket));
      socket.once('readable', () => {
        const first = socket.read() as Buffer | null;
        if (first === null) return void socket.destroy();
        socket.unshift(first);
        const decide = (decided: Socket) => {
          this.undecided.delete(socket);
          serve!.call(server, decided);
        };
        if (first[0] === HANDSHAKE) this.secure(socket, decide);
        else decide(socket);
      });
    });
  }

  private secure(socket: Socket, serve: (secured: Socket) => void): void {
    const { key, cert } = this.certificate;
    const secureContext = createSecureContext({ key, cert });
    const secured = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    const giveUp = () => secured.destroy();
    // otherwise, a client that ends or stalls before its protocol is known would stay forever
    const limit = setTimeout(giveUp, LONGEST_HANDSHAKE).unref();
    secured.on('error', giveUp).once('end', giveUp);
    secured.once('close', () => clearTimeout(limit));
    secured.once('secure', () => {
      clearTimeout(limit);
      secured.off('end', giveUp);
      serve(secured);
    });
  }

  private get certificate(): Certificate {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- slow to load, and bundled apart
    const { newCertificate } = require('./loopback-certificate') as typeof import('./loopback-certificate');
    const dns = ['localhost', ...CONTAINER_HOSTS];
    return (this.made ??= newCertificate({ dns, ip: ['127.0.0.1', '::1'] }));
  }
}
