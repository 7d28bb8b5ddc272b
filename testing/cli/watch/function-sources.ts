import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { codeInPlace, type FunctionCode, type LocalFunction, type LocalLambda } from '../../cloud/lambda';

/** A function whose code is a copy of a folder. */
interface Copied {
  readonly target: LocalFunction;
  readonly source: string;
  /** By their paths in the folder. */
  readonly files: ReadonlySet<string>;
}

/** What a function runs since a file changed, and what was deployed. */
interface Refreshed {
  readonly code: FunctionCode;
  readonly deployed: FunctionCode;
}

/**
 * Knows which functions run the files of an app's own folders just as they are, by comparing both. A change of such a file
 * can be live at once, without a synthesis; what is bundled comes with the next deployment.
 */
export class FunctionSources {
  private copies: Copied[] = [];
  private readonly refreshed = new Map<LocalFunction, Refreshed>();

  public constructor(
    private readonly lambda: LocalLambda,
    /** Takes code that has changed. */
    private readonly scratch: string,
  ) {}

  /** Looks for what functions are copies of. */
  public find(folders: readonly string[]): void {
    this.restore();
    this.copies = this.lambda.all.flatMap((target) => {
      const { folder: code } = target.configuration.code;
      const files = filesIn(code);
      if (files.length === 0) return [];
      const sources = folders.filter((source) =>
        files.every((file) => isSame(join(code, file), join(source, file))),
      );
      const [source, second] = sources;
      if (source === undefined || second !== undefined) return []; // of folders that are the same, it may be either
      return [{ target, source, files: new Set(files) }];
    });
  }

  /** Lets functions run files as they are now, from the next invocation on; returns the names of these functions. */
  public refresh(paths: readonly string[]): string[] {
    return this.copies.filter((copied) => this.replace(copied, paths)).map(nameOf);
  }

  /** The code as it was stays: versions and a rollback may need it. What is being replaced comes with the next deployment. */
  private replace({ target, source, files }: Copied, paths: readonly string[]): boolean {
    const changed = paths.map((path) => relative(source, path)).filter((file) => files.has(file));
    if (changed.length === 0) return false;
    const { configuration } = target;
    const folder = mkdtempSync(join(this.scratch, 'code-'));
    try {
      cpSync(configuration.code.folder, folder, { recursive: true });
      for (const file of changed) cpSync(join(source, file), join(folder, file));
    } catch {
      return false;
    }
    const code = codeInPlace(folder);
    const former = this.refreshed.get(target);
    const deployed = former?.code === configuration.code ? former.deployed : configuration.code;
    this.refreshed.set(target, { code, deployed });
    target.configure({ ...configuration, code });
    return true;
  }

  /** What a deployment has left alone runs what was deployed again, whatever has been live in between. */
  private restore(): void {
    for (const [target, { code, deployed }] of this.refreshed) {
      const { configuration } = target;
      if (configuration.code === code) target.configure({ ...configuration, code: deployed });
    }
    this.refreshed.clear();
  }
}

function nameOf({ target }: Copied): string {
  return target.configuration.functionName;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).includes('node_modules'));
}

/** A file that is replaced at this moment is another one. */
function isSame(one: string, other: string): boolean {
  try {
    return statSync(other).size === statSync(one).size && readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
