import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { BEHAVIOR, checkedBehavior, fullBehavior, type EmulatorBehavior } from './behavior';
import { EmulatorClock } from './clock';
import {
  DELIVERY_EVENT_TYPES,
  DELIVERY_STATUSES,
  type Delivery,
  type EventBridgeEvent,
  type InvocationRecord,
  Log,
  type RequestRecord,
} from './events';
import { Faults } from './faults';
import { FrontEnd, malformed } from './http';
import {
  MessageFlow,
  MessagingSessions,
  MessagingStreams,
  ProcessorCalls,
  type ProcessorFunction,
  type ProcessorInvoker,
  SETTLED_OPTIONS,
  type SettledOptions,
  type StreamSink,
  whatProcessorsDid,
  within,
} from './messages';
import {
  type InputOf,
  isOperationName,
  type OperationName,
  type OutputOf,
  type ServiceContext,
} from './operations';
import { checkEmulatorOptions, type ChimeMessagingEmulatorOptions } from './options';
import { type HttpRequest, listen, LoopbackTls, portOf, stop } from '../http';
import type { Seed } from './model';
import type { RequestAuthorizer } from './request-authorizer';
import { Service } from './service';
import { ServiceError } from './service-error';
import {
  type AppInstanceInventory,
  Changes,
  type FinalStatus,
  type MessageTrace,
  type Store,
  takeInventory,
} from './state';
import {
  check,
  checkCreated,
  checkProperties,
  CREATED,
  FUNCTION,
  isObject,
  must,
  oneOf,
  optional,
  type Rules,
  TEXT,
  shown,
  unassignable,
} from '../inputs';

/** The properties of the wanted delivery; a property that is left out can have any value. */
export type DeliveryFilter = Partial<Omit<Delivery, 'recipients' | 'at'>>;

const functionArns = must(
  'the ARN of a function or a list of them',
  (value) => [value].flat().length > 0 && [value].flat().every((arn) => typeof arn === 'string'),
);
const anInvoker = must(
  "an object with the method 'invoke'",
  (value) => isObject(value) && typeof value.invoke === 'function',
);
const anAuthorizer = must(
  "an object with the method 'authorize'",
  (value) => isObject(value) && typeof value.authorize === 'function',
);
const aSink = must(
  "an object with the method 'put'",
  (value) => isObject(value) && typeof value.put === 'function',
);

const WANTED: Rules<DeliveryFilter> = {
  eventType: optional(oneOf(...DELIVERY_EVENT_TYPES)),
  messageId: optional(TEXT),
  status: optional(oneOf(...DELIVERY_STATUSES)),
  content: optional(TEXT),
};

/** More than any test looks at, yet few enough for a process that runs for weeks. */
const KEPT_ENTRIES = 10_000;

/** Traces take more memory than the messages themselves. */
const KEPT_TRACES = 1_000;

/**
 * Amazon Chime SDK messaging on this machine: channel flows, and everything that you need to use them, over HTTP for
 * any AWS SDK. Messages in a channel with a flow go through its processors.
 *
 * Each emulator has its own state. It listens on the loopback interface only.
 */
export class ChimeMessagingEmulator {
  /**
   * Starts an emulator. End it with `close()`.
   *
   * @throws if an option is unknown or not valid
   */
  public static async start(options: ChimeMessagingEmulatorOptions = {}): Promise<ChimeMessagingEmulator> {
    checkEmulatorOptions(options);
    const emulator = new ChimeMessagingEmulator(CREATED, options);
    await emulator.listen(options.port ?? 0);
    return emulator;
  }

  /** The Region in the ARNs of the emulator. */
  public readonly region: string;
  /** The id of the account in the ARNs of the emulator. */
  public readonly account: string;
  /** The partition in the ARNs of the emulator. */
  public readonly partition: string;
  /** The clock that all timeouts and timestamps of the emulator follow. */
  public readonly clock: EmulatorClock;
  /** The faults injected into calls and into invocations of processors. */
  public readonly faults: Faults;
  /** The WebSocket sessions of clients: the open sessions, and methods that control them in a test. */
  public readonly sessions: MessagingSessions;

  /**
   * The path of the PEM file with the certificate that clients must trust. A Node.js process trusts it if it starts with
   * this path in `NODE_EXTRA_CA_CERTS`. The file is removed when the emulator is closed. `undefined` without TLS.
   */
  public readonly certificatePath: string | undefined;

  private readonly requestLog: Log<RequestRecord>;
  private readonly invocationLog: Log<InvocationRecord>;
  private readonly eventLog: Log<EventBridgeEvent>;
  private readonly deliveryLog: Log<Delivery>;
  private readonly traceLog: Log<MessageTrace>;
  private readonly changes = new Changes();
  private readonly store: Store = { appInstances: new Map() };
  private readonly processorCalls: ProcessorCalls;
  private readonly streams: MessagingStreams;
  private readonly messages: MessageFlow;
  private readonly service: Service;
  private readonly frontEnd: FrontEnd;
  private readonly checkedBehavior: EmulatorBehavior;
  private readonly ownsClock: boolean;
  private readonly closeListeners: (() => void)[] = [];
  private readonly tls = new LoopbackTls();
  private server: Server | undefined;
  private port = 0;
  private closing: Promise<void> | undefined;

  private constructor(created: symbol, options: ChimeMessagingEmulatorOptions) {
    checkCreated(created, 'ChimeMessagingEmulator.start()');
    this.region = options.region ?? 'us-east-1';
    this.account = options.account ?? '111122223333';
    this.partition = options.partition ?? 'aws';
    const behavior = fullBehavior(options.behavior);
    this.checkedBehavior = checkedBehavior(behavior, () => this.checkOpen('behavior'));
    this.clock = options.clock ?? EmulatorClock.realTime();
    this.ownsClock = options.clock === undefined;
    this.faults = new Faults(this.clock, () => this.checkOpen('faults.inject'));

    const { logLimit = KEPT_ENTRIES } = options;
    this.requestLog = new Log(logLimit);
    this.invocationLog = new Log(logLimit);
    this.eventLog = new Log(logLimit);
    this.deliveryLog = new Log(logLimit);
    this.traceLog = new Log(options.logLimit ?? KEPT_TRACES);

    this.sessions = new MessagingSessions({
      behavior,
      changes: this.changes,
      clock: this.clock,
      store: this.store,
      systemMessages: new Log(logLimit),
      checkOpen: (method) => this.checkOpen(method),
    });
    this.changes.listenToChannels((change) => this.sessions.tellOfChange(change));
    this.changes.listenToDeletedUsers((arn) => this.sessions.evict(arn));
    this.streams = new MessagingStreams(behavior, this.clock);
    this.changes.listenToChannels((change) => this.streams.tellOfChange(change));

    const { region, account, partition, clock, faults, sessions, streams, changes } = this;
    this.processorCalls = new ProcessorCalls(clock, faults, this.invocationLog, this.traceLog);
    this.messages = new MessageFlow({
      account,
      region,
      behavior,
      clock,
      calls: this.processorCalls,
      deliveries: this.deliveryLog,
      sessions,
      streams,
      events: this.eventLog,
      traces: this.traceLog,
      changes,
    });
    let order = 0;
    const ctx: ServiceContext = {
      partition,
      region,
      account,
      store: this.store,
      behavior,
      clock,
      messages: this.messages,
      changes,
      streamProblem: (arn) => streams.sink?.problemOf?.(arn),
      sessionHost: () => new URL(this.endpoint).host,
      nextOrder: () => order++,
    };
    this.service = new Service(ctx, changes);
    this.frontEnd = new FrontEnd({
      service: this.service,
      behavior,
      clock,
      faults,
      sessions,
      log: this.requestLog,
      allowedOrigins: options.allowedOrigins ?? [],
    });
    this.certificatePath = options.tls ? this.tls.publish() : undefined;
    unassignable(this, 'clock', 'pass a clock to ChimeMessagingEmulator.start');
    unassignable(this, 'faults', 'use faults.inject and faults.clear');
    unassignable(this, 'sessions', 'use sessions.drop, sessions.refuse and sessions.delay');
  }

  /**
   * The behaviors that AWS does not document. You can change them at any time: a single behavior, or all of them as in
   * `start`. An unknown behavior or value is an error.
   */
  public get behavior(): EmulatorBehavior {
    return this.checkedBehavior;
  }

  /** Replaces all behaviors: those that you leave out get their defaults. */
  public set behavior(wanted: Partial<EmulatorBehavior>) {
    check("'behavior'", wanted, BEHAVIOR);
    Object.assign(this.checkedBehavior, fullBehavior(wanted));
  }

  /** The endpoint of both services, such as `http://127.0.0.1:49152`; with TLS, `https://127.0.0.1:49152`. */
  public get endpoint(): string {
    return `${this.certificatePath === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** Environment variables that point any AWS SDK or CLI to the emulator, and make it trust the emulator's certificate if there is one. */
  public get environment(): Record<string, string> {
    const path = this.certificatePath;
    return {
      AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: this.endpoint,
      AWS_ENDPOINT_URL_CHIME_SDK_IDENTITY: this.endpoint,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      AWS_ACCESS_KEY_ID: 'emulator',
      AWS_SECRET_ACCESS_KEY: 'emulator',
      ...(path !== undefined && { NODE_EXTRA_CA_CERTS: path, AWS_CA_BUNDLE: path }),
    };
  }

  /** The calls that arrived over HTTP. */
  public get requests(): readonly RequestRecord[] {
    return this.requestLog.entries;
  }

  /** Calls a listener for every call over HTTP from now on; returns a function that removes the listener. */
  public onRequest(listener: (request: RequestRecord) => void): () => void {
    this.checkOpen('onRequest');
    check("'listener'", listener, FUNCTION);
    return this.requestLog.listen(listener);
  }

  /** The invocations of processors. */
  public get invocations(): readonly InvocationRecord[] {
    return this.invocationLog.entries;
  }

  /** The events that the service sent to the default event bus. */
  public get events(): readonly EventBridgeEvent[] {
    return this.eventLog.entries;
  }

  /** Calls a listener for every event from now on; returns a function that removes the listener. */
  public onEvent(listener: (event: EventBridgeEvent) => void): () => void {
    this.checkOpen('onEvent');
    check("'listener'", listener, FUNCTION);
    return this.eventLog.listen(listener);
  }

  /** The messages that participants were shown, in order. With a message id, only those of that message. */
  public deliveries(messageId?: string): readonly Delivery[] {
    // an undefined id is one that the test failed to get, not a request for every delivery
    if (arguments.length > 0) check("'messageId'", messageId, TEXT);
    const { entries } = this.deliveryLog;
    return messageId === undefined ? entries : entries.filter((delivery) => delivery.messageId === messageId);
  }

  /** Calls a listener for every delivery from now on; returns a function that removes the listener. */
  public onDelivery(listener: (delivery: Delivery) => void): () => void {
    this.checkOpen('onDelivery');
    check("'listener'", listener, FUNCTION);
    return this.deliveryLog.listen(listener);
  }

  /**
   * The path of each message through the processors, in the order in which the messages were sent. At least the latest
   * 1,000 messages are kept, or the latest `logLimit`. Traces grow while messages are processed.
   */
  public get messageTraces(): readonly MessageTrace[] {
    return this.traceLog.entries;
  }

  /** The app instances, with their users, bots, channels, and channel flows. */
  public inventory(): readonly AppInstanceInventory[] {
    return takeInventory(this.store);
  }

  /** Calls a listener whenever resources or the state of a message may have changed; returns a function that removes the listener. */
  public onChange(listener: () => void): () => void {
    this.checkOpen('onChange');
    check("'listener'", listener, FUNCTION);
    return this.changes.listen(listener);
  }

  /**
   * Resolves with the first past or future delivery that has these properties. Use it for messages whose id a test does
   * not know: `await emulator.delivered({ eventType: 'DENIED_CREATE_CHANNEL_MESSAGE' })`.
   */
  public delivered(wanted: DeliveryFilter): Promise<Delivery> {
    this.checkOpen('delivered');
    checkProperties('a wanted delivery', wanted, WANTED);
    const properties = Object.entries(wanted) as [keyof Delivery, unknown][];
    return this.deliveryLog.first((delivery) =>
      properties.every(([name, value]) => value === undefined || delivery[name] === value),
    );
  }

  /**
   * Resolves when a message is no longer pending, with the final status of its last processing.
   *
   * @throws Error that describes what the processor did, if the timeout expires; by default, there is no timeout
   */
  public async settled(messageId: string, options: SettledOptions = {}): Promise<FinalStatus> {
    this.checkOpen('settled');
    check("'messageId'", messageId, TEXT);
    checkProperties('the options of settled', options, SETTLED_OPTIONS);
    const { timeout } = options;
    const settled = this.messages.settled(messageId);
    if (timeout === undefined) return settled;
    return within(settled, timeout, () => {
      const done = this.invocations.filter((invocation) => invocation.messageId === messageId);
      return `message ${messageId} is PENDING after ${timeout} ms: ${whatProcessorsDid(done)}`;
    });
  }

  /**
   * Records why a function failed, if it was invoked as a processor.
   *
   * @param event the event that the function was invoked with
   * @internal
   */
  public reportFunctionError(event: unknown, reason: string): void {
    const { CallbackId } = Object(event) as { readonly CallbackId?: unknown };
    this.processorCalls.failed(CallbackId, reason);
  }

  /**
   * Calls an operation in this process. The call is validated and executed like an HTTP request, but it is not authorized
   * by IAM, not subject to faults, and not listed in `requests`.
   *
   * @throws ServiceError
   */
  public async call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    this.checkOpen('call');
    try {
      if (!isOperationName(name)) {
        throw new ServiceError('NotFoundException', `there is no operation ${shown(name)}`);
      }
      return this.service.execute(
        name,
        this.service.check(name, { ClientRequestToken: randomUUID(), ...input }),
      );
    } catch (error) {
      if (error instanceof ServiceError) error.requestId = randomUUID();
      throw error;
    }
  }

  /**
   * Creates app instances with users, channels, and flows, each with an id of your choice.
   *
   * @throws Error that names the property, if the seed is not valid; everything before that property has been created
   */
  public seed(seed: Seed): void {
    this.checkOpen('seed');
    this.service.seed(seed);
  }

  /** Sets how to invoke processors that have no function in this process. */
  public useProcessorInvoker(invoker: ProcessorInvoker): void {
    this.checkOpen('useProcessorInvoker');
    check("'invoker'", invoker, anInvoker);
    this.processorCalls.invoker = invoker;
  }

  /** Runs processors in this process. The emulator invokes them asynchronously, and they call ChannelFlowCallback. */
  public useProcessorFunction(functionArn: string | readonly string[], handler: ProcessorFunction): void {
    this.checkOpen('useProcessorFunction');
    check("'functionArn'", functionArn, functionArns);
    check("'handler'", handler, FUNCTION);
    for (const arn of [functionArn].flat()) this.processorCalls.functions.set(arn, handler);
  }

  /** Sets the sink for the records that app instances stream. Earlier records are lost. */
  public useStreamSink(sink: StreamSink): void {
    this.checkOpen('useStreamSink');
    check("'sink'", sink, aSink);
    this.streams.sink = sink;
  }

  /** Sets the authorizer, which decides whether a call over HTTP is allowed. */
  public useAuthorizer(authorizer: RequestAuthorizer): void {
    this.checkOpen('useAuthorizer');
    check("'authorizer'", authorizer, anAuthorizer);
    this.frontEnd.authorizer = authorizer;
  }

  /** Calls a listener when the emulator is closed, so that you can end anything that runs for it. */
  public onClose(listener: () => void): void {
    this.checkOpen('onClose');
    check("'listener'", listener, FUNCTION);
    this.closeListeners.push(listener);
  }

  /**
   * Whether the emulator was closed. You can still read its records, but everything else is an error. Its clock, which
   * others may follow, still moves.
   */
  public get isClosed(): boolean {
    return this.closing !== undefined;
  }

  /**
   * Ends the emulator, its connections, and the functions that were deployed to it. Pending promises of `settled()` and
   * `delivered()` are rejected.
   */
  public close(): Promise<void> {
    for (const listener of this.closeListeners.splice(0)) listener();
    this.processorCalls.close();
    this.messages.close();
    this.deliveryLog.close('the emulator was closed before such a delivery');
    this.sessions.close();
    this.streams.close();
    if (this.ownsClock) this.clock.stop();
    this.tls.close();
    return (this.closing ??= stop(this.server!));
  }

  private checkOpen(method: string): void {
    if (this.isClosed) {
      throw new Error(`'${method}' needs an open emulator, got one that was closed: start another one`);
    }
  }

  private async listen(port: number): Promise<void> {
    const handlers = {
      onRequest: (request: HttpRequest) => this.frontEnd.answer(request),
      onHandshake: (request: HttpRequest) => this.frontEnd.connect(request),
      onMalformed: malformed,
    };
    try {
      this.server = await listen(port, handlers, this.tls);
    } catch (error) {
      this.tls.close();
      throw error;
    }
    this.port = portOf(this.server);
  }
}
