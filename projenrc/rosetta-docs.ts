/**
 * Compiles the `ts` examples of the pages under `docs/`, and translates them into the other languages, as jsii-rosetta does by itself
 * with those of README.md and of docstrings. The `mts` examples have no translation: `test/readme.test.ts` compiles them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Translator, type TypeScriptSnippet } from 'jsii-rosetta';
import { codeBlocks, pages, type CodeBlock } from './pages';

const FIXTURE = readFileSync(join(__dirname, '..', 'rosetta', 'default.ts-fixture'), 'utf8');

/** The example where the fixture has it, after the imports and declarations, which can stand at the beginning of a file only. */
function inFixture(text: string): string {
  const ofFile = /^(?:import|declare) .*?;\n/gms;
  return (text.match(ofFile) ?? []).join('') + FIXTURE.replace('/// here', () => text.replace(ofFile, ''));
}

function snippetOf({ page, line, parameters, text }: CodeBlock): TypeScriptSnippet {
  return {
    visibleSource: text,
    completeSource: parameters === 'nofixture' ? text : inFixture(text),
    location: { api: { api: 'file', fileName: page }, field: { field: 'markdown', line } },
    strict: true,
  };
}

const blocks = pages()
  .filter((page) => page !== 'README.md')
  .flatMap((page) => codeBlocks(page, 'ts'));
const translator = new Translator(true);
translator.translateSnippets(blocks.map(snippetOf));
const problems = translator.diagnostics.filter(
  ({ isError, isFromStrictAssembly }) => isError || isFromStrictAssembly,
);
for (const { formattedMessage } of problems) process.stderr.write(formattedMessage);
console.log(`${blocks.length} examples of docs/, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
