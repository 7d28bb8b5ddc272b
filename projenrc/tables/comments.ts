import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** The text of a comment, and its text about the default. */
export interface Comment {
  readonly text: string;
  readonly default: string | undefined;
}

/** The comments of the members of an interface, or of a constant that is an object. */
export function commentsOf(file: string, declaration: string): Map<string, Comment> {
  const path = join(ROOT, file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const comments = new Map<string, Comment>();
  for (const member of source.statements.flatMap((statement) => membersOf(statement, declaration))) {
    comments.set(member.name!.getText(source), commentOf(member));
  }
  return comments;
}

function membersOf(statement: ts.Statement, name: string): readonly ts.NamedDeclaration[] {
  if (ts.isInterfaceDeclaration(statement)) return statement.name.text === name ? statement.members : [];
  if (!ts.isVariableStatement(statement)) return [];
  const constant = statement.declarationList.declarations.find((each) => each.name.getText() === name);
  const value = constant?.initializer;
  return value && ts.isObjectLiteralExpression(value) ? value.properties : [];
}

function commentOf(member: ts.Node): Comment {
  const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === 'default');
  const textOf = (node: ts.JSDoc | ts.JSDocTag | undefined) =>
    node && ts.getTextOfJSDocComment(node.comment)?.replace(/\s+/g, ' ').trim();
  return { text: textOf(comment) ?? '', default: textOf(tag) };
}
