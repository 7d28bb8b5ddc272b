import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTemporaryFolder,
  removeAbandonedFolders,
  removeTemporaryFolder,
} from '../../testing/temporary-folder';

/** The id of a process that has ended. */
const { pid: ended } = spawnSync(process.execPath, ['--version']);

const folderOf = (host: string, pid: number, prefix = 'local-lambda-'): string =>
  mkdtempSync(join(tmpdir(), `${prefix}${host}-${pid}-`));

test('the folders of processes that are gone are removed, and no others', () => {
  const abandoned = [folderOf(hostname(), ended), folderOf(hostname(), ended, 'chime-messaging-app-')];
  const others = [
    folderOf('another-host', ended),
    folderOf(hostname(), process.ppid),
    folderOf(hostname(), ended, 'somebody-'),
  ];
  const own = createTemporaryFolder('local-lambda-');

  removeAbandonedFolders();

  expect(abandoned.filter(existsSync)).toEqual([]);
  expect([own, ...others].filter(existsSync)).toEqual([own, ...others]);
  removeTemporaryFolder(own);
  for (const path of others) rmSync(path, { recursive: true });
});
