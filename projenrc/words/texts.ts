import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { READERS } from './readers';
import { codeBlocks, pages, textOf } from '../pages';

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
  'rosetta',
  'test',
  '.github',
];

/** Files that contain the excluded words because they are about them. */
const ABOUT_WORDS = ['projenrc/words/rules.ts', 'test/words.test.ts'];

/** Some words that people read: a paragraph of a page, a comment, or a string in code. */
export interface Text {
  /** `file:line`. */
  readonly place: string;
  readonly text: string;
}

/** All texts except those that the build generates from others. */
export function texts(): Text[] {
  const written = pages().filter((page) => !page.startsWith('docs/reference/'));
  const templates = filesIn('.github').filter((file) => file.endsWith('.md'));
  return [
    ...[...written, ...templates].flatMap(paragraphsOf),
    ...written.flatMap(wordsInBlocks),
    ...wordsIn('.ci/run', 'bash', textOf('.ci/run')),
    ...sources().flatMap((file) => wordsIn(file, endOf(file), textOf(file))),
  ];
}

/** The paragraphs of a page, without code and addresses: a phrase can begin in one line and end in the next. */
function paragraphsOf(page: string): Text[] {
  const blank = (code: string) => code.replace(/[^\n]/g, '');
  const prose = textOf(page)
    .replace(/^```.*?^```$/gms, blank)
    .replace(/`[^`]*`/g, blank)
    .replace(/\]\([^)]*\)/g, ']');
  return [...prose.matchAll(/^(?:.*\S.*(?:\n|$))+/gm)].map(({ 0: text, index }) => ({
    place: `${page}:${prose.slice(0, index).split('\n').length}`,
    text: text.trim().replace(/\s*\n\s*/g, ' '),
  }));
}

/** The comments and strings of a page's examples. */
function wordsInBlocks(page: string): Text[] {
  return Object.keys(READERS).flatMap((language) =>
    codeBlocks(page, language).flatMap(({ line, text }) => wordsIn(page, language, text, line + 1)),
  );
}

function sources(): string[] {
  const isOurs = (file: string) =>
    !/(^|[/\\])(lib|node_modules|cdk\.out|\.cache)[/\\]|\.d\.ts$/.test(file) && !ABOUT_WORDS.includes(file);
  const files = FOLDERS.flatMap(filesIn).filter(isOurs).sort();
  return ['.projenrc.ts', ...files].filter((file) => endOf(file) in READERS);
}

function filesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name));
}

function endOf(file: string): string {
  return /\.([\w-]+)$/.exec(file)?.[1] ?? '';
}

/** The words that people read in code that begins at a line of a file. */
function wordsIn(file: string, language: string, code: string, firstLine = 1): Text[] {
  return READERS[language]!(code).map(({ position, text }) => ({
    place: `${file}:${firstLine + code.slice(0, position).split('\n').length - 1}`,
    text: text.replace(/\s*\n\s*(\*|\/\/|#)?\s*/g, ' ').replace(/`[^`]*`/g, ''),
  }));
}
