import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * The README's `ts` blocks are compiled, and translated, by jsii-rosetta. Its `mts` blocks use the parts outside jsii, in
 * TypeScript that has no translation: they are compiled here.
 */
function plainTypeScriptBlocks(): Map<string, string> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = new Map<string, string>();
  for (const match of readme.matchAll(/^```mts\n(.*?)^```$/gms)) {
    const line = readme.slice(0, match.index).split('\n').length;
    blocks.set(join(ROOT, `readme-line-${line}.ts`), `${match[1]}\nexport {};\n`);
  }
  return blocks;
}

test('every plain TypeScript example of the README compiles', () => {
  const blocks = plainTypeScriptBlocks();
  expect(blocks.size).toBeGreaterThan(3);

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
