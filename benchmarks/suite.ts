/** Options for a suite. */
export interface SuiteOptions {
  /** How often each comparison is repeated. */
  readonly pairs: number;
  /** Smaller sizes, for a quick look rather than a result. */
  readonly quick: boolean;
}

/** One line of the table. */
export interface Finding {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** The agreed target. Findings without one are for comparison. */
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
  /** The parts that were left out, and why. */
  readonly notes?: readonly string[];
}

export type Suite = (options: SuiteOptions) => Promise<SuiteResult>;

/** Whether a finding meets its target; `undefined` if it has none. */
export function isMet({ value, target }: Finding): boolean | undefined {
  if (!target) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}
