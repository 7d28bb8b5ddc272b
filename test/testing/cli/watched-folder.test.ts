import * as fs from 'node:fs';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { file, until } from './support';
import { allFiles, WatchedFolder } from '../../../testing/cli/watch';

jest.mock('node:fs', () => {
  const actual = jest.requireActual<typeof fs>('node:fs');
  return { ...actual, watch: jest.fn(actual.watch) };
});

const watched: WatchedFolder[] = [];
let folder: string;
let told: string[];
let problems: string[];

beforeEach(() => {
  folder = dirname(file('first.js', ''));
  told = [];
  problems = [];
});

afterEach(() => {
  for (const one of watched.splice(0)) one.close();
});

function watchFolder(path: string): WatchedFolder {
  const one = new WatchedFolder(path, allFiles, {
    onChange: (paths) => told.push(...paths),
    onProblem: (text) => problems.push(text),
  });
  watched.push(one);
  return one;
}

/** Writes a file of the folder, and waits until the change is reported. */
async function writeAndHear(name: string): Promise<void> {
  told.length = 0;
  writeFileSync(join(folder, name), String(Math.random()));
  await until(() => told.includes(join(folder, name)));
}

test('what cannot be a file anymore does not end the watching', async () => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'a.js'), '');
  watchFolder(folder);

  symlinkSync('loop.js', join(folder, 'loop.js'));
  writeFileSync(join(folder, 'sub', 'a.js'), 'changed');
  rmSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'sub'), '');
  await until(() => told.includes(join(folder, 'sub')));

  await writeAndHear('other.js');
});

test('folders that cannot be watched are told once, and the others are watched', async () => {
  for (const name of ['closed1', 'closed2', 'open']) mkdirSync(join(folder, name));
  const { watch: actual } = jest.requireActual<typeof fs>('node:fs');
  jest.mocked(fs.watch).mockImplementation(((
    path: string,
    ...rest: Parameters<typeof actual> extends [unknown, ...infer R] ? R : never
  ) => {
    if (!path.includes('closed')) return actual(path, ...rest);
    throw Object.assign(new Error(`EACCES: permission denied, watch '${path}'`), { code: 'EACCES' });
  }) as typeof actual);

  watchFolder(folder);

  await writeAndHear('open/a.js');
  expect(problems).toEqual([
    `changes in some folders are not detected, such as in '${join(folder, 'closed1')}': EACCES: permission denied`,
  ]);
  jest.mocked(fs.watch).mockImplementation(actual);
});

test.each([
  ['the outermost one', 'dist'],
  ['one in it', '.'],
])('a folder that is removed and made again at once is watched: %s', async (_, root) => {
  mkdirSync(join(folder, 'dist', 'sub'), { recursive: true });
  watchFolder(join(folder, root));

  rmSync(join(folder, 'dist'), { recursive: true });
  mkdirSync(join(folder, 'dist', 'sub'), { recursive: true });
  await until(() => told.length > 0);

  await writeAndHear('dist/a.js');
  await writeAndHear('dist/sub/a.js');
});

test('a folder takes the place of another one', async () => {
  for (const name of ['dist', 'next']) mkdirSync(join(folder, name, 'sub'), { recursive: true });
  const one = watchFolder(join(folder, 'dist'));

  renameSync(join(folder, 'dist'), join(folder, 'former'));
  renameSync(join(folder, 'next'), join(folder, 'dist'));
  await until(() => told.length > 0);

  await writeAndHear('dist/sub/a.js');
  expect(one.folders).toEqual([join(folder, 'dist'), join(folder, 'dist', 'sub')]);
});

test('a folder is watched again although those of the project above it were made anew', async () => {
  const project = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  mkdirSync(join(folder, 'dist', 'moderate'), { recursive: true });
  watchFolder(join(folder, 'dist', 'moderate'));

  rmSync(join(folder, 'dist'), { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 200)); // any pending reports
  told.length = 0;
  mkdirSync(join(folder, 'dist'));
  mkdirSync(join(folder, 'dist', 'moderate'));
  await until(() => told.length > 0);

  await writeAndHear('dist/moderate/a.js');
  project.mockRestore();
});
