import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pages, textOf } from '../pages';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['src', 'lambda', 'processor', 'channels', 'testing', 'examples', 'benchmarks', 'projenrc'];

/** Some words that people read: a line of a page, a comment, or a string in code. */
export interface Text {
  /** `file:line`. */
  readonly place: string;
  readonly text: string;
}

/** All of them but those that the build writes from others. */
export function texts(): Text[] {
  const written = pages().filter((page) => !page.startsWith('docs/reference/') && page !== 'CHANGELOG.md');
  return [...written.flatMap(linesOf), ...sources().flatMap(wordsOf)];
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
  const isOurs = (file: string) => !/(^|[/\\])(lib|node_modules|cdk\.out)[/\\]|\.d\.ts$/.test(file);
  return files.filter((file) => file.endsWith('.ts') && isOurs(file)).sort();
}

/** The comments of a source, and those of its strings that have several words. */
function wordsOf(file: string): Text[] {
  const code = readFileSync(join(ROOT, file), 'utf8');
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
  return [...found].map(([position, text]) => ({
    place: `${file}:${source.getLineAndCharacterOfPosition(position).line + 1}`,
    text: text.replace(/\s*\n\s*(\*|\/\/)?\s*/g, ' ').replace(/`[^`]*`/g, ''),
  }));
}
