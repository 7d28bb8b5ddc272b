import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../harness/run-command';
import { pacmak } from '../languages/pacmak';

const OWNER = 'github.com/cdk-chime-sdk-messaging';
const MODULE = `${OWNER}/cdk-chime-sdk-messaging-go/cdkchimesdkmessaging`;
const VERSION = 'v0.0.0';
const ZIP = join(__dirname, 'programs', 'zip.go');

/**
 * Writes the module in the format of a module proxy, and returns the variables that put this proxy before the others.
 */
export async function goProxy(folder: string): Promise<NodeJS.ProcessEnv> {
  const outdir = join(folder, 'generated');
  await pacmak('go', outdir, true);
  const generated = join(outdir, 'go', 'cdkchimesdkmessaging');
  const archived = join(folder, 'archived');
  cpSync(generated, join(archived, `${MODULE}@${VERSION}`), { recursive: true });

  const proxy = join(folder, 'proxy');
  const served = join(proxy, MODULE, '@v');
  mkdirSync(served, { recursive: true });
  writeFileSync(join(served, 'list'), `${VERSION}\n`);
  writeFileSync(join(served, `${VERSION}.info`), JSON.stringify({ Version: VERSION }));
  copyFileSync(join(generated, 'go.mod'), join(served, `${VERSION}.mod`));
  await runCommand('go', ['run', ZIP, archived, join(served, `${VERSION}.zip`)]);

  const { GOPROXY, GOFLAGS, GOMODCACHE } = await settings();
  // remove what Go has cached from an earlier build
  for (const kept of [OWNER, join('cache', 'download', OWNER)]) {
    rmSync(join(GOMODCACHE!, kept), { recursive: true, force: true });
  }
  return {
    GOPROXY: `${pathToFileURL(proxy).href},${GOPROXY}`,
    GOFLAGS: `${GOFLAGS} -modcacherw`.trim(), // so that it can be removed
    GONOSUMDB: `${OWNER}/*`,
  };
}

async function settings(): Promise<Record<string, string>> {
  const { stdout } = await runCommand('go', ['env', '-json', 'GOPROXY', 'GOFLAGS', 'GOMODCACHE']);
  return JSON.parse(stdout) as Record<string, string>;
}
