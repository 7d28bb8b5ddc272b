import type { LambdaContext } from '../../processor/context';
import type { EmulatorClock } from '../../testing';
import {
  type Attempt,
  destinationRecord,
  type EventInvokeConfig,
  runAsync,
} from '../../testing/cloud/lambda/async-invocation';

/** The fate of one run of a function. */
export type Fate =
  | { readonly kind: 'runs' }
  | { readonly kind: 'throttled' }
  /** Its process ends this many milliseconds after the start. */
  | { readonly kind: 'killed'; readonly after: number };

/** One execution environment. After its end, a handler has no more effect. */
export interface Environment {
  isAlive: boolean;
}

export interface InProcessFunction {
  readonly arn: string;
  /** In milliseconds. */
  readonly timeout: number;
  readonly config: EventInvokeConfig;
  readonly handler: (event: never, context: LambdaContext, environment: Environment) => Promise<unknown>;
  readonly fateOf: (event: unknown, attempt: number) => Fate;
  /** Receives the record of an invocation that finally failed. */
  readonly onFailure?: (record: object) => void;
}

const DELAYS = [60_000, 120_000];

/**
 * Lambda's asynchronous invocation with the code of the testing kit, for functions that are promises instead of
 * processes.
 */
export async function invokeAsync(
  fn: InProcessFunction,
  event: unknown,
  clock: EmulatorClock,
): Promise<void> {
  let attempts = 0;
  const result = await runAsync({
    config: fn.config,
    retryDelays: DELAYS,
    now: () => clock.now(),
    sleep: (milliseconds) => clock.sleep(milliseconds),
    attempt: () => run(fn, event, attempts++, clock),
  });
  if (result.condition === 'Success') return;
  const request = { requestId: 'r', functionArn: `${fn.arn}:$LATEST`, version: '$LATEST', payload: event };
  fn.onFailure?.(destinationRecord(request, result, clock.now()));
}

async function run(
  fn: InProcessFunction,
  event: unknown,
  attempt: number,
  clock: EmulatorClock,
): Promise<Attempt> {
  const fate = fn.fateOf(event, attempt);
  if (fate.kind === 'throttled') return fate;
  const environment: Environment = { isAlive: true };
  const end = clock.now() + fn.timeout;
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => end - clock.now() };
  const failure = (errorType: string): Attempt => ({
    kind: 'failure',
    error: { errorType, errorMessage: '' },
  });
  const stop = async (after: number, errorType: string) => {
    await clock.sleep(after);
    environment.isAlive = false;
    return failure(errorType);
  };
  return Promise.race([
    fn.handler(event as never, context, environment).then(
      (payload): Attempt => ({ kind: 'success', payload }),
      () => failure('Error'),
    ),
    stop(fn.timeout, 'Sandbox.Timedout'),
    ...(fate.kind === 'killed' ? [stop(fate.after, 'Runtime.ExitError')] : []),
  ]);
}
