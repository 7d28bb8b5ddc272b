import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pages, textOf } from '../pages';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = [
  'src',
  'lambda',
  'processor',
  'channels',
  'testing',
  'examples',
  'benchmarks',
  'projenrc',
  'test',
];

/** How the words of a source are found, by the end of its name. */
const READERS: Readonly<Record<string, (file: string) => Text[]>> = {
  ts: wordsOfScript,
  mjs: wordsOfScript,
  js: wordsOfScript,
  py: wordsOfPython,
  html: wordsOfHtml,
};

/** What has the words that are ruled out because it is about them. */
const ABOUT_WORDS = ['projenrc/words/rules.ts', 'test/words.test.ts'];

/** Some words that people read: a line of a page, a comment, or a string in code. */
export interface Text {
  /** `file:line`. */
  readonly place: string;
  readonly text: string;
}

/** All of them but those that the build writes from others. */
export function texts(): Text[] {
  const written = pages().filter((page) => !page.startsWith('docs/reference/') && page !== 'CHANGELOG.md');
  return [...written.flatMap(linesOf), ...sources().flatMap((file) => READERS[endOf(file)]!(file))];
}

/** The lines of a page, without code and addresses. */
function linesOf(page: string): Text[] {
  const blank = (code: string) => code.replace(/[^\n]/g, '');
  const prose = textOf(page)
    .replace(/^```.*?^```$/gms, blank)
    .replace(/`[^`]*`/g, blank)
    .replace(/\]\([^)]*\)/g, ']');
  return prose.split('\n').map((text, index) => ({ place: `${page}:${index + 1}`, text }));
}

function sources(): string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const isOurs = (file: string) =>
    !/(^|[/\\])(lib|node_modules|cdk\.out)[/\\]|\.d\.ts$/.test(file) && !ABOUT_WORDS.includes(file);
  return ['.projenrc.ts', ...files.filter(isOurs).sort()].filter((file) => endOf(file) in READERS);
}

function endOf(file: string): string {
  return /\.(\w+)$/.exec(file)?.[1] ?? '';
}

/** The comments of a source, and those of its strings that have several words. */
function wordsOfScript(file: string): Text[] {
  const code = codeOf(file);
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    ts.forEachLeadingCommentRange(code, node.pos, (from, to) => void found.set(from, code.slice(from, to)));
    ts.forEachTrailingCommentRange(code, node.end, (from, to) => void found.set(from, code.slice(from, to)));
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && node.text.includes(' ')) found.set(node.getStart(source), node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found].map(([position, text]) => textAt(file, code, position, text));
}

/** The comments, docstrings and strings with several words. */
function wordsOfPython(file: string): Text[] {
  const code = codeOf(file);
  const found = code.matchAll(/"""([^]*?)"""|"((?:[^"\\\n]|\\.)* [^"\n]*)"|(#.*)/g);
  return [...found].map((match) => textAt(file, code, match.index, match.slice(1).join('')));
}

/** What is between the tags, and what attributes show or read out. */
function wordsOfHtml(file: string): Text[] {
  const code = codeOf(file);
  const found = code.matchAll(/>([^<>]*\w[^<>]*)<|\b(?:alt|aria-label|content|placeholder|title)="([^"]*)"/g);
  return [...found].map((match) => textAt(file, code, match.index, match.slice(1).join('')));
}

function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function textAt(file: string, code: string, position: number, text: string): Text {
  return {
    place: `${file}:${code.slice(0, position).split('\n').length}`,
    text: text.replace(/\s*\n\s*(\*|\/\/|#)?\s*/g, ' ').replace(/`[^`]*`/g, ''),
  };
}
