import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'testing', 'inspector', 'page');
const RECORD = join(ROOT, 'docs', 'images', 'inspector.json');

/** Where `npm run test:browser -- --take-picture` puts the pictures of the inspector. */
export function inspectorPicture(colorScheme: 'light' | 'dark'): string {
  return join(ROOT, 'docs', 'images', `inspector-${colorScheme}.png`);
}

/** A digest of what the page is made of: its comments are no part of it. */
export function pageDigest(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(PAGE).sort()) {
    if (/^tsconfig/.test(file)) continue;
    const text = readFileSync(join(PAGE, file), 'utf8');
    hash.update(file.endsWith('.ts') ? withoutComments(text) : text);
  }
  return hash.digest('hex');
}

function withoutComments(code: string): string {
  const compilerOptions = {
    removeComments: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** Of which page the pictures are. */
export function recordedDigest(): string {
  return (JSON.parse(readFileSync(RECORD, 'utf8')) as { page: string }).page;
}

export function recordDigest(): void {
  writeFileSync(RECORD, `${JSON.stringify({ page: pageDigest() }, undefined, 2)}\n`);
}
