/**
 * Runs the console blocks of the README and of the pages for beginners like a reader: from an empty folder, one after
 * the other, with the files that the page says to write. Local builds replace published packages, and MiniStack
 * replaces AWS.
 *
 * Usage: npm run test:console -- [--only README|typescript|python|java|go|csharp]…
 */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Account } from './account';
import { Beginnings } from './beginnings';
import { existingApp, setModules } from './existing-app';
import { isForExistingApps, planInExistingApp, planOf, type Step } from './plan';
import { publish } from './published';
import { Reader } from './reader';
import { pages } from '../../projenrc/pages';
import { Prerequisite, runChecklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { hasCommand } from '../harness/run-command';
import { build, isBuilt, pack } from '../package/tarball';

const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;

const PAGES = pages()
  .filter((page) => page === 'README.md' || page.startsWith('docs/getting-started/'))
  .filter((page) => only === undefined || only.includes(basename(page, '.md')));

/** Replaces an editor: with the page's tsconfig.json, there are no type errors. */
const TYPES: Step = { kind: 'run', name: 'the types are right', text: 'npx tsc' };

void runChecklist((list) =>
  inTemporaryFolder('console', async (folder) => {
    if (!hasCommand('bash')) return list.skip('the console blocks', 'there is no bash');
    if (!isBuilt()) await list.require('the package builds', build);
    const { path: tarball } = await list.require('packs', () => pack(folder));
    const beginnings = new Beginnings(join(folder, 'beginnings'), PAGES);
    const account = new Account(join(folder, 'account'));

    const follow = async (page: string): Promise<void> => {
      list.step(page);
      if (page.endsWith('python.md') && !hasCommand('python3')) return list.skip(page, 'there is no python3');
      const own = join(folder, basename(page, '.md'));
      mkdirSync(own);
      const published = await publish(list, page, { tarball, folder: join(own, 'published') });
      const read = async (empty: string, steps: readonly Step[]): Promise<void> =>
        new Reader({ list, published, beginnings, account, folder: empty }).follow(steps);

      const empty = join(own, 'empty');
      mkdirSync(empty);
      await read(empty, planOf(page));
      if (!isForExistingApps(page)) return;
      const existing = await existingApp(join(own, 'existing'));
      for (const modules of ['commonjs', 'module'] as const) {
        list.step(`${page}, in an existing app ("type": "${modules}")`);
        setModules(existing, modules);
        await read(existing, [...planInExistingApp(page, modules), TYPES]);
      }
    };
    try {
      for (const page of PAGES) await follow(page).catch(othersCanBeTried);
    } finally {
      await account.close();
    }
  }),
);

function othersCanBeTried(error: unknown): void {
  if (!(error instanceof Prerequisite)) throw error;
}
