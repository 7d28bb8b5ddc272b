/**
 * Compiles the `ts` examples of the pages under `docs/`, and translates them into the other languages, as jsii-rosetta itself does
 * for README.md and docstrings. The `mts` examples have no translation: `test/readme.test.ts` compiles them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LanguageTablet, Translator, type TypeScriptSnippet } from 'jsii-rosetta';
import * as ts from 'typescript';
import { codeBlocks, pages, type CodeBlock } from './pages';
import { DOCS_TABLET } from './tablets';

const ROOT = join(__dirname, '..');
const FIXTURE = readFileSync(join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');
/** Signatures, and examples of the runtimes, which are only for Node.js. */
const REFERENCES = 'docs/reference/';

async function main(): Promise<void> {
  const blocks = pages()
    .filter((page) => page !== 'README.md' && !page.startsWith(REFERENCES))
    .flatMap((page) => codeBlocks(page, 'ts'));
  const translator = new Translator(true);
  const tablet = new LanguageTablet();
  tablet.addSnippets(...translator.translateSnippets(blocks.map(snippetOf)));
  const problems = translator.diagnostics.filter(
    ({ isError, isFromStrictAssembly }) => isError || isFromStrictAssembly,
  );
  for (const { formattedMessage } of problems) process.stderr.write(formattedMessage);
  console.log(`${blocks.length} examples of docs/, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
  else await tablet.save(join(ROOT, DOCS_TABLET));
}

function snippetOf({ page, line, parameters, text }: CodeBlock): TypeScriptSnippet {
  return {
    visibleSource: text,
    completeSource: parameters === 'nofixture' ? text : inFixture(text),
    location: { api: { api: 'file', fileName: page }, field: { field: 'markdown', line } },
    strict: true,
  };
}

/**
 * Inserts the example into the fixture, after the example's imports and declarations, which can only be at the beginning of a file.
 * jsii-rosetta's marks enclose the part to translate.
 */
function inFixture(text: string): string {
  const source = ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true);
  const statements = (ofFile: boolean) =>
    shown(source.statements.filter((statement) => isOfFile(statement) === ofFile));
  return statements(true) + FIXTURE.replace('/// here', () => statements(false));
}

function isOfFile(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    (ts.isVariableStatement(statement) &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true)
  );
}

function shown(statements: readonly ts.Statement[]): string {
  return `/// !show\n${statements.map((statement) => statement.getFullText()).join('')}\n/// !hide\n`;
}

void main();
