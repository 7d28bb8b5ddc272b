/** Counts the checks of a script, and prints a line for each as it runs. */
export class Checklist {
  private passed = 0;
  private readonly failures: string[] = [];
  private readonly skips: string[] = [];

  /** Prints the next step. */
  public step(description: string): void {
    console.log(`\n▸ ${description}`);
  }

  /** Prints information that is not a check. */
  public note(text: string): void {
    console.log(`    ${text}`);
  }

  /** Runs one check, which fails by throwing. Resolves to its result, or `undefined` if it failed. */
  public async check<T>(description: string, body: () => T | Promise<T>): Promise<T | undefined> {
    const start = performance.now();
    try {
      const result = await body();
      this.passed++;
      console.log(`  ✓ ${description}${duration(performance.now() - start)}`);
      return result;
    } catch (error) {
      this.failures.push(description);
      console.log(`  ✗ ${description}\n${indented(error instanceof Error ? error.message : String(error))}`);
      return undefined;
    }
  }

  /** A check that the rest depends on: throws if it fails. */
  public async require<T>(description: string, body: () => T | Promise<T>): Promise<T> {
    const failuresBefore = this.failures.length;
    const result = await this.check(description, body);
    if (this.failures.length > failuresBefore) throw new Prerequisite(description);
    return result as T;
  }

  /**
   * Runs a part that no other depends on: anything it throws is a failure, and a failed prerequisite is counted once.
   * Resolves to its result, or `undefined` if it failed.
   */
  public async part<T>(name: string, body: () => Promise<T>): Promise<T | undefined> {
    try {
      return await body();
    } catch (error) {
      if (error instanceof Prerequisite) return undefined;
      return this.check(`${name} runs to its end`, () => {
        throw error;
      });
    }
  }

  /** The checks that failed so far. */
  public get failed(): readonly string[] {
    return this.failures;
  }

  /** Records something that can't be checked on this machine. It does not count as passed, and the summary says so. */
  public skip(description: string, reason: string): void {
    this.skips.push(description);
    console.log(`  - SKIPPED ${description}: ${reason}`);
  }

  /** Prints the closing line, and sets the exit code. */
  public close(): void {
    for (const failure of this.failures) console.log(`\nfailed: ${failure}`);
    const skipped = this.skips.length > 0 ? `, ${this.skips.length} skipped` : '';
    console.log(`\n${this.passed} passed, ${this.failures.length} failed${skipped}`);
    process.exitCode = this.failures.length > 0 ? 1 : 0;
  }
}

/** Runs a script up to its closing line, whatever it throws. */
export async function runChecklist(script: (list: Checklist) => Promise<void>): Promise<void> {
  const list = new Checklist();
  // Handlers of 'exit' run only if no signal ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  await list.part('the script', () => script(list));
  list.close();
}

/** A failed check that the rest depends on; it is already counted. */
export class Prerequisite extends Error {}

/** The duration of a check, if it was notably long. */
function duration(milliseconds: number): string {
  return milliseconds < 1000 ? '' : ` (${Math.round(milliseconds / 1000)} s)`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '      ');
}
