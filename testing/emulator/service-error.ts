import { didYouMean, shown } from '../inputs';

/** The services' errors: the status code, and the `Code` in the response's body. */
const ERRORS = {
  BadRequestException: { statusCode: 400, code: 'BadRequest' },
  ResourceLimitExceededException: { statusCode: 400, code: 'ResourceLimitExceeded' },
  UnauthorizedClientException: { statusCode: 401, code: 'Unauthorized' },
  IncompleteSignatureException: { statusCode: 403, code: 'IncompleteSignature' },
  InvalidSignatureException: { statusCode: 403, code: 'InvalidSignature' },
  MissingAuthenticationTokenException: { statusCode: 403, code: 'MissingAuthenticationToken' },
  UnrecognizedClientException: { statusCode: 403, code: 'UnrecognizedClient' },
  ExpiredTokenException: { statusCode: 403, code: 'ExpiredToken' },
  AccessDeniedException: { statusCode: 403, code: 'AccessDenied' },
  ForbiddenException: { statusCode: 403, code: 'Forbidden' },
  NotFoundException: { statusCode: 404, code: 'NotFound' },
  ConflictException: { statusCode: 409, code: 'Conflict' },
  UnprocessableEntityException: { statusCode: 422, code: 'Unprocessable' },
  ThrottledClientException: { statusCode: 429, code: 'Throttled' },
  ServiceFailureException: { statusCode: 500, code: 'ServiceFailure' },
  ServiceUnavailableException: { statusCode: 503, code: 'ServiceUnavailable' },
} as const;

/** The name of an error that the services respond with. */
export type ServiceErrorName = keyof typeof ERRORS;

/** The message for callers without the required role, and for most resources that do not exist. */
export const INSUFFICIENT_ACCESS = 'You do not have sufficient access to perform this action.';

/** An error response of the service. */
export class ServiceError extends Error {
  /** The HTTP status code. */
  public readonly statusCode: number;
  /** The id of the request that failed. */
  public requestId: string | undefined;

  /**
   * @param message the message in the response
   * @param statusCode the HTTP status code; by default, that of the errors with this name
   */
  public constructor(
    /** Such as `ConflictException`. */
    public override readonly name: string,
    message: string,
    statusCode?: number,
  ) {
    super(message);
    this.statusCode = statusCode ?? known(name)?.statusCode ?? 400;
  }

  /** The `Code` in the response's body. */
  public get code(): string {
    return known(this.name)?.code ?? this.name.replace(/Exception$/, '');
  }
}

export function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message);
}

export function forbidden(message: string = INSUFFICIENT_ACCESS): ServiceError {
  return new ServiceError('ForbiddenException', message);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', message);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError('ResourceLimitExceededException', message);
}

/** The error that a behavior selects for a resource that does not exist or that the caller may not see. */
export function refusal(
  answer: 'BadRequest' | 'Conflict' | 'Forbidden' | 'NotFound' | 'ResourceLimitExceeded' | 'Unprocessable',
  message: string,
): ServiceError {
  switch (answer) {
    case 'Forbidden':
      return forbidden();
    case 'Unprocessable':
      return new ServiceError('UnprocessableEntityException', message);
    default:
      return new ServiceError(`${answer}Exception`, message);
  }
}

/** Why an error is not one of the services' errors, in a sentence; `undefined` if it is. */
export function foreignErrorReason(name: string, statusCode?: number): string | undefined {
  const error = known(name);
  if (!error) {
    const names = Object.keys(ERRORS);
    return `'error.name' must be an error of the service, one of ${names.join(', ')}, got '${name}'${didYouMean(name, names)}`;
  }
  if (statusCode === undefined || statusCode === error.statusCode) return undefined;
  return `'error.statusCode' must be ${error.statusCode} for ${name}, or be left out, got ${statusCode}`;
}

/** The message of an error, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return shown(error); // not every object can be converted to a string
  }
}

function known(name: string): { statusCode: number; code: string } | undefined {
  return Object.hasOwn(ERRORS, name) ? ERRORS[name as ServiceErrorName] : undefined;
}
