import { dirname, join, resolve } from 'node:path';
import { installedEsbuild } from './esbuild';
import { UsageError } from './usage-error';
import type { FunctionCode } from '../cloud/lambda';
import { createTemporaryFolder, removeTemporaryFolder } from '../temporary-folder';

/** The name of the file that a module is compiled to. */
export const COMPILED = 'index.js';

/** The errors that esbuild reports. */
interface BuildFailure extends Error {
  readonly errors?: readonly { readonly text: string; readonly location: { readonly file: string } | null }[];
}

/** A module that does not compile. */
export class CompilationError extends UsageError {
  /** The folders where a change could fix it: those with errors, and those where a file is missing. */
  public readonly folders: readonly string[];

  public constructor(path: string, { message, errors = [] }: BuildFailure) {
    const [summary, detail = summary] = message.split('\n');
    super(`--function: '${path}' must compile, got ${detail}`);
    this.folders = errors.flatMap(({ text, location }) => {
      if (!location) return [];
      const folder = dirname(resolve(location.file));
      const [, missing] = /^Could not resolve "(\.[^"]*)"/.exec(text) ?? [];
      return missing === undefined ? [folder] : [folder, dirname(resolve(folder, missing))];
    });
  }
}

/** A compiled module, and its source files. */
export interface CompiledModule {
  readonly code: FunctionCode;
  readonly inputs: readonly string[];
}

/**
 * Bundles a TypeScript module and its imports with the working directory's esbuild. The Amazon Chime clients stay
 * external: Lambda's runtime provides them.
 *
 * @throws UsageError if esbuild is not installed, or the module has an error
 */
export function compiledModule(path: string): CompiledModule {
  const esbuild = installedEsbuild();
  if (!esbuild) {
    throw new UsageError(
      `--function: '${path}' must be compiled by esbuild, which is not installed: run 'npm install --save-dev esbuild'`,
    );
  }
  const folder = createTemporaryFolder('chime-messaging-module-');
  try {
    const { metafile } = esbuild.buildSync({
      entryPoints: [path],
      outfile: join(folder, COMPILED),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['@aws-sdk/client-chime-sdk-*'],
      logLevel: 'silent',
      metafile: true,
    });
    const inputs = Object.keys(metafile.inputs).map((input) => resolve(input));
    return { code: { folder, release: () => removeTemporaryFolder(folder) }, inputs };
  } catch (error) {
    removeTemporaryFolder(folder);
    throw new CompilationError(path, error as BuildFailure);
  }
}
