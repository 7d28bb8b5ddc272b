import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The part of esbuild's API that is used here; esbuild itself is the user's own. */
export interface Esbuild {
  build(options: object): Promise<BuildResult>;
  buildSync(options: object): BuildResult;
}

interface BuildResult {
  /** Paths are relative to the working directory of the build. */
  readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> };
  /** The output, if it is not written to files. */
  readonly outputFiles?: readonly OutputFile[];
}

export interface OutputFile {
  readonly path: string;
  readonly contents: Uint8Array;
}

/** The esbuild of the working directory; `undefined` if it is not installed. */
export function installedEsbuild(): Esbuild | undefined {
  const require = createRequire(join(process.cwd(), 'package.json'));
  try {
    require.resolve('esbuild');
  } catch {
    return undefined;
  }
  return require('esbuild') as Esbuild;
}
