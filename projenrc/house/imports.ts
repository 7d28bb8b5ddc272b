import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const PACKAGE = 'cdk-chime-sdk-messaging';

/** What a file imports: files of this project by their paths, and packages by their names. Imports of types count. */
export interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Reads what a file imports, with the paths that it stands for, from the root of the project. */
export function importsOf(root: string, file: string): Imports {
  const names = specifiersIn(readFileSync(join(root, file), 'utf8'));
  const paths = names.map((name) => pathOf(file, name));
  return {
    files: [...new Set(paths.flatMap((path) => (path === undefined ? [] : (found(root, path) ?? []))))],
    packages: names.filter((_, index) => paths[index] === undefined).map(packageName),
  };
}

/** What a source imports, in whichever form. The compiler's own `preProcessFile` overlooks `export * as`. */
function specifiersIn(text: string): string[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) specifiers.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest));
  return specifiers;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || (ts.isIdentifier(expression) && expression.text === 'require')
    ? node.arguments[0]
    : undefined;
}

/** The path that a specifier stands for; `undefined` for another package's. */
function pathOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier);
  if (specifier === PACKAGE) return 'src';
  return specifier.startsWith(`${PACKAGE}/`) ? specifier.slice(PACKAGE.length + 1) : undefined;
}

function found(root: string, path: string): string | undefined {
  const plain = path.replace(/[.][cm]?[jt]s$/, ''); // an extension may be written out
  return [`${plain}.ts`, `${path}/index.ts`].find((candidate) => existsSync(join(root, candidate)));
}

function packageName(specifier: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
}
