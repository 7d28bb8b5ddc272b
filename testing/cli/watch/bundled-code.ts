import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { CodeSource } from './code-source';
import { installedEsbuild, type Esbuild, type OutputFile } from '../esbuild';

/** A possible origin of a bundle: the source file, and the folder where esbuild ran, which its comments reveal. */
interface Entry {
  readonly file: string;
  readonly directory: string;
}

/** Unless it minifies, esbuild writes the path of each module above it; the entry point is the last one. */
const MODULE_COMMENT = /^\/\/ (\S.*\.[cm]?[jt]sx?)$/gm;

/** The externals of `NodejsFunction`: with current feature flags, with earlier ones, and with `bundleAwsSDK`. */
const EXTERNALS = [['@aws-sdk/*', '@smithy/*'], ['@aws-sdk/*'], []];

/**
 * Code that the app bundled with esbuild (`NodejsFunction`). Neither the assembly nor the bundle contains the options:
 * we guess them, and accept the guess if the bundle is reproduced byte for byte.
 */
export class BundledCode implements CodeSource {
  /**
   * Finds out how code was bundled, if it is a bundle of the current files.
   *
   * @param runtime the runtime of the function, which `NodejsFunction` uses as its target
   */
  public static async find(code: string, runtime: string): Promise<BundledCode | undefined> {
    const outfile = ['index.js', 'index.mjs'].map((name) => join(code, name)).find(existsSync);
    const esbuild = outfile === undefined ? undefined : installedEsbuild();
    if (!esbuild) return undefined;
    const bundle = readFileSync(outfile!);
    for (const options of guesses(outfile!, bundle.toString(), runtime)) {
      const found = new BundledCode(esbuild, options);
      const outputs = await found.build().catch(() => []); // a guess that does not even build is wrong
      if (outputs.some(({ path, contents }) => path === outfile && bundle.equals(contents))) return found;
    }
    return undefined;
  }

  private inputs: ReadonlySet<string> = new Set();

  private constructor(
    private readonly esbuild: Esbuild,
    private readonly options: { readonly absWorkingDir: string },
  ) {}

  public isMadeOf(path: string): boolean {
    return this.inputs.has(path);
  }

  /** Only a build can tell. */
  public isCurrent(): boolean {
    return false;
  }

  public async update(code: string): Promise<void> {
    for (const { path, contents } of await this.build()) writeFileSync(join(code, basename(path)), contents);
  }

  private async build(): Promise<readonly OutputFile[]> {
    const { metafile, outputFiles } = await this.esbuild.build(this.options);
    const { absWorkingDir } = this.options;
    this.inputs = new Set(Object.keys(metafile.inputs).map((input) => resolve(absWorkingDir, input)));
    return outputFiles!;
  }
}

function guesses(outfile: string, bundle: string, runtime: string) {
  const sourceMap = `${outfile}.map`;
  const hasSourceMap = existsSync(sourceMap);
  const comment = [...bundle.matchAll(MODULE_COMMENT)].pop()?.[1];
  const entries = comment !== undefined ? entriesOf(comment) : hasSourceMap ? mappedEntries(sourceMap) : [];
  return EXTERNALS.flatMap((external) =>
    entries.map(({ file, directory }) => ({
      absWorkingDir: directory,
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      target: runtime.replace(/^nodejs(\d+).*/, 'node$1'),
      ...(outfile.endsWith('.mjs') && { format: 'esm' }),
      minify: comment === undefined,
      sourcemap: hasSourceMap,
      external,
      logLevel: 'silent',
      metafile: true,
      write: false,
    })),
  );
}

/** `NodejsFunction` bundles in the folder of the lock file: the working directory, or one above it. */
function entriesOf(comment: string): Entry[] {
  return ancestorsOf(process.cwd())
    .map((directory) => ({ directory, file: join(directory, comment) }))
    .filter(({ file }) => existsSync(file));
}

/** The entry point is the first source or, for a CommonJS module, the last. */
function mappedEntries(sourceMap: string): Entry[] {
  const { sources } = JSON.parse(readFileSync(sourceMap, 'utf8')) as { sources: string[] };
  const ends = new Set([sources.at(0), sources.at(-1)].filter((source) => source !== undefined));
  return [...ends].map((source) => ({
    directory: process.cwd(),
    file: resolve(dirname(sourceMap), source),
  }));
}

function ancestorsOf(folder: string): string[] {
  const steps = folder.split(sep);
  return steps.map((_, index) => steps.slice(0, steps.length - index).join(sep) || sep);
}
