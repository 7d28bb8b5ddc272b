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

/** The fields of an error, as text; those that it has not are empty. */
export interface ErrorFields {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string;
  /** Of the answer of a service. */
  readonly httpStatusCode?: number;
}

/** Reads an error, whatever was thrown and in whichever realm; looking at it must not fail in its turn. */
export function errorFields(thrown: unknown): ErrorFields {
  const error = Object(thrown) as Record<keyof Error | 'code' | '$metadata', unknown>;
  const metadata = attempt(() => Object(error.$metadata) as { httpStatusCode?: number });
  return {
    name: text(() => error.name),
    message: text(() => error.message),
    stack: text(() => error.stack),
    code: text(() => error.code),
    httpStatusCode: metadata?.httpStatusCode,
  };
}

function text(read: () => unknown): string {
  return attempt(() => String(read() ?? '')) ?? '';
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Name, code and HTTP status of what was thrown, where they look like such; never its text. */
export function label(thrown: unknown): string {
  const { name, code, httpStatusCode } = errorFields(thrown);
  const isName = /^[A-Z]\w{0,70}(Error|Exception)$|^Error$/.test(name);
  if (!isName) return `a thrown ${thrown === null ? 'null' : typeof thrown}`;
  const details = [/^[A-Z][A-Z_]{1,40}$/.test(code) && code, httpStatusCode].filter(Boolean);
  return details.length > 0 ? `${name} (${details.join(', ')})` : name;
}

function frames(thrown: unknown): string {
  const { message, stack } = errorFields(thrown);
  const lines = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
