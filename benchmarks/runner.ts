import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE } from './paths';

/** The figures that one run of a program reports. */
export type Sample = Readonly<Record<string, number>>;

export interface ProgramOptions {
  readonly args?: readonly (string | number)[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly nodeOptions?: readonly string[];
}

const execute = promisify(execFile);

/** Runs a program of `programs/` in a fresh process. */
export async function run(program: string, options: ProgramOptions = {}): Promise<Sample> {
  const { args = [], env = {}, cwd, nodeOptions = [] } = options;
  const file = join(CACHE, 'programs', `${program}.js`);
  const { stdout } = await execute(process.execPath, [...nodeOptions, file, ...args.map(String)], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    maxBuffer: 1e9,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Sample;
}

/** The samples of several variants, which run in turns. */
export class Comparison<V extends string> {
  public constructor(private readonly samples: Readonly<Record<V, readonly Sample[]>>) {}

  public median(variant: V, figure: string): number {
    return this.perRound(figure, (of) => of(variant));
  }

  /** The median of the ratios within each round, so that a load which comes and goes cancels out. */
  public ratio(variant: V, base: V, figure: string): number {
    return this.perRound(figure, (of) => of(variant) / of(base));
  }

  /** The median of the differences within each round. */
  public difference(variant: V, base: V, figure: string): number {
    return this.perRound(figure, (of) => of(variant) - of(base));
  }

  /** The median of a value that is computed from the figures of each round. */
  public perRound(figure: string, compute: (of: (variant: V) => number) => number): number {
    const [samples] = Object.values<readonly Sample[]>(this.samples);
    return median(samples!.map((_, round) => compute((variant) => this.samples[variant][round]![figure]!)));
  }
}

/** Runs variants in turns, every other round in the opposite order. The first round only warms the disk cache. */
export async function compare<V extends string>(
  rounds: number,
  variants: Readonly<Record<V, () => Promise<Sample>>>,
): Promise<Comparison<V>> {
  const names = Object.keys(variants) as V[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<V, Sample[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const sample = await variants[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return new Comparison(samples);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
