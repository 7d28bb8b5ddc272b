import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CFN_RESPONSE, CFN_RESPONSE_PYTHON } from './cfn-response';
import { unzip } from './unzip';
import { nearestPackage } from '../../package-root';
import { createTemporaryFolder, removeTemporaryFolder } from '../../temporary-folder';

/** The code of a function. */
export interface FunctionCode {
  /** The folder that holds it, which is created on first use. */
  readonly folder: string;
  /** Removes the folder, if it was created for the function. The next use creates it again. */
  release(): void;
}

/** Code in a folder or a zip archive, isolated from its surroundings, which Lambda does not see either. */
export function assetCode(path: string): FunctionCode {
  const source = resolve(path);
  if (!statSync(source).isDirectory()) {
    return new TemporaryFolder((folder) => unzip(readFileSync(source), folder));
  }
  return isAmongModules(source) ? new TemporaryFolder((folder) => copy(source, folder)) : codeInPlace(source);
}

/** Code that is used where it is, along with its surroundings. */
export function codeInPlace(folder: string): FunctionCode {
  return { folder: resolve(folder), release: () => {} };
}

/** Whether a `package.json` outside of a folder would make its files ES modules. */
function isAmongModules(folder: string): boolean {
  const around = nearestPackage(folder);
  if (around === undefined || around === folder) return false;
  const { type } = JSON.parse(readFileSync(join(around, 'package.json'), 'utf8')) as { type?: unknown };
  return type === 'module';
}

/**
 * A link is replaced by its target, or omitted if it has none, as in the archive of an asset. Without a filter, Node.js
 * 22 keeps links (https://github.com/nodejs/node/issues/59168).
 */
function copy(source: string, folder: string): void {
  cpSync(source, folder, { recursive: true, dereference: true, filter: (path) => existsSync(path) });
}

/** Code in the template itself (`ZipFile`), in a file named `index`, as in CloudFormation. */
export function inlineCode(source: string, runtime: string): FunctionCode {
  const isModule = /^\s*(import\s[^(]|export\s)/m.test(source);
  const extension = runtime.startsWith('python') ? 'py' : isModule ? 'mjs' : 'js';
  return new TemporaryFolder((folder) => {
    write(join(folder, `index.${extension}`), source);
    if (extension === 'py') write(join(folder, 'cfnresponse.py'), CFN_RESPONSE_PYTHON);
    if (extension === 'js') write(join(folder, 'node_modules', 'cfn-response', 'index.js'), CFN_RESPONSE);
  });
}

/** A folder that is removed when it is released, or at the latest when this process ends. */
export class TemporaryFolder implements FunctionCode {
  private path?: string;

  public constructor(private readonly fill: (folder: string) => void) {}

  public get folder(): string {
    return (this.path ??= this.make());
  }

  public release(): void {
    if (this.path === undefined) return;
    removeTemporaryFolder(this.path);
    this.path = undefined;
  }

  private make(): string {
    const path = createTemporaryFolder('local-lambda-');
    try {
      this.fill(path);
      return path;
    } catch (error) {
      removeTemporaryFolder(path); // incomplete code is useless
      throw error;
    }
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
