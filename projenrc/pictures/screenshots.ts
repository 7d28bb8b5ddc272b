import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const IMAGES = join(ROOT, 'docs', 'images');
const RECORD = join(IMAGES, 'screenshots.json');

interface Screenshot {
  /** In docs/images, written by `npm run test:browser -- --take-picture`. */
  readonly pictures: readonly string[];
  /** The sources of the pictured pages: if one changes, the pictures are out of date. */
  readonly shown: readonly string[];
}

export const SCREENSHOTS = {
  inspector: {
    pictures: ['inspector-light.png', 'inspector-dark.png'],
    shown: ['testing/inspector/page'],
  },
  browserChat: {
    pictures: ['browser-chat.png'],
    shown: ['page', 'moderator.mjs', 'seed.json'].map((name) => `examples/browser-chat/${name}`),
  },
} satisfies Readonly<Record<string, Screenshot>>;

export type ScreenshotName = keyof typeof SCREENSHOTS;

export function picturePath(picture: string): string {
  return join(IMAGES, picture);
}

/** The pictures of a page that don't exist. */
export function missingPictures(name: ScreenshotName): string[] {
  return SCREENSHOTS[name].pictures.filter((picture) => !existsSync(picturePath(picture)));
}

/** A digest of the pictured sources, without comments. */
export function digestOf(name: ScreenshotName): string {
  const hash = createHash('sha256');
  for (const file of SCREENSHOTS[name].shown.flatMap(filesIn)) {
    const text = readFileSync(file, 'utf8');
    hash.update(/\.m?[jt]s$/.test(file) ? withoutComments(text) : text);
  }
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  const whole = join(ROOT, path);
  if (!statSync(whole).isDirectory()) return [whole];
  const names = readdirSync(whole).filter((name) => !name.startsWith('tsconfig'));
  return names.sort().map((name) => join(whole, name));
}

function withoutComments(code: string): string {
  const compilerOptions = {
    removeComments: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** The digest of the pictured sources when the pictures were taken. */
export function recordedDigest(name: ScreenshotName): string | undefined {
  return recorded()[name];
}

export function recordDigest(name: ScreenshotName): void {
  const digests = { ...recorded(), [name]: digestOf(name) };
  writeFileSync(RECORD, `${JSON.stringify(digests, undefined, 2)}\n`);
}

function recorded(): Partial<Record<ScreenshotName, string>> {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as Partial<Record<ScreenshotName, string>>;
}
