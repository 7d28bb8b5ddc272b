/** How to find the words that people read in code, by file extension or by the language of a block. */
import ts from 'typescript';

/** A comment, or a string that has several words. */
export interface Words {
  readonly position: number;
  readonly text: string;
}

type Reader = (code: string) => Words[];

export const READERS: Readonly<Record<string, Reader>> = {
  ...readBy(inScript, ['ts', 'mts', 'cjs', 'js', 'mjs', 'ts-fixture']),
  ...readBy(inPython, ['py', 'python']),
  ...readBy(inBraces, ['cs', 'csharp', 'css', 'go', 'java']),
  ...readBy(inMarkup, ['csproj', 'html', 'xml']),
  ...readBy(inShell, ['bash', 'console', 'sh']),
  ...readBy(everyLine, ['yml']),
};

function readBy(reader: Reader, names: readonly string[]): Record<string, Reader> {
  return Object.fromEntries(names.map((name) => [name, reader]));
}

function inScript(code: string): Words[] {
  const source = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    ts.forEachLeadingCommentRange(code, node.pos, (from, to) => void found.set(from, code.slice(from, to)));
    ts.forEachTrailingCommentRange(code, node.end, (from, to) => void found.set(from, code.slice(from, to)));
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && hasSpace(node.text)) found.set(node.getStart(source), node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return joined([...found].map(([position, text]) => ({ position, text })).sort(byPosition), code);
}

function byPosition(one: Words, other: Words): number {
  return one.position - other.position;
}

/** Comments of one line each, directly below each other, are one text. */
function joined(all: readonly Words[], code: string): Words[] {
  const texts: Words[] = [];
  for (const { position, text } of all) {
    const last = texts.at(-1);
    const isNext =
      last?.text.startsWith('//') &&
      text.startsWith('//') &&
      /^\n[^\S\n]*$/.test(code.slice(last.position + last.text.length, position));
    if (isNext) texts[texts.length - 1] = { ...last!, text: code.slice(last!.position, position) + text };
    else texts.push({ position, text });
  }
  return texts;
}

function inPython(code: string): Words[] {
  return matches(code, /"""([^]*?)"""|"((?:[^"\\\n]|\\.)*)"|(#.*)/g).filter(hasSeveral);
}

/** In the languages whose comments are those of C. */
function inBraces(code: string): Words[] {
  return matches(code, /\/\*([^]*?)\*\/|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`|\/\/(.*)/g).filter(hasSeveral);
}

/** The text between the tags and in comments, and attributes that are displayed or read out. */
function inMarkup(code: string): Words[] {
  return matches(
    code,
    /<!--([^]*?)-->|>([^<>]*\w[^<>]*)<|\b(?:alt|aria-label|content|placeholder|title)="([^"]*)"/g,
  );
}

function inShell(code: string): Words[] {
  return matches(code, /(?:^|\s)(#.*)/g);
}

function everyLine(code: string): Words[] {
  return matches(code, /^(.+)$/gm);
}

function matches(code: string, pattern: RegExp): Words[] {
  return [...code.matchAll(pattern)].map((match) => ({
    position: match.index,
    text: match.slice(1).join(''),
  }));
}

function hasSeveral({ text }: Words): boolean {
  return hasSpace(text);
}

function hasSpace(text: string): boolean {
  return text.includes(' ');
}
