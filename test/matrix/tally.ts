import { decode } from './cases';
import type { LivesResult } from './lives/lives';
import { promisesOf } from './promises';
import type { Result } from './worker';

/** Further failures are only counted. */
const SHOWN = 40;

/** Counts the cases that were tried and those that failed. */
export class Tally {
  private readonly counts = new Map<string, { passed: number; failed: number }>();
  private readonly failures: string[] = [];
  private readonly limits = new Map<string, number>();
  private readonly promises = new Map<string, number>();
  private readonly lives = { runs: 0, steps: 0, limited: 0 };
  private slowest = 0;

  public add({ lifecycle, line, problems, limit, slowest }: Result): void {
    const count = this.counts.get(lifecycle) ?? { passed: 0, failed: 0 };
    this.counts.set(lifecycle, count);
    this.slowest = Math.max(this.slowest, slowest);
    if (limit) increment(this.limits, limit);
    for (const promise of promisesOf(decode(line))) increment(this.promises, promise);
    if (problems.length === 0) {
      count.passed++;
      return;
    }
    count.failed++;
    this.failures.push(`${line}\n    ${[...new Set(problems)].join('\n    ')}`);
  }

  public addLives({ runs, steps, limited, failure }: LivesResult): void {
    const count = this.counts.get('lives') ?? { passed: 0, failed: 0 };
    this.counts.set('lives', count);
    this.lives.runs += runs;
    this.lives.steps += steps;
    this.lives.limited += limited;
    count.passed += failure === undefined ? runs : runs - 1;
    if (failure === undefined) return;
    count.failed++;
    this.failures.push(failure);
  }

  /**
   * Prints the failures, each with the line that runs it again, the counts, and the closing line.
   *
   * @param asked the requested number of cases and lives, if known: a process that ends too early reports no failure
   */
  public print(asked: number | undefined): void {
    for (const failure of this.failures.slice(0, SHOWN)) console.log(`failed: ${failure}`);
    if (this.failures.length > SHOWN) console.log(`… and ${this.failures.length - SHOWN} more`);
    for (const [lifecycle, { passed, failed }] of [...this.counts].sort()) {
      console.log(`${lifecycle}: ${passed} of ${passed + failed}`);
    }
    for (const [limit, count] of [...this.limits].sort()) console.log(`within a limit: ${count} × ${limit}`);
    for (const [promise, count] of [...this.promises].sort()) console.log(`promise: ${count} × ${promise}`);
    const { runs, steps, limited } = this.lives;
    if (runs > 0) console.log(`${runs} lives of ${steps} changes, of which ${limited} ended at a limit`);
    console.log(`the slowest response took ${Math.round(this.slowest)} s`);
    const failed = this.failures.length;
    const all = [...this.counts.values()].reduce((sum, count) => sum + count.passed + count.failed, 0);
    const isIncomplete = asked !== undefined && all !== asked;
    if (isIncomplete) console.log(`failed: ${all} were tried instead of ${asked}`);
    console.log(`\n${all - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || all === 0 || isIncomplete ? 1 : 0;
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
