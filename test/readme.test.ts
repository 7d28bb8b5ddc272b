import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inTemporaryFolder, REPOSITORY } from './harness/folders';
import { codeBlocks, fileNamedBy, pages, textOf } from '../projenrc/pages';
import { TSC } from '../projenrc/typescript';

const part = (name: string) => [join(REPOSITORY, name, 'index.ts')];
const COMPILER_OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'es2022',
  module: 'node16',
  types: ['node', 'jest'],
  paths: {
    'cdk-chime-sdk-messaging': part('src'),
    'cdk-chime-sdk-messaging/channels': part('channels'),
    'cdk-chime-sdk-messaging/processor': part('processor'),
    'cdk-chime-sdk-messaging/testing': part('testing'),
  },
};

/**
 * jsii-rosetta compiles and translates the `ts` blocks of README and docs. The `mts` blocks use the parts outside jsii,
 * in TypeScript that has no translation: they are compiled here. A block whose first line names a file, such as `//
 * lib/moderator.ts`, can be imported by the others of its page.
 */
function plainTypeScript(page: string): [path: string, text: string][] {
  return codeBlocks(page, 'mts').map(({ line, text }) => {
    const file = fileNamedBy(text) ?? `line-${line}.ts`;
    return [join(page.replace(/\.md$/, ''), file), `${text}\nexport {};\n`];
  });
}

test('the README can be read in one sitting', () => {
  expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(250);
});

test('every plain TypeScript example of the pages compiles', () =>
  inTemporaryFolder('examples', async (folder) => {
    const blocks = pages().flatMap(plainTypeScript);
    expect(blocks.length).toBeGreaterThan(15);
    for (const [path, text] of blocks) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

    const { status, stdout } = spawnSync(process.execPath, [join(REPOSITORY, TSC)], {
      cwd: folder,
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
    expect(status).toBe(0);
  }));
