/** What the AWS SDK throws, as far as it is looked at. */
interface Cause extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** A call of the service that failed: refused, throttled or without an answer. */
export class ServiceError extends Error {
  /** Undefined if no answer came. */
  readonly statusCode: number | undefined;
  readonly requestId: string | undefined;

  constructor(
    readonly operation: string,
    resource: string,
    cause: Cause,
  ) {
    const { httpStatusCode, requestId } = cause.$metadata ?? {};
    const id = requestId ? ` (request id ${requestId})` : '';
    super(`${operation} of ${resource} failed with ${cause.name}: ${cause.message}${id}`, { cause });
    this.name = cause.name;
    this.statusCode = httpStatusCode;
    this.requestId = requestId;
  }
}

export function isThrottled(error: unknown): boolean {
  return error instanceof ServiceError && (error.statusCode === 429 || /^Throttl/.test(error.name));
}

/** The service failed or did not answer: the call may have taken effect. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ServiceError && (error.statusCode === undefined || error.statusCode >= 500);
}

/** IAM refused: for good, or because a new policy has not reached the service yet. */
export function isDenied(error: unknown): boolean {
  return hasName(error, 'AccessDeniedException') || hasName(error, 'AccessDenied');
}

export function isConflict(error: unknown): error is ServiceError {
  return hasName(error, 'ConflictException');
}

export function isNotFound(error: unknown): boolean {
  return hasName(error, 'NotFoundException');
}

/** What the service says about things that are absent, not visible yet, or not for this caller. */
export function isAbsentOrForbidden(error: unknown): boolean {
  return isNotFound(error) || hasName(error, 'ForbiddenException');
}

/** The service itself said no, and would say so again: neither throttling, nor IAM, nor a conflict. */
export function isRefused(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  const { statusCode = 0 } = error;
  return (
    statusCode >= 400 && statusCode < 500 && ![isThrottled, isDenied, isConflict].some((is) => is(error))
  );
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof ServiceError && error.name === name;
}
