import { join } from 'node:path';
import * as ts from 'typescript';
import { GoExample, Untranslatable } from './go-example';
import { closingComments, commentsIn, part, type Part } from './layout';
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
 * @param folder the folder with the packages that they import
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
        // an export makes it a module, with its own scope
        if (source === undefined) return host.getSourceFile(name, ...rest);
        return ts.createSourceFile(name, `${source}\n/// !hide\nexport {};\n`, rest[0], true);
      },
    },
  });
  const checker = program.getTypeChecker();
  return [...files.keys()].map((name) => translated(program.getSourceFile(name)!, checker));
}

/** Adds imports that readers of the TypeScript are expected to know. */
function translated(file: ts.SourceFile, checker: ts.TypeChecker): string {
  const go = new GoExample(checker);
  const statements = shownStatements(file);
  statements.filter(ts.isImportDeclaration).forEach(refuseComments);
  const shown = statements.filter((node) => !ts.isImportDeclaration(node));
  const body = shown.flatMap((node) => lines(part(node, whole(node, statement(node, go)))));
  const text = [...body, ...shown.slice(-1).flatMap(closing)].join('\n').trim();
  return [go.imports.join('\n'), text].join('\n\n').trim();
}

/** Imports are different in Go, so the comments of an import would be lost. */
function refuseComments(node: ts.ImportDeclaration): void {
  const { before, after } = part(node, '');
  const [comment] = [...before, after.trim(), ...commentsIn(node)].filter(Boolean);
  if (comment !== undefined) throw new Untranslatable(node, `a comment: ${comment}`);
}

/** Only entries and statements carry their comments to Go: elsewhere, a comment would be lost. */
function whole(node: ts.Statement, text: string): string {
  const withoutSpaces = (comment: string) => comment.replace(/\s+/g, ''); // it may be indented
  let rest = withoutSpaces(text);
  for (const comment of commentsIn(node)) {
    const [, ...after] = rest.split(withoutSpaces(comment));
    if (after.length === 0) throw new Untranslatable(node, `a comment: ${comment}`);
    rest = after.join(withoutSpaces(comment));
  }
  return text;
}

function lines({ isApart, before, text, after }: Part): string[] {
  return [...(isApart ? [''] : []), ...before, `${text}${after}`];
}

function closing(last: ts.Statement): string[] {
  const comments = closingComments(last);
  return comments.length > 0 ? ['', ...comments] : [];
}
