import { report, type Tick } from './report';
import { takeTurn, type TurnDependencies } from './take-turn';
import type { CoverageState, StateFile } from '../coverage-state';
import { endOfTurn, Lease } from '../coverage-turn';
import type { LambdaContext } from '../protocol';

/** Kept free at the end of an invocation, to let calls end and to save the sweep's progress. */
const MARGIN = 60_000;

/** The rule invokes the function each minute, sometimes a little early: a sweep begins in the nearest invocation. */
const HALF_A_MINUTE = 30_000;

/** The part of Lambda's context that is used. */
export interface InvocationContext extends LambdaContext {
  readonly functionName: string;
  readonly awsRequestId: string;
}

export interface HandlerOptions extends TurnDependencies {
  readonly openState: () => StateFile;
  readonly write: (line: string) => void;
}

/**
 * Creates the Lambda handler that a rule invokes each minute. It sweeps if a sweep is due and nobody else is sweeping. It
 * ignores its input, no matter who invokes it. It never fails, because the next invocation is the second try: its log line
 * and metrics report failures.
 */
export function createHandler({ openState, write, ...dependencies }: HandlerOptions) {
  const { timers } = dependencies;
  return async (_event: unknown, context: InvocationContext): Promise<void> => {
    const { functionName, awsRequestId: requestId } = context;
    let tick: Tick = { functionName, requestId };
    const endsAt = endOfTurn(timers, context, MARGIN);
    try {
      const lease = await Lease.take(openState(), timers, isDue);
      if (lease) tick = { ...tick, result: await takeTurn(lease, dependencies, endsAt) };
      tick = { ...tick, ...(await openState().read()) };
    } catch (failure) {
      tick = { ...tick, failure };
    }
    if (!tick.at || tick.state?.generation.settings) write(report(tick, timers.now()));
  };
}

/** Whether a sweep should begin or go on. */
function isDue({ generation, lastSweep, sweep }: CoverageState, now: number): boolean {
  if (sweep || lastSweep?.requestId !== generation.requestId) return true;
  return now >= lastSweep.startedAt + generation.settings!.sweepInterval - HALF_A_MINUTE;
}
