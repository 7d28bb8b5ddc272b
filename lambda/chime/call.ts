import { isDenied, isRefused, isThrottled, isUnanswered, ServiceError } from './service-error';
import { retry, type RetryPolicy, type Run } from '../protocol';

/** Failures that say nothing about the request itself. */
const RETRY_POLICIES: readonly RetryPolicy[] = [
  { applies: isThrottled, budget: () => Infinity },
  { applies: isUnanswered, budget: () => 60_000 },
  // A policy of the same deployment may need this long to reach the service.
  { applies: isDenied, budget: (remaining) => Math.min(60_000, remaining / 2) },
];

/** What a command is sent with. */
export interface HttpOptions {
  readonly abortSignal?: AbortSignal;
}

export interface CallOptions<T> {
  /** Let a call that was sent before the deadline end by itself, because its outcome must be known. */
  readonly uninterrupted?: boolean;
  /** Asked before a call whose response was lost is repeated: what it would have returned, if it has taken effect. */
  readonly recover?: () => Promise<T | undefined>;
  /** Milliseconds before the deadline that retries leave untouched. */
  readonly reserve?: number;
}

/** Options for a call that is not repeated once it has taken effect. */
export function onceDone(isDone: () => Promise<boolean>): CallOptions<unknown> {
  return { recover: async () => (await isDone()) || undefined };
}

/** Calls the service, again where the failure is a passing one. */
export async function call<T>(
  run: Run,
  operation: string,
  resource: string,
  send: (options: HttpOptions) => Promise<T>,
  { uninterrupted = false, reserve, recover }: CallOptions<T> = {},
): Promise<T> {
  let isLost = false;
  const once = async () => {
    const output = isLost ? await ifAllowed(recover) : undefined;
    if (output !== undefined) return output;
    try {
      const sent = await send(uninterrupted ? {} : { abortSignal: run.signal });
      run.log(operation, 'ok');
      return sent;
    } catch (cause) {
      const error = new ServiceError(operation, resource, cause as Error);
      isLost ||= isUnanswered(error);
      run.lastError = error;
      run.log(operation, 'failed', error);
      throw error;
    }
  };
  return retry(run, RETRY_POLICIES, once, reserve);
}

/** Where the service does not tell, nothing is known. */
async function ifAllowed<T>(recover: (() => Promise<T | undefined>) | undefined): Promise<T | undefined> {
  try {
    return await recover?.();
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}
