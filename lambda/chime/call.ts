import { isDenied, isThrottled, isUnanswered, ServiceError } from './service-error';
import { retry, type Patience } from '../protocol/retry';
import type { Run } from '../protocol/run';

/** Failures that say nothing about the request itself. */
const PATIENCES: readonly Patience[] = [
  { applies: isThrottled, budget: () => Infinity },
  { applies: isUnanswered, budget: () => 60_000 },
  // A policy of the same deployment may need this long to reach the service.
  { applies: isDenied, budget: (remaining) => Math.min(60_000, remaining / 2) },
];

export interface CallOptions {
  /** Let a call that was sent before the deadline end by itself, because its outcome must be known. */
  readonly uninterrupted?: boolean;
  /** Milliseconds before the deadline that retries leave untouched. */
  readonly reserve?: number;
}

/** Calls the service, again where the failure is a passing one. */
export async function call<T>(
  run: Run,
  operation: string,
  resource: string,
  send: (options: { abortSignal?: AbortSignal }) => Promise<T>,
  { uninterrupted = false, reserve }: CallOptions = {},
): Promise<T> {
  const once = async () => {
    try {
      const output = await send(uninterrupted ? {} : { abortSignal: run.signal });
      run.log(operation, 'ok');
      return output;
    } catch (cause) {
      const error = new ServiceError(operation, resource, cause as Error);
      run.lastError = error;
      run.log(operation, 'failed', error);
      throw error;
    }
  };
  return retry(run, PATIENCES, once, reserve);
}
