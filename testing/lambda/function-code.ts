import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CFN_RESPONSE } from './cfn-response';
import { unzip } from './unzip';

/** The code of a function. */
export interface FunctionCode {
  /** The folder that holds it; made when it is first asked for. */
  readonly folder: string;
  /** Removes the folder, if it was made for the function. It can be asked for again. */
  release(): void;
}

/**
 * A copy of a folder, or of what is in a zip archive, as Lambda has it: what stands around the folder, such as a
 * `package.json` by which its files would be ES modules, is no part of the function.
 */
export function assetCode(path: string): FunctionCode {
  const source = resolve(path);
  return statSync(source).isDirectory()
    ? new TemporaryFolder((folder) => cpSync(source, folder, { recursive: true, dereference: true }))
    : new TemporaryFolder((folder) => unzip(readFileSync(source), folder));
}

/** Code that is used where it is, with all that stands around it. */
export function codeInPlace(folder: string): FunctionCode {
  return { folder: resolve(folder), release: () => {} };
}

/** Code that stands in the template itself (`ZipFile`), as the file `index` that CloudFormation makes of it. */
export function inlineCode(source: string, runtime: string): FunctionCode {
  const isModule = /^\s*(import\s[^(]|export\s)/m.test(source);
  const extension = runtime.startsWith('python') ? 'py' : isModule ? 'mjs' : 'js';
  return new TemporaryFolder((folder) => {
    write(join(folder, `index.${extension}`), source);
    if (extension === 'js') write(join(folder, 'node_modules', 'cfn-response', 'index.js'), CFN_RESPONSE);
  });
}

/** A folder that goes when it is released, or else with this process. */
class TemporaryFolder implements FunctionCode {
  private path?: string;

  public constructor(private readonly fill: (folder: string) => void) {}

  public get folder(): string {
    if (this.path === undefined) {
      this.path = mkdtempSync(join(tmpdir(), 'local-lambda-'));
      keep(this.path);
      this.fill(this.path);
    }
    return this.path;
  }

  public release(): void {
    if (this.path === undefined) return;
    remove(this.path);
    this.path = undefined;
  }
}

const kept = new Set<string>();

function keep(path: string): void {
  if (kept.size === 0) process.on('exit', removeAll);
  kept.add(path);
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
  kept.delete(path);
  if (kept.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of kept) remove(path);
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
