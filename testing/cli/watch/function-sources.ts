import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BundledCode } from './bundled-code';
import type { CodeSource } from './code-source';
import { CopiedCode } from './copied-code';
import { codeInPlace, type FunctionCode, type LocalFunction, type LocalLambda } from '../../cloud/lambda';

/** The code that a function runs since a file changed, and the code that was deployed. */
interface Refreshed {
  readonly code: FunctionCode;
  readonly deployed: FunctionCode;
}

/**
 * Finds out which functions run the files of an app, copied or bundled, by comparing their code with the result of
 * copying or bundling. A change of such a file can take effect at once, without a synthesis; any other change comes
 * with the next deployment.
 */
export class FunctionSources {
  private sources: ReadonlyMap<LocalFunction, CodeSource> = new Map();
  /** By the folders of the code. */
  private bundles: ReadonlyMap<string, BundledCode | undefined> = new Map();
  private readonly refreshed = new Map<LocalFunction, Refreshed>();
  /** The folders of changed code. */
  private readonly written = new Set<string>();
  private work: Promise<unknown> = Promise.resolve();

  public constructor(
    private readonly lambda: LocalLambda,
    /** The folder for changed code. */
    private readonly scratch: string,
  ) {}

  /** Finds the sources of the functions after a deployment. */
  public async find(folders: readonly string[]): Promise<void> {
    return this.next(async () => {
      this.restore();
      this.removeUnused();
      const bundles = new Map<string, BundledCode | undefined>();
      const sources = new Map<LocalFunction, CodeSource>();
      for (const target of this.lambda.all) {
        const { code, runtime } = target.configuration;
        const { folder } = code;
        const copied = CopiedCode.find(folder, folders);
        if (!copied && !bundles.has(folder)) {
          const isKnown = this.bundles.has(folder);
          bundles.set(folder, isKnown ? this.bundles.get(folder) : await BundledCode.find(folder, runtime));
        }
        const source = copied ?? bundles.get(folder);
        if (source) sources.set(target, source);
      }
      this.bundles = bundles;
      this.sources = sources;
    });
  }

  /** Whether a function runs a copy of a file. */
  public isCopied(path: string): boolean {
    return [...this.sources.values()].some((source) => source instanceof CopiedCode && source.isMadeOf(path));
  }

  /** Whether functions run a file, all of them in its current version. */
  public isLive(path: string): boolean {
    const affected = [...this.sources].filter(([, source]) => source.isMadeOf(path));
    return (
      affected.length > 0 &&
      affected.every(([target, source]) => source.isCurrent(path, target.configuration.code.folder))
    );
  }

  /** Makes functions run the current files from the next invocation on; resolves with the names of these functions. */
  public async refresh(paths: readonly string[]): Promise<string[]> {
    return this.next(async () => {
      const names: string[] = [];
      for (const [target, source] of this.sources) {
        const { functionName, displayName = functionName } = target.configuration;
        if (await this.replace(target, source, paths)) names.push(displayName);
      }
      return names;
    });
  }

  /**
   * The previous code stays: versions and a rollback may need it. Code that can't be replaced comes with the next
   * deployment.
   */
  private async replace(
    target: LocalFunction,
    source: CodeSource,
    paths: readonly string[],
  ): Promise<boolean> {
    const changed = paths.filter((path) => source.isMadeOf(path));
    if (changed.length === 0) return false;
    const { configuration } = target;
    const code = await this.updated(configuration.code, source, changed).catch(() => undefined);
    if (!code || target.configuration !== configuration) return false; // it has been deployed in the meantime
    const former = this.refreshed.get(target);
    const deployed = former?.code === configuration.code ? former.deployed : configuration.code;
    this.refreshed.set(target, { code, deployed });
    target.configure({ ...configuration, code });
    return true;
  }

  /** @throws if no code can be built from the files, or if the command ends */
  private async updated(
    { folder }: FunctionCode,
    source: CodeSource,
    changed: readonly string[],
  ): Promise<FunctionCode> {
    const copy = mkdtempSync(join(this.scratch, 'code-'));
    this.written.add(copy);
    cpSync(folder, copy, { recursive: true });
    await source.update(copy, changed);
    return codeInPlace(copy);
  }

  /** Functions that a deployment left unchanged return to their deployed code, whatever ran in between. */
  private restore(): void {
    for (const [target, { code, deployed }] of this.refreshed) {
      const { configuration } = target;
      if (configuration.code === code) target.configure({ ...configuration, code: deployed });
    }
    this.refreshed.clear();
  }

  private removeUnused(): void {
    const used = new Set(this.lambda.codeInUse.map(({ folder }) => folder));
    for (const folder of this.written) {
      if (used.has(folder)) continue;
      rmSync(folder, { recursive: true, force: true });
      this.written.delete(folder);
    }
  }

  /** Runs steps one after the other, because each result applies only to the current deployment. */
  private async next<T>(step: () => Promise<T>): Promise<T> {
    const result = this.work.then(step);
    this.work = result.catch(() => {});
    return result;
  }
}
