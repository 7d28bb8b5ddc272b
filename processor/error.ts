/** What went wrong with a message. */
export type ChannelFlowProcessorErrorCode =
  /** The event is not a channel flow event. */
  | 'InvalidEvent'
  /** The decider returned something that is not a decision, or a change that exceeds the limits of the service. */
  | 'InvalidDecision'
  /** The decider threw an error or rejected. */
  | 'DecisionFailed'
  /** The decider did not finish in time. */
  | 'DeadlineExceeded'
  /** The service rejected the changes that the decider made. */
  | 'DecisionRejected'
  /** The decision could not be sent to the service. */
  | 'CallbackFailed';

/**
 * A failure of the processor.
 *
 * Neither its message nor its stack quotes the chat message, so it is safe to log.
 */
export class ChannelFlowProcessorError extends Error {
  /** Always `ChannelFlowProcessorError`. */
  public override readonly name = 'ChannelFlowProcessorError';

  public constructor(
    /** What went wrong. */
    public readonly code: ChannelFlowProcessorErrorCode,
    message: string,
  ) {
    super(message);
    own.add(this);
  }
}

/** The errors that the runtime created. Anything else that is thrown may be any object, and may throw when it is inspected. */
const own = new WeakSet<object>();

export function isOwn(thrown: unknown): thrown is ChannelFlowProcessorError {
  return own.has(thrown as object);
}

/** Fails for an event that the service would not send. The error does not quote the value, because it may be anything. */
export function invalid(field: string, rule = 'a string that is not empty'): never {
  throw new ChannelFlowProcessorError('InvalidEvent', `'${field}' of the event must be ${rule}`);
}

/**
 * Turns whatever a decider threw into an error that is safe to log.
 *
 * The text of the original is left out, because errors such as those of `JSON.parse` quote their input. Its name, code,
 * and stack frames are enough to find the cause.
 */
export function withoutContent(thrown: unknown): ChannelFlowProcessorError {
  if (isOwn(thrown)) return thrown;
  const error = new ChannelFlowProcessorError('DecisionFailed', `the decider failed with ${label(thrown)}`);
  error.stack = `${String(error)}\n${frames(thrown)}`;
  return error;
}

/** The failure of a step of a chain, with the step's number: otherwise, the steps of a chain would fail with the same text. */
export function ofStep(number: number, thrown: unknown): ChannelFlowProcessorError {
  const { code, message, stack } = withoutContent(thrown);
  const error = new ChannelFlowProcessorError(code, `step ${number}: ${message}`);
  error.stack = stack?.replace(message, () => error.message);
  return error;
}

/** The fields of an error, as text; missing ones are empty. */
export interface ErrorFields {
  readonly name: string;
  readonly message: string;
  /** Read only on request, because the first read of an error's stack is slow. */
  readonly stack: string;
  readonly code: string;
  /** The HTTP status of the response of a service. */
  readonly status?: number;
}

/** The errors of the SDK's clients. */
interface ServiceError {
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** Reads an error, whatever was thrown and in whichever realm; a value that cannot be inspected has no fields. */
export function errorFields(thrown?: unknown, withStack?: true): ErrorFields {
  try {
    const error = Object(thrown) as Partial<Record<string, unknown>> & Pick<ServiceError, '$metadata'>;
    return {
      name: text(error.name),
      message: text(error.message),
      stack: text(withStack && error.stack),
      code: text(error.code),
      status: Number(error.$metadata?.httpStatusCode) || undefined,
    };
  } catch {
    return errorFields();
  }
}

function text(value: unknown): string {
  return String(value ?? '');
}

/** The name and HTTP status or code of a thrown value, if they look like a name, a status or a code; never its text. */
export function label(thrown: unknown): string {
  const { name, code, status } = errorFields(thrown);
  // errors of services, to which the client adds the status of the response, also have names such as `NoSuchKey`
  const isName = (status ? /^[A-Z]\w{2,70}$/ : /^\w{0,70}(Error|Exception)$/).test(name);
  if (!isName) return `a thrown ${typeName(thrown)}`;
  const detail = status || (/^[A-Z_]{2,40}$/.test(code) && code);
  return detail ? `${name} (${detail})` : name;
}

/** The type of a value: the value itself may be the content of the message. */
export function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function frames(thrown: unknown): string {
  const { message, stack } = errorFields(thrown, true);
  const lines = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return lines.filter(isFrame).join('\n');
}

/**
 * Whether a line is a location in a file: a text that an error quotes may have lines that begin like one. Each
 * expression reads the line once, because the author of the text may have made it long.
 */
function isFrame(line: string): boolean {
  const place = line.split(/\s/).at(-1) ?? '';
  return /^\s+at /.test(line) && /[/\\]|node:/.test(place) && /:\d+:\d+\)?$/.test(place);
}
