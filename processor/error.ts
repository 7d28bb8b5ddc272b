/** What went wrong with a message. */
export type ChannelFlowProcessorErrorCode =
  /** The event is not a channel flow event. */
  | 'InvalidEvent'
  /** The decider returned something that is no decision, or a change beyond the limits of the service. */
  | 'InvalidDecision'
  /** The decider threw or rejected. */
  | 'DecisionFailed'
  /** The decider was not done in time. */
  | 'DeadlineExceeded'
  /** The service refused the changes that the decider asked for. */
  | 'DecisionRejected'
  /** The decision could not be handed to the service. */
  | 'CallbackFailed';

/**
 * A failure of the processor.
 *
 * Neither its message nor its stack quotes the chat message, so it is safe to log.
 */
export class ChannelFlowProcessorError extends Error {
  public override readonly name = 'ChannelFlowProcessorError';

  public constructor(
    public readonly code: ChannelFlowProcessorErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Fails for an event that the service would not send. The value is not named, as it may be anything. */
export function invalid(field: string, rule: string): never {
  throw new ChannelFlowProcessorError('InvalidEvent', `'${field}' of the event must be ${rule}`);
}

/**
 * Turns whatever a decider threw into an error that is safe to log.
 *
 * The text of the original is left out, because errors such as those of `JSON.parse` quote what they were given; its
 * name, code and stack frames say where to look.
 */
export function withoutContent(thrown: unknown): ChannelFlowProcessorError {
  if (thrown instanceof ChannelFlowProcessorError) return thrown;
  const error = new ChannelFlowProcessorError('DecisionFailed', `the decider failed with ${label(thrown)}`);
  error.stack = `${error.name}: ${error.message}\n${frames(thrown)}`;
  return error;
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The fields of an error, whatever was thrown and in whichever realm. */
export function errorLike(thrown: unknown): ErrorLike {
  return Object(thrown) as ErrorLike;
}

/** Name, code and HTTP status of what was thrown; never its text. */
export function label(thrown: unknown): string {
  const { name, code, $metadata } = errorLike(thrown);
  if (!isIdentifier(name)) return `a thrown ${thrown === null ? 'null' : typeof thrown}`;
  const details = [code, $metadata?.httpStatusCode].filter(isIdentifier);
  return details.length > 0 ? `${String(name)} (${details.join(', ')})` : String(name);
}

function isIdentifier(value: unknown): boolean {
  return /^\w{1,80}$/.test(String(value ?? ''));
}

function frames(thrown: unknown): string {
  const { message, stack } = errorLike(thrown);
  const [text, trace] = [String(message), String(stack)];
  const lines = trace.slice(trace.indexOf(text) + text.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
