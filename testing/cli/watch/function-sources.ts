import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BundledCode } from './bundled-code';
import type { CodeSource } from './code-source';
import { CopiedCode } from './copied-code';
import { codeInPlace, type FunctionCode, type LocalFunction, type LocalLambda } from '../../cloud/lambda';

/** What a function runs since a file changed, and what was deployed. */
interface Refreshed {
  readonly code: FunctionCode;
  readonly deployed: FunctionCode;
}

/**
 * Knows which functions run the files of an app, as copies or bundled, by comparing what they run with what these files
 * become. A change of such a file can be live at once, without a synthesis; all else comes with the next deployment.
 */
export class FunctionSources {
  private sources: ReadonlyMap<LocalFunction, CodeSource> = new Map();
  /** By the folders of the code. */
  private bundles: ReadonlyMap<string, BundledCode | undefined> = new Map();
  private readonly refreshed = new Map<LocalFunction, Refreshed>();
  /** The folders of code that has changed. */
  private readonly written = new Set<string>();
  private work: Promise<unknown> = Promise.resolve();

  public constructor(
    private readonly lambda: LocalLambda,
    /** Takes code that has changed. */
    private readonly scratch: string,
  ) {}

  /** Looks for what functions are made of, after a deployment. */
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

  /** Whether functions run a file, and all of them as it is now. */
  public isLive(path: string): boolean {
    const affected = [...this.sources].filter(([, source]) => source.isMadeOf(path));
    return (
      affected.length > 0 &&
      affected.every(([target, source]) => source.isCurrent(path, target.configuration.code.folder))
    );
  }

  /** Lets functions run files as they are now, from the next invocation on; resolves with the names of these functions. */
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

  /** The code as it was stays: versions and a rollback may need it. What cannot be replaced comes with the next deployment. */
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

  /** @throws if the files are not what code can be made of, or if the command ends */
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

  /** What a deployment has left alone runs what was deployed again, whatever has been live in between. */
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

  /** One after the other: what is found belongs to what is deployed. */
  private async next<T>(step: () => Promise<T>): Promise<T> {
    const result = this.work.then(step);
    this.work = result.catch(() => {});
    return result;
  }
}
