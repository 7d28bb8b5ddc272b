/** An asynchronous invocation that failed. */
export interface FailureRecord {
  /** The function that failed, with its qualifier. */
  readonly functionArn: string;
  readonly functionName: string;
  /** Function name and qualifier, as they appear in the ARN. */
  readonly processor: string;
  /** Why Lambda gave up: `RetriesExhausted` or `EventAgeExceeded`. */
  readonly condition: string;
  /** The type of the last error, if the function ran. The error's text is left out, because it may quote the message. */
  readonly errorType: string | undefined;
  /** The event that the function was invoked with. */
  readonly event: unknown;
}

/** The guard was invoked with something other than a record from Lambda of a failed invocation. */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';

  constructor(property: string, rule: string) {
    super(`'${property}' must be ${rule}`);
  }
}

const QUALIFIED_ARN = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:(?<processor>(?<functionName>[\w-]+):[\w$-]+)$/;

/**
 * Reads the record that Lambda sends to the destination of failed invocations.
 *
 * @throws {@link InvalidRecordError} if it is something else, without the values: they may hold a message
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function readRecord(value: unknown): FailureRecord {
  const { requestContext, requestPayload, responsePayload } = fields(value);
  const { functionArn, condition } = fields(requestContext);
  const arn = typeof functionArn === 'string' ? functionArn : '';
  const { processor, functionName } = QUALIFIED_ARN.exec(arn)?.groups ?? {};
  if (processor === undefined || functionName === undefined) {
    throw new InvalidRecordError('requestContext.functionArn', 'the ARN of a function with its qualifier');
  }
  if (typeof condition !== 'string' || condition === 'Success') {
    throw new InvalidRecordError('requestContext.condition', 'that of an invocation that failed');
  }
  return {
    functionArn: arn,
    functionName,
    processor,
    condition,
    errorType: identifier(fields(responsePayload).errorType),
    event: requestPayload,
  };
}

/** The fields of an object. Anything else has none. */
export function fields(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}

function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.]{1,80}$/.test(value) ? value : undefined;
}
