import * as ts from 'typescript';

/** A text to replace, by its position in the file. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Makes a compiled CommonJS module load what it imports at the first use: each top-level `const X = require("…")` becomes a function
 * that loads the module once, and each `X` a call of it. Lines stay where they are, so that stack traces show the same ones.
 *
 * Names are resolved rather than searched: a parameter that has the name of an import is something else.
 */
export function withLazyRequires(text: string): string {
  const { source, checker } = parse(text);
  const edits: Edit[] = [];
  const imports = new Set<ts.Symbol>();
  for (const statement of source.statements) {
    const declaration = importIn(statement);
    if (!declaration) continue;
    imports.add(checker.getSymbolAtLocation(declaration.name)!);
    const name = declaration.name.text;
    const load = declaration.initializer.getText(source);
    const start = statement.getStart(source);
    const lazy = `let ${name} = () => { const module = ${load}; ${name} = () => module; return module; };`;
    edits.push({ start, end: statement.end, text: lazy });
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && imports.has(symbolOf(node, checker)!) && !isName(node)) {
      const isShorthand = ts.isShorthandPropertyAssignment(node.parent);
      // in parentheses, as `new X().Y()` would be an instance of X
      const use = isShorthand ? `${node.text}: ${node.text}()` : `(${node.text}())`;
      edits.push({ start: node.getStart(source), end: node.end, text: use });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return applied(text, edits);
}

/** Parses the module by itself: what others declare doesn't matter to where its names come from. */
function parse(text: string): { source: ts.SourceFile; checker: ts.TypeChecker } {
  const file = 'module.js';
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const options: ts.CompilerOptions = { allowJs: true, noLib: true, noResolve: true, types: [] };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([file], options, {
    ...host,
    getSourceFile: (name) => (name === file ? source : undefined),
  });
  return { source, checker: program.getTypeChecker() };
}

interface Import extends ts.VariableDeclaration {
  readonly name: ts.Identifier;
  readonly initializer: ts.CallExpression;
}

/** `const X = require("…")`, also as the argument of the helper that `import * as X` compiles to. */
function importIn(statement: ts.Statement): Import | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration, ...others] = statement.declarationList.declarations;
  if (!declaration || others.length > 0 || !ts.isIdentifier(declaration.name)) return undefined;
  return isRequire(declaration.initializer) ? (declaration as Import) : undefined;
}

function isRequire(node: ts.Node | undefined): boolean {
  if (!node || !ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const { text } = node.expression;
  return text === 'require' || (text === '__importStar' && isRequire(node.arguments[0]));
}

/** Whether an identifier is the one that its declaration introduces. */
function isName(node: ts.Identifier): boolean {
  return ts.isVariableDeclaration(node.parent) && node.parent.name === node;
}

function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

function applied(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => other.start - one.start);
  return ordered.reduce(
    (edited, { start, end, text: replacement }) => edited.slice(0, start) + replacement + edited.slice(end),
    text,
  );
}
