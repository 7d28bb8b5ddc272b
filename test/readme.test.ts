import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import { codeBlocks, fileNamedBy, pages, textOf } from '../projenrc/pages';

const ROOT = join(__dirname, '..');
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node', 'jest'],
  paths: {
    'cdk-chime-sdk-messaging': [join(ROOT, 'src/index.ts')],
    'cdk-chime-sdk-messaging/channels': [join(ROOT, 'channels/index.ts')],
    'cdk-chime-sdk-messaging/processor': [join(ROOT, 'processor/index.ts')],
    'cdk-chime-sdk-messaging/testing': [join(ROOT, 'testing/index.ts')],
  },
};

/**
 * The `ts` blocks of README and docs are compiled, and translated, by jsii-rosetta. The `mts` blocks use the parts outside jsii, in
 * TypeScript that has no translation: they are compiled here. A block whose first line names a file, such as `// lib/moderator.ts`,
 * can be imported by the others of its page.
 */
function plainTypeScript(page: string): [path: string, text: string][] {
  const folder = join(ROOT, page.replace(/\.md$/, ''));
  return codeBlocks(page, 'mts').map(({ line, text }) => {
    const file = fileNamedBy(text) ?? `line-${line}.ts`;
    return [join(folder, file), `${text}\nexport {};\n`];
  });
}

test('the README can be read in one sitting', () => {
  expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(250);
});

test('every plain TypeScript example of the pages compiles', () => {
  const blocks = new Map(pages().flatMap(plainTypeScript));
  expect(blocks.size).toBeGreaterThan(15);

  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  const folders = new Set([...blocks.keys()].map((file) => dirname(file)));
  host.directoryExists = (folder) => folders.has(folder) || ts.sys.directoryExists(folder);
  host.fileExists = (file) => blocks.has(file) || fileExists(file);
  host.readFile = (file) => blocks.get(file) ?? readFile(file);
  host.getSourceFile = (file, options, ...rest) => {
    const block = blocks.get(file);
    return block === undefined
      ? getSourceFile(file, options, ...rest)
      : ts.createSourceFile(file, block, options);
  };
  const program = ts.createProgram([...blocks.keys()], OPTIONS, host);
  const problems = [...blocks.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });

  expect(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (file) => file,
      getCurrentDirectory: () => ROOT,
      getNewLine: () => '\n',
    }),
  ).toBe('');
});
