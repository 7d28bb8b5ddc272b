import * as ts from 'typescript';

const SHOW = '/// !show';
/** From this length on, even the only entry gets a line of its own. */
const LONG = 40;
const COMMENTS = [ts.SyntaxKind.SingleLineCommentTrivia, ts.SyntaxKind.MultiLineCommentTrivia];

/** A part of an example that takes one or more lines of its own in Go. */
export interface Part {
  /** Whether a blank line precedes it in the example. */
  readonly isApart: boolean;
  readonly before: readonly string[];
  readonly text: string;
  readonly after: string;
}

/** A translation with the comments that the original has. */
export function part(node: ts.Node, text: string): Part {
  const source = node.getSourceFile().text;
  const shown = source.lastIndexOf(SHOW, node.getStart());
  const from = shown < node.getFullStart() ? node.getFullStart() : shown + SHOW.length;
  const to = source[node.end] === ',' ? node.end + 1 : node.end;
  return {
    isApart: /\n\s*\n/.test(source.slice(from, node.getStart())),
    before: texts(source, ts.getLeadingCommentRanges(source, from)),
    text,
    after: texts(source, ts.getTrailingCommentRanges(source, to))
      .map((comment) => ` ${comment}`)
      .join(''),
  };
}

/** Comments after the last statement. */
export function closingComments(last: ts.Node): string[] {
  const source = last.getSourceFile().text;
  const comments = texts(source, ts.getLeadingCommentRanges(source, last.end));
  const hidden = comments.findIndex((comment) => comment.startsWith('///'));
  return hidden < 0 ? comments : comments.slice(0, hidden);
}

/** Comments inside a node: not those before and after it. */
export function commentsIn(node: ts.Node): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, undefined, node.getText());
  const found: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (COMMENTS.includes(kind)) found.push(scanner.getTokenText());
  }
  return found;
}

/** The content of a literal's braces: a single entry is on the line of the braces if it is short and has no comments. */
export function braced(entries: readonly Part[]): string {
  const isShort = ({ before, text, after }: Part) =>
    before.length === 0 && after === '' && text.length < LONG;
  if (entries.length < 2 && entries.every(isShort)) return `{${entries.map(({ text }) => text).join('')}}`;
  const lines = entries.flatMap(({ before, text, after }) => [...before, `${text},${after}`]);
  return `{\n${indented(lines)}\n}`;
}

/** The content of a call's parentheses. */
export function parenthesized(values: readonly string[]): string {
  const isLong = values.filter((value) => value.includes('\n')).length > 1;
  return isLong ? `(\n${indented(values.map((value) => `${value},`))}\n)` : `(${values.join(', ')})`;
}

function indented(lines: readonly string[]): string {
  return lines.join('\n').replace(/^(?=.)/gm, '\t');
}

function texts(source: string, comments: readonly ts.CommentRange[] = []): string[] {
  return comments.map(({ pos, end }) => source.slice(pos, end));
}
