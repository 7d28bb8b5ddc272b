import { errorFields } from './error';

/**
 * Whether an error shows that no complete response of the service arrived, so that the call may have taken effect: the
 * service failed, the connection broke or timed out, or a success response was cut off or lacks a required member.
 *
 * The processor runtime, the guard, and the providers all use this rule.
 */
export function isLostResponse(error: unknown): boolean {
  const { name, message, code, status } = errorFields(error);
  // A SyntaxError means that a JSON text was cut off, possibly that of an error.
  if (/^(ServiceUnavailable|ServiceFailure|Timeout|SyntaxError)/.test(name)) return true;
  if (/^(E(?!RR_)|HPE_)[A-Z_]+$/.test(code)) return true;
  // An error with a success status is an error in reading the response.
  if (status) return status >= 500 || status < 300;
  // If an error was wrapped on its way, only its text still has the code.
  return /socket hang up|\bE(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN)/.test(message);
}

/** A success response without a required member, which counts as no response. */
export class HollowResponseError extends Error {
  public override readonly name = 'HollowResponseError';
  public readonly $metadata = { httpStatusCode: 200 };

  public constructor(member: string) {
    super(`the response has no ${member}`);
  }
}

/**
 * A member of a success response.
 *
 * @throws {@link HollowResponseError} if the response has no such member
 */
export function required<T extends object, K extends keyof T & string>(
  output: T,
  member: K,
): NonNullable<T[K]> {
  const value = output[member] ?? '';
  if (value === '') throw new HollowResponseError(member);
  return value as NonNullable<T[K]>;
}
