import { dirname, join, resolve } from 'node:path';
import { installedEsbuild } from './esbuild';
import { UsageError } from './usage-error';
import type { FunctionCode } from '../cloud/lambda';
import { createTemporaryFolder, removeTemporaryFolder } from '../temporary-folder';

/** The file that a compiled module becomes. */
export const COMPILED = 'index.js';

/** What esbuild reports about an error. */
interface BuildFailure extends Error {
  readonly errors?: readonly { readonly text: string; readonly location: { readonly file: string } | null }[];
}

/** A module does not compile. */
export class CompilationError extends UsageError {
  /** Where a change may mend it: where the errors are, and where a file is missing. */
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

/** A module that was compiled, and the files that it was compiled from. */
export interface CompiledModule {
  readonly code: FunctionCode;
  readonly inputs: readonly string[];
}

/**
 * Bundles a TypeScript module, with all that it imports, by the esbuild of the working directory. What Lambda's runtime
 * has of Amazon Chime is left to it.
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
