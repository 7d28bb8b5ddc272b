import type { TurnResult } from './take-turn';
import { COVERAGE_METRICS } from '../../src/private/protocol';
import type { CoverageState } from '../coverage-state';
import { logLine, reasonOf } from '../coverage-turn';

const { uncoveredChannels, secondsSinceSweep, sweepDuration, failures } = COVERAGE_METRICS;

/** The result of one invocation: a turn, or none because nothing is due or another turn is at work. */
export interface Tick {
  readonly functionName: string;
  readonly requestId: string;
  readonly result?: TurnResult;
  /** Why the invocation could not do its work. */
  readonly failure?: unknown;
  /** The state after the invocation, and when it was read, if it could be read. */
  readonly state?: CoverageState;
  readonly at?: number;
}

/** The log line for an invocation. */
export function report(tick: Tick, now: number): string {
  const { functionName, requestId, result } = tick;
  const problems = problemsOf(tick);
  const metrics = { ...ageOf(tick), ...sweepOf(result), [failures]: problems.length };
  const facts = {
    requestId,
    outcome: tick.failure === undefined ? (result?.outcome ?? 'IDLE') : 'FAILED',
    ...factsOf(result),
    reasons: problems.length > 0 ? problems : undefined,
  };
  return logLine({ coverage: functionName, metrics, units: UNITS, facts }, now);
}

const UNITS: Readonly<Record<string, string>> = {
  [secondsSinceSweep]: 'Seconds',
  [sweepDuration]: 'Seconds',
};

/**
 * The time since the start of the last sweep that ended, because that sweep may have missed later changes. If none has
 * ended, the time since one was requested.
 */
function ageOf({ state, at }: Tick): Record<string, number> {
  if (!state?.generation.settings || at === undefined) return {};
  const since = state.lastSweep?.startedAt ?? state.generation.sentAt;
  return { [secondsSinceSweep]: seconds(at - since) };
}

function sweepOf(result: TurnResult | undefined): Record<string, number> {
  if (result?.duration === undefined) return {};
  return {
    [sweepDuration]: seconds(result.duration),
    [uncoveredChannels]: result.progress.tally.uncovered,
  };
}

function factsOf(result: TurnResult | undefined): object {
  if (!result) return {};
  const { id, done, tally, associated, moved, calls } = result.progress;
  return { sweepId: id, listsDone: done.length, ...tally, associated, moved, calls };
}

function problemsOf({ result, failure }: Tick): string[] {
  const withdrawn = result?.withdrawn.map((bearer) => `${bearer} is no longer an admin of the app instance`);
  const thrown = [failure, result?.failure].filter((error) => error !== undefined).map(reasonOf);
  return [...(withdrawn ?? []), ...thrown];
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds / 1_000));
}
