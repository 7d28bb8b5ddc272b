import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const PACKAGE = 'cdk-chime-sdk-messaging';

/** The imports of a file: files of this project by their paths, and packages by their names. Imports of types count. */
export interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Reads the imports of a file, with paths resolved, from the root of the project. */
export function importsOf(root: string, file: string): Imports {
  const names = specifiersIn(readFileSync(join(root, file), 'utf8'));
  const paths = names.map((name) => pathOf(file, name));
  return {
    files: [...new Set(paths.flatMap((path) => (path === undefined ? [] : (found(root, path) ?? []))))],
    packages: names.filter((_, index) => paths[index] === undefined).map(packageName),
  };
}

/** All import specifiers in a source, in any form. The compiler's own `preProcessFile` overlooks `export * as`. */
function specifiersIn(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest);
  const loaders = new Set(['require']);
  const specifiers = [
    ...source.referencedFiles.map(({ fileName }) => fileName.replace(/^(?![.])/, './')),
    ...source.typeReferenceDirectives.map(({ fileName }) => fileName),
  ];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isCreateRequire(node.initializer)) {
      loaders.add(node.name.text);
    }
    const specifier = specifierOf(node, loaders);
    if (specifier && ts.isStringLiteralLike(specifier)) specifiers.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return specifiers;
}

function specifierOf(node: ts.Node, loaders: ReadonlySet<string>): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
  return ts.isCallExpression(node) && isLoader(node.expression, loaders) ? node.arguments[0] : undefined;
}

/** Whether calling it loads or resolves a module: `import()`, `require()`, `require.resolve()` and variables that stand for them. */
function isLoader(callee: ts.Expression, loaders: ReadonlySet<string>): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword || ts.isMetaProperty(callee)) return true;
  if (ts.isIdentifier(callee)) return loaders.has(callee.text);
  if (!ts.isPropertyAccessExpression(callee)) return isCreateRequire(callee);
  if (callee.name.text === 'resolve') return isLoader(callee.expression, loaders);
  return callee.name.text === 'require'; // of `module`
}

function isCreateRequire(node: ts.Node | undefined): boolean {
  if (!node || !ts.isCallExpression(node)) return false;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression; // of `node:module` as a whole
  return ts.isIdentifier(name) && name.text === 'createRequire';
}

/** The path that a specifier resolves to; `undefined` for another package. */
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
