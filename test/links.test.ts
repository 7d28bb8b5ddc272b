import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { headingsOf } from '../projenrc/contents';
import { pages, textOf } from '../projenrc/pages';

const ROOT = join(__dirname, '..');
const REPOSITORY = 'https://github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging';
const PICTURES = 'https://raw.githubusercontent.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging';
const PAGES = pages();
const BUILT = ['lib', 'dist', 'coverage'];
const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z]+$/.test(entry.name) && !BUILT.includes(entry.name))
  .map(({ name }) => `${name}/`);

/** Paths in code that are not in this repository, and where they are. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'benchmarks/.cache/': 'written by the first run of the benchmarks',
  'processor/index.js': "in the reader's app",
  'processor/index.py': "in the reader's app, or in the folder of the example",
  'src/Chat/ChatStack.cs': "in the reader's app",
  'src/main/java/com/myorg/ChatStack.java': "in the reader's app",
  'src/test/java/com/myorg/ChatTest.java': "in the reader's app",
  'test/Chat.Test/UnitTest1.cs': "in the reader's app",
  'test/chat.test.ts': "in the reader's app",
  'test/package/allowed-breaks.txt': 'written when a break is to be allowed',
};

/** Without code, whose contents only look like links. */
function prose(page: string): string {
  return textOf(page)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** The links and pictures of a page. */
function links(page: string): string[] {
  const found = prose(page).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"\s]+)"/g);
  return [...found].map(([, target, picture]) => (target ?? picture)!);
}

function anchors(page: string): string[] {
  return headingsOf(prose(page)).map(({ anchor }) => anchor);
}

/** The target of a link in this repository; `undefined` if it points elsewhere. */
function localTarget(page: string, link: string): { file: string; anchor: string | undefined } | undefined {
  const [path = '', anchor] = link.split('#');
  const inMain = new RegExp(`^(?:${REPOSITORY}/(?:blob|tree)|${PICTURES})/main/(.*)$`);
  const [, inRepository] = inMain.exec(path) ?? [];
  if (inRepository !== undefined) return { file: inRepository, anchor };
  if (/^https?:/.test(path)) return undefined;
  return { file: path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path)), anchor };
}

function isBroken(page: string, link: string): boolean {
  const target = localTarget(page, link);
  if (!target) return false;
  if (!existsSync(join(ROOT, target.file))) return true;
  return target.anchor !== undefined && !anchors(target.file).includes(target.anchor);
}

test.each(PAGES)('every file, heading and picture of this repository that %s refers to is there', (page) => {
  expect(links(page).filter((link) => isBroken(page, link))).toEqual([]);
});

/** Code on a page that consists only of a path, from the root of this repository. */
function pathsInCode(page: string): string[] {
  const text = textOf(page).replace(/^```.*?^```$/gms, '');
  const code = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);
  return code.filter((path) => FOLDERS.some((folder) => path.startsWith(folder)));
}

test.each(PAGES)('every path of this repository that %s has in code is there', (page) => {
  const paths = pathsInCode(page).filter((path) => !(path in ELSEWHERE));

  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test.each(Object.keys(ELSEWHERE))('%s is still in a page, as a path that is elsewhere', (path) => {
  expect(PAGES.flatMap(pathsInCode)).toContain(path);
});

test('the README can be read on npm, where links to files of the repository are complete URLs', () => {
  expect(links('README.md').filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
});
