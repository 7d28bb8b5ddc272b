import { errorFields } from '../../processor/error';
import { isLostResponse } from '../../processor/response';
import { describeCause, Failure } from '../protocol';

/** The parts of an AWS SDK error that are used. */
interface Cause extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** A call to the service that failed: refused, throttled or without a complete response. */
export class ServiceError extends Failure {
  /** Undefined if no response came. */
  readonly statusCode: number | undefined;
  readonly isLost: boolean;

  constructor(
    readonly operation: string,
    resource: string,
    cause: Cause,
  ) {
    const id = cause.$metadata?.requestId ? ` (request id ${cause.$metadata.requestId})` : '';
    super(`${operation} of ${resource} failed with ${describeCause(cause)}${id}`, '', cause);
    this.statusCode = errorFields(cause).status;
    this.isLost = isLostResponse(cause);
  }

  override get requestId(): string | undefined {
    return (this.cause as Cause).$metadata?.requestId;
  }

  override get advice(): string {
    if (isDenied(this)) {
      return `allow chime:${this.operation} in the provider's role, and look for a permissions boundary or service control policy that forbids it`;
    }
    if (isThrottled(this)) return 'try again when the account makes fewer requests';
    if (this.isLost) return 'try again; if it keeps failing, see the AWS Health Dashboard';
    return ADVICE[this.name] ?? 'check that the resource exists in this account and Region';
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ResourceLimitExceededException: 'remove unused ones or ask AWS for a higher quota',
  ConflictException: 'wait until other changes are done and try again',
  BadRequestException: 'correct the properties of the resource',
};

export function isThrottled(error: unknown): boolean {
  return error instanceof ServiceError && (error.statusCode === 429 || /^Throttl/.test(error.name));
}

/** The service failed or its response did not arrive, so the call may have taken effect. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ServiceError && error.isLost && !isThrottled(error);
}

/** IAM denied the call, for good or because a new policy has not reached the service yet. */
export function isDenied(error: unknown): boolean {
  return hasName(error, 'AccessDenied');
}

export function isConflict(error: unknown): error is ServiceError {
  return hasName(error, 'Conflict');
}

export function isBadRequest(error: unknown): error is ServiceError {
  return hasName(error, 'BadRequest');
}

export function isNotFound(error: unknown): boolean {
  return hasName(error, 'NotFound');
}

/** The service says this about things that are absent, not visible yet, or not accessible to this caller. */
export function isAbsentOrForbidden(error: unknown): boolean {
  return isNotFound(error) || hasName(error, 'Forbidden');
}

/** The service itself refused, and would refuse again: this is not throttling, IAM or a conflict. */
export function isRefused(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  const { statusCode = 0 } = error;
  return (
    statusCode >= 400 && statusCode < 500 && !isThrottled(error) && !isDenied(error) && !isConflict(error)
  );
}

/** Some services omit the end of an error's name. */
function hasName(error: unknown, name: string): boolean {
  return error instanceof ServiceError && error.name.replace('Exception', '') === name;
}
