import { isDenied, isThrottled, isUnanswered, ServiceError } from '../chime/service-error';

/** A failure that knows what is to be done about it. */
export class Failure extends Error {
  override readonly name: string;

  constructor(
    message: string,
    readonly advice: string,
    override readonly cause?: Error & { requestId?: string },
  ) {
    super(message);
    this.name = cause?.name ?? 'Failure';
  }

  get requestId(): string | undefined {
    return this.cause?.requestId;
  }
}

/** What went wrong and what to do, for people who read the events of a stack. */
export function explain(error: Error): string {
  return `${error.message}; ${adviceOn(error)}`;
}

/** What to do about a failure. */
export function adviceOn(error: Error): string {
  if (error instanceof Failure) return error.advice;
  if (!(error instanceof ServiceError)) return 'see the log of the provider function';
  if (isDenied(error)) {
    return `allow chime:${error.operation} in the role of the provider function, and look for a permissions boundary or service control policy that forbids it`;
  }
  if (isThrottled(error)) return 'try again when the account makes fewer requests';
  if (isUnanswered(error)) return 'try again; if it stays so, look at the AWS Health Dashboard';
  if (error.name === 'ResourceLimitExceededException') {
    return 'remove what is no longer needed or ask AWS for a higher quota';
  }
  if (error.name === 'ConflictException') return 'wait until other changes are done and try again';
  if (error.name === 'BadRequestException') return 'correct the properties of the resource';
  return 'check that the resource exists and that it belongs to this account and region';
}
