import type { FunctionError } from './messages';

/** How asynchronous invocations of a function are handled: the properties of `AWS::Lambda::EventInvokeConfig`. */
export interface EventInvokeConfig {
  /** @default 2 */
  readonly maximumRetryAttempts?: number;
  /** @default 21600 - six hours */
  readonly maximumEventAgeInSeconds?: number;
  /** The ARN of the destination for failed invocations. */
  readonly onFailure?: string;
  /** The ARN of the destination for successful invocations. */
  readonly onSuccess?: string;
}

/** The delays before the first and the second retry, in milliseconds. */
export const DEFAULT_RETRY_DELAYS: readonly number[] = [60_000, 120_000];

const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 6 * 3600;

/** The outcome of one attempt. */
export type Attempt =
  | { readonly kind: 'success'; readonly payload: unknown }
  | { readonly kind: 'failure'; readonly error: FunctionError }
  | { readonly kind: 'throttled' };

/** How an asynchronous invocation ended. */
export interface AsyncResult {
  /** Why there was no further attempt. */
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  /** The number of times that the function ran. */
  readonly attempts: number;
  /** What the handler returned, if an attempt was successful. */
  readonly payload?: unknown;
  /** The error of the last attempt, if none was successful. */
  readonly error?: FunctionError;
}

export interface AsyncInvocation {
  readonly config: EventInvokeConfig;
  readonly retryDelays: readonly number[];
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly attempt: () => Promise<Attempt>;
}

/** Invokes a function until it succeeds, its retries are used up, or the event is too old. */
export async function runAsync(invocation: AsyncInvocation): Promise<AsyncResult> {
  const { config, retryDelays, now, sleep } = invocation;
  const retries = config.maximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS;
  const expiry = now() + (config.maximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000;
  let error: FunctionError | undefined;
  let attempts = 0;
  let throttles = 0;
  for (;;) {
    const attempt = await invocation.attempt();
    if (attempt.kind === 'success') {
      return { condition: 'Success', attempts: attempts + 1, payload: attempt.payload };
    }
    if (attempt.kind === 'failure') {
      error = attempt.error;
      if (attempts++ >= retries) return { condition: 'RetriesExhausted', attempts, error };
    }
    const delay =
      attempt.kind === 'throttled' ? throttleDelay(throttles++) : (retryDelays[attempts - 1] ?? 0);
    if (now() + delay > expiry) {
      await sleep(Math.max(0, expiry - now()));
      return { condition: 'EventAgeExceeded', attempts, error };
    }
    await sleep(delay);
  }
}

/** A throttled event returns to the queue: for a second at first, for up to five minutes later. */
function throttleDelay(throttles: number): number {
  return Math.min(1000 * 2 ** throttles, 300_000);
}

/** The record for a destination, as documented for asynchronous invocation. */
export function destinationRecord(
  request: { requestId: string; functionArn: string; version: string; payload: unknown },
  result: AsyncResult,
  now: number,
) {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: request.requestId,
      functionArn: request.functionArn,
      condition: result.condition,
      approximateInvokeCount: result.attempts,
    },
    requestPayload: request.payload,
    ...(result.attempts > 0 && {
      responseContext: {
        statusCode: 200,
        executedVersion: request.version,
        ...(result.error && { functionError: 'Unhandled' }),
      },
      responsePayload: result.error ?? result.payload,
    }),
  };
}
