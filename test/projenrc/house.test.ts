import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import unsupportedApi from 'eslint/use-at-your-own-risk';
import { circles, crowded, findings, type ImportGraph } from '../../projenrc/house/findings';
import { importsOf } from '../../projenrc/house/imports';
import { INDEXED, MAXIMUM_ENTRIES, ROOMS, zones } from '../../projenrc/house/rooms';

function graph(files: Record<string, string[]>, packages: string[] = []): ImportGraph {
  return new Map(Object.entries(files).map(([file, imported]) => [file, { files: imported, packages }]));
}

describe('the check of imports', () => {
  test('allows a room what the table says', () => {
    expect(findings(graph({ 'testing/emulator/service.ts': ['testing/http/index.ts'] }))).toEqual([]);
    expect(findings(graph({ 'lambda/chime/call.ts': ['src/private/protocol/index.ts'] }))).toEqual([]);
    expect(findings(graph({ 'src/channel-flow.ts': ['src/private/guard/index.ts'] }))).toEqual([]);
  });

  test('refuses an import from a lower floor to a higher one, and says what the room may know', () => {
    expect(findings(graph({ 'testing/http/server.ts': ['testing/emulator/index.ts'] }))).toEqual([
      'testing/http/server.ts imports testing/emulator/index.ts: testing/http may know no other room',
    ]);
    expect(findings(graph({ 'lambda/protocol/run.ts': ['lambda/chime/index.ts'] }))).toEqual([
      'lambda/protocol/run.ts imports lambda/chime/index.ts: lambda/protocol may know no other room',
    ]);
  });

  test('lets a room into one part of another, and no further', () => {
    expect(findings(graph({ 'lambda/chime/call.ts': ['src/private/guard/index.ts'] }))).toEqual([
      'lambda/chime/call.ts imports src/private/guard/index.ts: lambda may know src/private/protocol, processor',
    ]);
  });

  test('allows a room the files beside it, unless they need the room, by whichever way', () => {
    const files = {
      'testing/emulator/state/store.ts': ['testing/emulator/clock.ts'],
      'testing/emulator/clock.ts': ['testing/emulator/seed.ts'],
      'testing/emulator/seed.ts': ['testing/inputs.ts'],
    };
    expect(findings(graph(files))).toEqual([]);
    expect(
      findings(graph({ ...files, 'testing/emulator/seed.ts': ['testing/emulator/state/index.ts'] })),
    ).toEqual([
      'testing/emulator/state/store.ts imports testing/emulator/clock.ts, which needs testing/emulator/state/index.ts:' +
        ' testing/emulator/state may know files of testing/emulator that do not need testing/emulator/state',
    ]);
  });

  test('refuses a folder with more at its top than fits on one look', () => {
    expect(crowded((folder) => MAXIMUM_ENTRIES[folder]!)).toEqual([]);
    expect(crowded((folder) => (folder === 'src/private' ? 6 : 17))).toEqual([
      'src/private has 6 files and folders at its top: at most 5',
    ]);
    expect(MAXIMUM_ENTRIES).toEqual({ 'src/private': 5, 'testing/emulator': 17 });
  });

  test('refuses a door other than the index, but not inside the room', () => {
    expect(findings(graph({ 'testing/cli/main.ts': ['testing/emulator/state/store.ts'] }))).toEqual([
      'testing/cli/main.ts imports testing/emulator/state/store.ts: testing/emulator/state is entered by its index.ts',
    ]);
    expect(findings(graph({ 'testing/emulator/seed.ts': ['testing/emulator/state/store.ts'] }))).toEqual([
      'testing/emulator/seed.ts imports testing/emulator/state/store.ts: testing/emulator/state is entered by its index.ts',
    ]);
    expect(
      findings(graph({ 'testing/emulator/state/message.ts': ['testing/emulator/state/store.ts'] })),
    ).toEqual([]);
  });

  test('refuses aws-cdk-lib where it is not installed', () => {
    expect(findings(graph({ 'lambda/chime/call.ts': [] }, ['aws-cdk-lib']))).toEqual([
      'lambda/chime/call.ts imports aws-cdk-lib: only src, testing/cloudformation/deployment-source.ts, examples, benchmarks may',
    ]);
  });

  test('finds circles, each once and whole', () => {
    const files = {
      'a.ts': ['b.ts'],
      'b.ts': ['c.ts', 'd.ts'],
      'c.ts': ['a.ts'],
      'd.ts': [],
      'e.ts': ['e.ts'],
    };
    expect(circles(graph(files))).toEqual([['a.ts', 'b.ts', 'c.ts'], ['e.ts']]);
  });
});

describe('the imports of a file', () => {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    "import { a } from '../other';",
    "import type { A } from '../other';",
    "import '../other/index.js';",
    "import { a } from '../other/index.ts';",
    "import a = require('../other');",
    "export { a } from '../other';",
    "export * from '../other';",
    "export * as a from '../other';",
    "export type * from '../other';",
    "let a: import('../other').A;",
    "let a: typeof import('../other');",
    "const a = () => import('../other');",
    'const a = () => import(`../other`);',
    "const a = require('../other');",
    "const a = /`/; import b = require('../other');",
    "import 'cdk-chime-sdk-messaging/other';",
    "const a = require.resolve('../other');",
    "const a = module.require('../other');",
    "const a = import.meta.resolve('../other');",
    "const a = createRequire(__filename)('../other');",
    "const a = createRequire(__filename).resolve('../other');",
    "const load = createRequire(import.meta.url); load('../other');",
    "const load = nodeModule.createRequire(import.meta.url); load.resolve('../other');",
    '/// <reference path="../other/index.ts" />',
  ])('count in the form %s', (source) => {
    for (const folder of ['room', 'other']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'other', 'index.ts'), '');
    writeFileSync(join(root, 'room', 'file.ts'), source);

    expect(importsOf(root, 'room/file.ts')).toEqual({ files: ['other/index.ts'], packages: [] });
  });
});

test('every folder that is entered by its index is a room, so that something says what it may know', () => {
  const root = join(__dirname, '..', '..');
  const foldersIn = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'lib' && entry.name !== 'node_modules')
      .map(({ name }) => `${folder}/${name}`)
      .flatMap((path) => [path, ...foldersIn(path)]);

  expect(INDEXED.flatMap(foldersIn).filter((folder) => !(folder in ROOMS))).toEqual([]);
});

test('the linter refuses a wrong import with a message that says which room may know which', async () => {
  const { LegacyESLint } = unsupportedApi;
  const linter = new LegacyESLint({
    useEslintrc: false,
    overrideConfig: {
      parser: '@typescript-eslint/parser',
      plugins: ['import'],
      settings: { 'import/resolver': { typescript: true } },
      rules: { 'import/no-restricted-paths': ['error', { zones: zones() }] },
    },
  });
  const [wrong] = await linter.lintText("import type { Seed } from '../emulator';\n", {
    filePath: 'testing/http/server.ts',
  });
  expect(wrong?.messages.map(({ message }) => message)).toEqual([
    expect.stringContaining('testing/http may know no other room'),
  ]);
  const [right] = await linter.lintText("import type { HttpServer } from '../http';\n", {
    filePath: 'testing/emulator/service.ts',
  });
  expect(right?.messages).toEqual([]);
});
