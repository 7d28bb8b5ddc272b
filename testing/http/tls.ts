import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTAINER_HOSTS } from './names';

/** What a server needs for TLS. */
export interface TlsCredentials {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** TLS for one server on this machine, whose clients can trust it by a file. */
export class LoopbackTls {
  /** Makes a certificate, and writes the authority that signed it to a new file. */
  public static create(): LoopbackTls {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see the file itself: it is slow to load
    const { newCertificate } = require('./certificate') as typeof import('./certificate');
    const { ca, ...credentials } = newCertificate({
      dns: ['localhost', ...CONTAINER_HOSTS],
      ip: ['127.0.0.1', '::1'],
    });
    const folder = mkdtempSync(join(tmpdir(), 'chime-messaging-emulator-'));
    const path = join(folder, 'ca.pem');
    writeFileSync(path, ca);
    return new LoopbackTls(credentials, folder, path);
  }

  private constructor(
    public readonly credentials: TlsCredentials,
    private readonly folder: string,
    /** The file with what clients must trust, as PEM. */
    public readonly path: string,
  ) {}

  /** Removes the file. */
  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
