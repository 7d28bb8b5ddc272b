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

/** Those that the runtime made. What else is thrown may be anything, and fail when it is asked what it is. */
const own = new WeakSet<object>();

export function isOwn(thrown: unknown): thrown is ChannelFlowProcessorError {
  return own.has(thrown as object);
}

/** Fails for an event that the service would not send. The value is not named, as it may be anything. */
export function invalid(field: string, rule = 'a string that is not empty'): never {
  throw new ChannelFlowProcessorError('InvalidEvent', `'${field}' of the event must be ${rule}`);
}

/**
 * Turns whatever a decider threw into an error that is safe to log.
 *
 * The text of the original is left out, because errors such as those of `JSON.parse` quote their input; its
 * name, code and stack frames say where to look.
 */
export function withoutContent(thrown: unknown): ChannelFlowProcessorError {
  if (isOwn(thrown)) return thrown;
  const error = new ChannelFlowProcessorError('DecisionFailed', `the decider failed with ${label(thrown)}`);
  error.stack = `${String(error)}\n${frames(thrown)}`;
  return error;
}

/** The failure of a step of a chain, which it names: the steps of one chain fail in the same words. */
export function ofStep(number: number, thrown: unknown): ChannelFlowProcessorError {
  const { code, message, stack } = withoutContent(thrown);
  const error = new ChannelFlowProcessorError(code, `step ${number}: ${message}`);
  error.stack = stack?.replace(message, () => error.message);
  return error;
}

/** The fields of an error, as text; those that it has not are empty. */
export interface ErrorFields {
  readonly name: string;
  readonly message: string;
  /** Only if asked for, as an error spends long on telling it for the first time. */
  readonly stack: string;
  readonly code: string;
  /** The HTTP status of the response of a service. */
  readonly status?: number;
}

/** What the clients of the SDK throw. */
interface ServiceError {
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** Reads an error, whatever was thrown and in whichever realm; what cannot be looked at has no fields. */
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

/** Name and HTTP status, or code, of what was thrown, where they look like such; never its text. */
export function label(thrown: unknown): string {
  const { name, code, status } = errorFields(thrown);
  // a service, whose client adds the status of the response, has names such as `NoSuchKey` as well
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
 * Whether a line is a place in a file: a text that an error quotes may have lines that begin like one. Each expression
 * reads the line once, because whoever wrote the text may have made it long.
 */
function isFrame(line: string): boolean {
  const place = line.split(/\s/).at(-1) ?? '';
  return /^\s+at /.test(line) && /[/\\]|node:/.test(place) && /:\d+:\d+\)?$/.test(place);
}
