import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CFN_RESPONSE, CFN_RESPONSE_PYTHON } from './cfn-response';
import { unzip } from './unzip';
import { nearestPackage } from '../../package-root';
import { createTemporaryFolder, removeTemporaryFolder } from '../../temporary-folder';

/** The code of a function. */
export interface FunctionCode {
  /** The folder that holds it; made when it is first asked for. */
  readonly folder: string;
  /** Removes the folder, if it was made for the function. It can be asked for again. */
  release(): void;
}

/** Code in a folder or in a zip archive, apart from what stands around it, which Lambda does not see either. */
export function assetCode(path: string): FunctionCode {
  const source = resolve(path);
  if (!statSync(source).isDirectory()) {
    return new TemporaryFolder((folder) => unzip(readFileSync(source), folder));
  }
  return isAmongModules(source) ? new TemporaryFolder((folder) => copy(source, folder)) : codeInPlace(source);
}

/** Code that is used where it is, with all that stands around it. */
export function codeInPlace(folder: string): FunctionCode {
  return { folder: resolve(folder), release: () => {} };
}

/** Whether the files of a folder would be ES modules because of a `package.json` that is no part of it. */
function isAmongModules(folder: string): boolean {
  const around = nearestPackage(folder);
  if (around === undefined || around === folder) return false;
  const { type } = JSON.parse(readFileSync(join(around, 'package.json'), 'utf8')) as { type?: unknown };
  return type === 'module';
}

/**
 * A link becomes what it points to, or is left out if there is nothing, as in the archive of an asset. Without a filter,
 * Node.js 22 keeps links (https://github.com/nodejs/node/issues/59168).
 */
function copy(source: string, folder: string): void {
  cpSync(source, folder, { recursive: true, dereference: true, filter: (path) => existsSync(path) });
}

/** Code in the template itself (`ZipFile`), as the file `index` that CloudFormation makes of it. */
export function inlineCode(source: string, runtime: string): FunctionCode {
  const isModule = /^\s*(import\s[^(]|export\s)/m.test(source);
  const extension = runtime.startsWith('python') ? 'py' : isModule ? 'mjs' : 'js';
  return new TemporaryFolder((folder) => {
    write(join(folder, `index.${extension}`), source);
    if (extension === 'py') write(join(folder, 'cfnresponse.py'), CFN_RESPONSE_PYTHON);
    if (extension === 'js') write(join(folder, 'node_modules', 'cfn-response', 'index.js'), CFN_RESPONSE);
  });
}

/** A folder that goes when it is released, or else with this process. */
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
      removeTemporaryFolder(path); // half of the code is none
      throw error;
    }
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
