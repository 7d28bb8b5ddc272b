import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as ts from 'typescript';

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

/** The pages that have examples in TypeScript. */
const PAGES = ['README.md', 'docs/coverage.md', 'docs/testing.md'];

/**
 * The README's `ts` blocks are compiled, and translated, by jsii-rosetta. The `mts` blocks of all pages use the parts outside
 * jsii, in TypeScript that has no translation: they are compiled here.
 */
function plainTypeScriptBlocks(page: string): [path: string, text: string][] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```mts\n(.*?)^```$/gms)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return [join(ROOT, `${basename(page, '.md')}-line-${line}.ts`), `${match[1]}\nexport {};\n`];
  });
}

test('no page but the README has examples that jsii-rosetta would have to compile', () => {
  const pages = PAGES.filter((page) => page !== 'README.md');
  const uncompiled = pages.filter((page) => /^```ts\b/m.test(readFileSync(join(ROOT, page), 'utf8')));
  expect(uncompiled).toEqual([]);
});

test('every plain TypeScript example of the pages compiles', () => {
  const perPage = PAGES.map(plainTypeScriptBlocks);
  expect(Math.min(...perPage.map((found) => found.length))).toBeGreaterThan(3);
  const blocks = new Map(perPage.flat());

  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
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
