/**
 * A call that Kinesis refuses.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
 */
export class KinesisError extends Error {
  public constructor(
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function invalidArgument(message: string): KinesisError {
  return new KinesisError('InvalidArgumentException', message);
}

export function notFound(message: string): KinesisError {
  return new KinesisError('ResourceNotFoundException', message);
}
