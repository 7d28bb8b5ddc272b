import type { EmulatorClock } from './clock';
import { isOperationName, type OperationName } from './operations';
import { foreignErrorReason, ServiceError } from './service-error';
import {
  BOOLEAN,
  checkProperties,
  FUNCTION,
  must,
  numberFrom,
  objectOf,
  optional,
  TEXT,
  wholeNumberFrom,
  type Rules,
} from '../inputs';

/** Describes what fails, and when. */
export interface FaultOptions {
  /** The operation that is affected; `InvokeProcessor` for the service's own invocations of processors; `*` for every call over HTTP. */
  readonly operation: OperationName | 'InvokeProcessor' | '*';

  /**
   * How many calls to affect.
   *
   * @default - every call, until the fault is removed
   */
  readonly times?: number;

  /**
   * How many calls succeed first.
   *
   * @default 0
   */
  readonly skip?: number;

  /**
   * Selects calls by their input. For `InvokeProcessor`, the input is the invocation.
   *
   * @default - all calls
   */
  readonly match?: (input: Readonly<Record<string, unknown>>) => boolean;

  /**
   * The error to return instead of executing the call: an error of the service, whose status code you can omit. For
   * `InvokeProcessor`: the function is unreachable, for the reason in `message`, with any name.
   *
   * @default - the call is executed
   */
  readonly error?: {
    /** Such as `ServiceUnavailableException`. */
    readonly name: string;
    /** @default - the status code of the error with this name */
    readonly statusCode?: number;
    /** @default 'injected fault' */
    readonly message?: string;
  };

  /**
   * The delay before anything else happens, in milliseconds on the emulator's clock.
   *
   * @default 0
   */
  readonly delay?: number;

  /**
   * Drops the connection before the call is executed. Not for `InvokeProcessor`, which has no connection.
   *
   * @default false
   */
  readonly reset?: boolean;

  /**
   * Executes the call, then drops the connection. Not for `InvokeProcessor`, which has no connection.
   *
   * @default false
   */
  readonly loseResponse?: boolean;

  /**
   * Executes the call, then ends the connection in the middle of the response body, so that the body is shorter than its
   * Content-Length. A response without a body is lost. Not for `InvokeProcessor`, which has no connection.
   *
   * @default false
   */
  readonly cutOff?: boolean;

  /**
   * Executes the call, then responds with an empty JSON object instead of the operation's output. Not for
   * `InvokeProcessor`, which has no response.
   *
   * @default false
   */
  readonly hollow?: boolean;

  /**
   * Responds with ThrottledClientException to calls that exceed a rate. A burst of up to one second's worth of calls is
   * accepted. For `InvokeProcessor`: the function is unreachable beyond that rate.
   *
   * @default - no limit
   */
  readonly throttle?: {
    /** How many calls are admitted per second of the emulator's clock. */
    readonly requestsPerSecond: number;
  };

  /**
   * For `InvokeProcessor`: delivers the event again.
   *
   * @default - delivered once
   */
  readonly duplicate?: {
    /** @default 1 */
    readonly copies?: number;
    /** The milliseconds after the previous delivery; @default 0 */
    readonly after?: number;
  };
}

/** A fault that was injected. */
export class Fault {
  /** How many calls it affected; for a throttle, how many it rejected. */
  public hits = 0;
  private seen = 0;
  private bucket: TokenBucket | undefined;

  public constructor(
    /** What goes wrong, and when. */
    public readonly options: FaultOptions,
    clock: EmulatorClock,
    private readonly onRemove: (fault: Fault) => void,
  ) {
    if (options.throttle) this.bucket = new TokenBucket(options.throttle.requestsPerSecond, clock);
  }

  /** Removes the fault. */
  public remove(): void {
    this.onRemove(this);
  }

  /** @internal */
  public strikes(operation: string, input: Readonly<Record<string, unknown>>): boolean {
    const { operation: meant, match, skip = 0, times = Infinity } = this.options;
    const isMeant = meant === operation || (meant === '*' && operation !== 'InvokeProcessor');
    if (!isMeant || match?.(input) === false || this.seen++ < skip || this.hits >= times) return false;
    if (this.bucket?.take()) return false;
    this.hits++;
    return true;
  }
}

/** The combined effect of the faults that strike a call. */
export interface Strike {
  readonly delay: number;
  readonly error: ServiceError | undefined;
  readonly reset: boolean;
  readonly loseResponse: boolean;
  readonly cutOff: boolean;
  readonly hollow: boolean;
  readonly duplicates: readonly { readonly after: number }[];
}

/** The faults of an emulator. */
export class Faults {
  private readonly faults = new Set<Fault>();

  /** @param checkOpen throws if the emulator was closed */
  public constructor(
    private readonly clock: EmulatorClock,
    private readonly checkOpen: () => void,
  ) {}

  /**
   * Injects a fault from now on.
   *
   * @throws if an option is unknown or not valid, if no option says what fails, or if the operation can't fail in this
   * way: the fault would have no effect, or an effect that no client of the service knows
   */
  public inject(options: FaultOptions): Fault {
    this.checkOpen();
    checkProperties('the options of faults.inject', options, RULES);
    checkEffect(options);
    checkError(options);
    const fault = new Fault(options, this.clock, (removed) => this.faults.delete(removed));
    this.faults.add(fault);
    return fault;
  }

  /** Removes all faults. */
  public clear(): void {
    this.faults.clear();
  }

  /** @internal */
  public strike(operation: string, input: Readonly<Record<string, unknown>>): Strike | undefined {
    const striking = [...this.faults].filter((f) => f.strikes(operation, input)).map((f) => f.options);
    if (striking.length === 0) return undefined;
    return {
      delay: striking.reduce((sum, { delay = 0 }) => sum + delay, 0),
      error: striking.map(errorOf).find((error) => error !== undefined),
      reset: striking.some(({ reset }) => reset),
      loseResponse: striking.some(({ loseResponse }) => loseResponse),
      cutOff: striking.some(({ cutOff }) => cutOff),
      hollow: striking.some(({ hollow }) => hollow),
      duplicates: striking.flatMap(({ duplicate }) =>
        duplicate
          ? Array<{ after: number }>(duplicate.copies ?? 1).fill({ after: duplicate.after ?? 0 })
          : [],
      ),
    };
  }
}

const anOperation = must(
  "an operation of the emulator such as ChannelFlowCallback, 'InvokeProcessor', or '*' for all calls over HTTP",
  (value) =>
    typeof value === 'string' && (isOperationName(value) || ['InvokeProcessor', '*'].includes(value)),
);

const RULES: Rules<FaultOptions> = {
  operation: anOperation,
  times: optional(wholeNumberFrom(1)),
  skip: optional(wholeNumberFrom(0)),
  match: optional(FUNCTION),
  error: optional(
    objectOf<NonNullable<FaultOptions['error']>>({
      name: TEXT,
      statusCode: optional(
        must('an HTTP status code', (value) => Number.isInteger(value) && Number(value) >= 400),
      ),
      message: optional(TEXT),
    }),
  ),
  delay: optional(numberFrom(0)),
  reset: optional(BOOLEAN),
  loseResponse: optional(BOOLEAN),
  cutOff: optional(BOOLEAN),
  hollow: optional(BOOLEAN),
  throttle: optional(objectOf<NonNullable<FaultOptions['throttle']>>({ requestsPerSecond: numberFrom(0) })),
  duplicate: optional(
    objectOf<NonNullable<FaultOptions['duplicate']>>({
      copies: optional(wholeNumberFrom(1)),
      after: optional(numberFrom(0)),
    }),
  ),
};

/** The faults of connections; the service doesn't invoke processors over one. */
const OF_CONNECTIONS = ['reset', 'loseResponse', 'cutOff', 'hollow'] as const;
const EFFECTS = ['error', 'delay', ...OF_CONNECTIONS, 'throttle', 'duplicate'] as const;

/** A fault without an effect would count hits, and no one would notice that nothing fails. */
function checkEffect(options: FaultOptions): void {
  const { operation } = options;
  if (EFFECTS.every((effect) => options[effect] === undefined || options[effect] === false)) {
    throw new Error(
      `the options of faults.inject must set what goes wrong, got none of ${EFFECTS.join(', ')} for ${operation}`,
    );
  }
  const unsupported = operation === 'InvokeProcessor' ? OF_CONNECTIONS : (['duplicate'] as const);
  const property = unsupported.find((effect) => options[effect]);
  if (property) throw new Error(`'${property}' is not supported for ${operation}`);
}

/** If no client knows the error, a test would notice it much later. */
function checkError({ operation, error }: FaultOptions): void {
  if (!error || operation === 'InvokeProcessor') return;
  const reason = foreignErrorReason(error.name, error.statusCode);
  if (reason !== undefined) throw new Error(reason);
}

function errorOf({ error, throttle }: FaultOptions): ServiceError | undefined {
  if (error) return new ServiceError(error.name, error.message ?? 'injected fault', error.statusCode);
  if (throttle) return new ServiceError('ThrottledClientException', 'Rate exceeded');
  return undefined;
}

/** Accepts a number of calls per second of the emulator's clock. */
export class TokenBucket {
  private readonly capacity: number;
  private tokens: number;
  private filledAt: number;

  public constructor(
    private readonly perSecond: number,
    private readonly clock: EmulatorClock,
  ) {
    this.capacity = Math.max(1, perSecond);
    this.tokens = this.capacity;
    this.filledAt = clock.now();
  }

  public take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.capacity, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
