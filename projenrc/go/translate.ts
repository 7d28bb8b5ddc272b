import { join } from 'node:path';
import * as ts from 'typescript';
import { GoExample } from './go-example';
import { closingComments, part, type Part } from './layout';
import { shownStatements, statement } from './statements';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  types: [],
};

/**
 * Translates examples to Go.
 *
 * @param sources the examples in TypeScript, with their fixtures
 * @param folder where the packages are found that they import
 * @throws Untranslatable if an example has TypeScript that no other example has needed
 */
export function translate(sources: readonly string[], folder: string): string[] {
  const files = new Map(sources.map((source, index) => [join(folder, `example-${index}.ts`), source]));
  const host = ts.createCompilerHost(OPTIONS);
  const program = ts.createProgram({
    rootNames: [...files.keys()],
    options: OPTIONS,
    host: {
      ...host,
      getCurrentDirectory: () => folder,
      fileExists: (name) => files.has(name) || host.fileExists(name),
      readFile: (name) => files.get(name) ?? host.readFile(name),
      getSourceFile: (name, ...rest) => {
        const source = files.get(name);
        // an export makes it a module, with names of its own
        if (source === undefined) return host.getSourceFile(name, ...rest);
        return ts.createSourceFile(name, `${source}\n/// !hide\nexport {};\n`, rest[0], true);
      },
    },
  });
  const checker = program.getTypeChecker();
  return [...files.keys()].map((name) => translated(program.getSourceFile(name)!, checker));
}

/** Imports also what readers of the TypeScript are expected to know. */
function translated(file: ts.SourceFile, checker: ts.TypeChecker): string {
  const go = new GoExample(checker);
  const shown = shownStatements(file).filter((node) => !ts.isImportDeclaration(node));
  const body = shown.flatMap((node) => lines(part(node, statement(node, go))));
  const text = [...body, ...shown.slice(-1).flatMap(closing)].join('\n').trim();
  return [go.imports.join('\n'), text].join('\n\n').trim();
}

function lines({ isApart, before, text, after }: Part): string[] {
  return [...(isApart ? [''] : []), ...before, `${text}${after}`];
}

function closing(last: ts.Statement): string[] {
  const comments = closingComments(last);
  return comments.length > 0 ? ['', ...comments] : [];
}
