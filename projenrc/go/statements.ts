import * as ts from 'typescript';
import { expression } from './expressions';
import { Untranslatable, type GoExample } from './go-example';
import { goType } from './types';

/** A statement in Go. */
export function statement(node: ts.Statement, go: GoExample): string {
  if (ts.isExpressionStatement(node)) return expression(node.expression, go);
  const [variable, ...others] = ts.isVariableStatement(node) ? node.declarationList.declarations : [];
  if (!variable || others.length > 0 || !ts.isIdentifier(variable.name)) throw new Untranslatable(node);
  const name = variable.name.text;
  if (variable.initializer) return `${name} := ${expression(variable.initializer, go)}`;
  const type = goType(go.checker.getTypeAtLocation(variable), go);
  if (type === undefined) throw new Untranslatable(node);
  return `var ${name} ${type}`;
}

/** The statements of an example: those between the marks of jsii-rosetta, if it has any. */
export function shownStatements(file: ts.SourceFile): ts.Statement[] {
  const marks = [...file.text.matchAll(/^ *\/\/\/ !(show|hide)$/gm)];
  const isShown = (position: number) => {
    const before = marks.filter(({ index }) => index < position).at(-1);
    return before ? before[1] === 'show' : marks[0]?.[1] !== 'show';
  };
  const shownIn = (node: ts.Node): ts.Statement[] => {
    const isWhole = ts.isStatement(node) && isShown(node.getStart());
    return isWhole ? [node] : children(node).flatMap(shownIn);
  };
  return shownIn(file);
}

function children(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => void found.push(child));
  return found;
}
