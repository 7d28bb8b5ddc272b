/** What a suite is asked. */
export interface SuiteOptions {
  /** How often each comparison is made. */
  readonly pairs: number;
  /** Smaller sizes, for a look rather than a result. */
  readonly quick: boolean;
}

/** One line of the table. */
export interface Finding {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** What was agreed on; lines without a target are there to read the others by. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

export type Unit = '×' | 'ms' | 'bytes' | 'calls' | 'resources' | 'per second';

/** How a figure grows. */
export interface Series {
  /** The name of its plot. */
  readonly name: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>;
}

export interface SuiteResult {
  readonly findings: readonly Finding[];
  readonly series?: readonly Series[];
  /** What was left out, and why. */
  readonly notes?: readonly string[];
}

export type Suite = (options: SuiteOptions) => Promise<SuiteResult>;

/** Whether a finding is what was agreed on; `undefined` if nothing was. */
export function isMet({ value, target }: Finding): boolean | undefined {
  if (!target) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}
