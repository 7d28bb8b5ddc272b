import { isDenied, isRefused, isThrottled, isUnanswered, ServiceError } from './service-error';
import { retry, type RetryPolicy, type Run } from '../protocol';

/** A call that got no response for this long was given up, and may still be on its way. */
const GIVEN_UP = 3_000;
/** How long after it was sent such a call may still land. */
const ON_ITS_WAY = 10_000;

/** A call that is on its way at the deadline could land after the next request, which would not see its effect. */
const untilLanded = (remaining: number) => remaining - ON_ITS_WAY - 1_000;

/** Failures that say nothing about the request itself. */
const RETRY_POLICIES: readonly RetryPolicy[] = [
  { applies: isThrottled, budget: untilLanded },
  { applies: isUnanswered, budget: (remaining) => Math.min(60_000, untilLanded(remaining)) },
  // A policy from the same deployment may take this long to reach the service.
  { applies: isDenied, budget: (remaining) => Math.min(60_000, remaining / 2) },
];

/** The options that a command is sent with. */
export interface HttpOptions {
  readonly abortSignal?: AbortSignal;
}

export interface CallOptions<T> {
  /** Lets a call that was sent before the deadline finish, because its outcome must be known. */
  readonly uninterrupted?: boolean;
  /** Called before a call whose response was lost is repeated. Returns the call's result, if it has taken effect. */
  readonly recover?: () => Promise<T | undefined>;
  /** Milliseconds before the deadline that retries leave untouched. */
  readonly reserve?: number;
}

/** Options for a call that is not repeated once it has taken effect. */
export function onceDone(isDone: () => Promise<boolean>): CallOptions<unknown> {
  return { recover: async () => (await isDone()) || undefined };
}

/**
 * Calls the service, and tries again after a failure that may pass. A call that changes something ends only when none of its
 * attempts is still on its way, because that attempt could land after the next call, or after a rollback.
 */
export async function call<T>(
  run: Run,
  operation: string,
  resource: string,
  send: (options: HttpOptions) => Promise<T>,
  { uninterrupted, reserve, recover }: CallOptions<T> = {},
): Promise<T> {
  let isLost = false;
  let landed = 0;
  const once = async () => {
    const output = isLost ? await ifAllowed(recover) : undefined;
    if (output !== undefined) return output;
    const sentAt = run.timers.now();
    try {
      const sent = await send(uninterrupted ? {} : { abortSignal: run.signal });
      run.log(operation, 'ok');
      return sent;
    } catch (cause) {
      const error = new ServiceError(operation, resource, cause as Error);
      isLost ||= isUnanswered(error);
      if (run.timers.now() - sentAt > GIVEN_UP) landed = sentAt + ON_ITS_WAY;
      run.lastError = error;
      run.log(operation, 'failed', error);
      throw error;
    }
  };
  try {
    return await retry(run, RETRY_POLICIES, once, reserve);
  } finally {
    const left = landed - run.timers.now();
    if (left > 0 && !/^(List|Describe)/.test(operation)) await run.sleep(left);
  }
}

/** If the service refuses to tell, the outcome stays unknown. */
async function ifAllowed<T>(recover: (() => Promise<T | undefined>) | undefined): Promise<T | undefined> {
  try {
    return await recover?.();
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}
