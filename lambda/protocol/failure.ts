/** A failure with advice on what to do about it. */
export class Failure extends Error {
  override readonly name: string;

  constructor(
    message: string,
    private readonly whatToDo: string,
    override readonly cause?: Error & { requestId?: string },
  ) {
    super(message);
    this.name = cause?.name ?? 'Failure';
  }

  get advice(): string {
    return this.whatToDo;
  }

  /** The id that the service gave to the call that failed. */
  get requestId(): string | undefined {
    return this.cause?.requestId;
  }
}

/** The failure of a change that was undone by a later request. */
export function undone(): Failure {
  return new Failure('a later change won', 'deploy again');
}

/** Describes the failure and what to do about it, for people who read the events of a stack. */
export function explain(error: Error): string {
  return `${error.message}; ${adviceOn(error)}`;
}

/** What to do about a failure. */
export function adviceOn(error: Error): string {
  return error instanceof Failure ? error.advice : "see the provider's log";
}
