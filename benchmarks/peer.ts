import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths';

const NAME = 'cdk-amazon-chime-resources';
const VERSION = '3.2.25';

export const PEER = `${NAME}@${VERSION}`;

/** The folder that programs which use the peer must run in, because the peer looks for its assets below the working directory. */
export const PEER_HOME = CACHE;

const folder = join(PEER_HOME, 'node_modules', NAME);

/** The handler of the peer's provider function. */
export const PEER_HANDLER = join(folder, 'assets', 'resources', 'messaging', 'index.js');

/**
 * Makes sure that the peer is installed, without its dependencies: it uses the same aws-cdk-lib as everything else.
 *
 * @returns whether it is installed
 */
export function isPeerAvailable(): boolean {
  if (existsSync(PEER_HANDLER)) return true;
  try {
    mkdirSync(folder, { recursive: true });
    const options = { cwd: CACHE, encoding: 'utf8', stdio: 'pipe' } as const;
    const tarball = execFileSync('npm', ['pack', PEER, '--silent'], options).trim();
    execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', folder], options);
    rmSync(join(CACHE, tarball));
    return true;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

export const PEER_MISSING = `${PEER} is left out: it could not be had from the npm registry`;
