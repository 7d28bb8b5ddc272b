import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { behaviorPresets, type EmulatorBehavior } from './behavior';
import { behaviorProblem } from './behavior-values';
import { EmulatorClock } from './clock';
import {
  Log,
  type Delivery,
  type EventBridgeEvent,
  type InvocationRecord,
  type RequestRecord,
} from './events';
import { Faults } from './faults';
import { FrontEnd, malformed } from './http/front-end';
import { MessageFlow } from './messages/message-flow';
import { MessagingSessions } from './messages/messaging-sessions';
import { ProcessorCalls } from './messages/processor-calls';
import type { ProcessorFunction, ProcessorInvoker } from './messages/processor-invoker';
import { isOperationName, type InputOf, type OperationName, type OutputOf } from './operations';
import { placeProblem } from './place';
import { listen, portOf, stop } from '../http/server';
import type { ServiceContext } from './operations/context';
import type { RequestAuthorizer } from './request-authorizer';
import type { Seed } from './seed';
import { Service } from './service';
import { ServiceError } from './service-error';
import { Changes } from './state/changes';
import type { AppInstanceInventory } from './state/inventory';
import type { FinalStatus } from './state/message';
import type { MessageTrace } from './state/message-trace';
import type { Store } from './state/store';
import { takeInventory } from './state/take-inventory';

/** Options for `ChimeMessagingEmulator.start`. */
export interface ChimeMessagingEmulatorOptions {
  /**
   * The port on the loopback interface.
   *
   * @default 0 - any that is free
   */
  readonly port?: number;

  /** @default 'us-east-1' */
  readonly region?: string;

  /** @default '111122223333' */
  readonly account?: string;

  /** @default 'aws' */
  readonly partition?: string;

  /**
   * What AWS does not document.
   *
   * @default - the preset `documented-likely`
   */
  readonly behavior?: Partial<EmulatorBehavior>;

  /** @default - follows real time */
  readonly clock?: EmulatorClock;

  /**
   * How many entries `requests`, `invocations`, `events`, `messageTraces` and `deliveries` keep at least; older ones are
   * dropped from then on, and with their traces the messages that no channel stores.
   *
   * @default - all, save `messageTraces`, which keeps those of the latest 1,000 messages
   */
  readonly logLimit?: number;
}

/** They take more memory than the messages themselves. */
const KEPT_TRACES = 1_000;

/**
 * Amazon Chime SDK messaging on this machine: channel flows, and what is needed to use them, over HTTP for any AWS SDK.
 * Messages in a channel with a flow run through its processors.
 *
 * Every emulator has a state of its own. It listens on the loopback interface only.
 */
export class ChimeMessagingEmulator {
  /**
   * Starts an emulator; to be ended with `close()`.
   *
   * @throws if there is no such behavior, region or account
   */
  public static async start(options: ChimeMessagingEmulatorOptions = {}): Promise<ChimeMessagingEmulator> {
    const emulator = new ChimeMessagingEmulator(options);
    emulator.server = await listen(options.port ?? 0, {
      onRequest: (request) => emulator.frontEnd.answer(request),
      onHandshake: (request) => emulator.frontEnd.connect(request),
      onMalformed: malformed,
    });
    return emulator;
  }

  public readonly region: string;
  public readonly account: string;
  public readonly partition: string;
  /** Can be changed at any time. */
  public readonly behavior: EmulatorBehavior;
  public readonly clock: EmulatorClock;
  public readonly faults: Faults;

  private readonly requestLog: Log<RequestRecord>;
  private readonly invocationLog: Log<InvocationRecord>;
  private readonly eventLog: Log<EventBridgeEvent>;
  private readonly deliveryLog: Log<Delivery>;
  private readonly traceLog: Log<MessageTrace>;
  private readonly changes = new Changes();
  private readonly store: Store = { appInstances: new Map() };
  private readonly processorCalls: ProcessorCalls;
  private readonly sessions = new MessagingSessions();
  private readonly messages: MessageFlow;
  private readonly service: Service;
  private readonly frontEnd: FrontEnd;
  private readonly ownsClock: boolean;
  private readonly closeListeners: (() => void)[] = [];
  private server: Server | undefined;
  private port: number | undefined;
  private closing: Promise<void> | undefined;

  private constructor(options: ChimeMessagingEmulatorOptions) {
    this.region = options.region ?? 'us-east-1';
    this.account = options.account ?? '111122223333';
    this.partition = options.partition ?? 'aws';
    for (const property of ['region', 'account'] as const) {
      const problem = placeProblem(property, this[property]);
      if (problem !== undefined) throw new Error(`'${property}' ${problem}`);
    }
    for (const [name, value] of Object.entries(options.behavior ?? {})) {
      const problem = behaviorProblem(name, value);
      if (problem !== undefined) throw new Error(`behavior: ${problem}`);
    }
    this.behavior = { ...behaviorPresets['documented-likely'], ...options.behavior };
    this.clock = options.clock ?? EmulatorClock.realTime();
    this.ownsClock = options.clock === undefined;
    this.faults = new Faults(this.clock);

    this.requestLog = new Log(options.logLimit);
    this.invocationLog = new Log(options.logLimit);
    this.eventLog = new Log(options.logLimit);
    this.deliveryLog = new Log(options.logLimit);
    this.traceLog = new Log(options.logLimit ?? KEPT_TRACES);

    const { region, account, partition, behavior, clock, faults, sessions, changes } = this;
    this.processorCalls = new ProcessorCalls(clock, faults, this.invocationLog);
    this.messages = new MessageFlow({
      account,
      region,
      behavior,
      clock,
      calls: this.processorCalls,
      deliveries: this.deliveryLog,
      sessions,
      events: this.eventLog,
      traces: this.traceLog,
      isForgetful: options.logLimit !== undefined,
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
    });
  }

  /** Where both services answer, such as `http://127.0.0.1:49152`. */
  public get endpoint(): string {
    this.port ??= portOf(this.server!);
    return `http://127.0.0.1:${this.port}`;
  }

  /** Environment variables that send any AWS SDK or CLI here. */
  public get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: this.endpoint,
      AWS_ENDPOINT_URL_CHIME_SDK_IDENTITY: this.endpoint,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      AWS_ACCESS_KEY_ID: 'emulator',
      AWS_SECRET_ACCESS_KEY: 'emulator',
    };
  }

  /** The calls that arrived over HTTP. */
  public get requests(): readonly RequestRecord[] {
    return this.requestLog.entries;
  }

  /** Calls a listener for every call over HTTP from now on; the answer stops that. */
  public onRequest(listener: (request: RequestRecord) => void): () => void {
    return this.requestLog.listen(listener);
  }

  /** The invocations of processors. */
  public get invocations(): readonly InvocationRecord[] {
    return this.invocationLog.entries;
  }

  /** What the service put on the default event bus. */
  public get events(): readonly EventBridgeEvent[] {
    return this.eventLog.entries;
  }

  /** Calls a listener for every event from now on; the answer stops that. */
  public onEvent(listener: (event: EventBridgeEvent) => void): () => void {
    return this.eventLog.listen(listener);
  }

  /** What the parties were shown, in order; of one message if it is named. */
  public deliveries(messageId?: string): readonly Delivery[] {
    return messageId === undefined ? this.deliveryLog.entries : this.messages.deliveries(messageId);
  }

  /** Calls a listener for every delivery from now on; the answer stops that. */
  public onDelivery(listener: (delivery: Delivery) => void): () => void {
    return this.deliveryLog.listen(listener);
  }

  /**
   * The way of each message through the processors, in the order in which they were sent: of the latest 1,000 at least, or
   * of as many as `logLimit` says. Traces grow as messages go on.
   */
  public get messageTraces(): readonly MessageTrace[] {
    return this.traceLog.entries;
  }

  /** The app instances, with their users, bots, channels and channel flows. */
  public inventory(): readonly AppInstanceInventory[] {
    return takeInventory(this.store);
  }

  /** Calls a listener whenever what there is, or what became of a message, may have changed; the answer stops that. */
  public onChange(listener: () => void): () => void {
    return this.changes.listen(listener);
  }

  /**
   * Resolves with the first delivery, past or to come, that has these properties. For messages whose id a test does not
   * know: `await emulator.delivered({ eventType: 'DENIED_CREATE_CHANNEL_MESSAGE' })`.
   */
  public delivered(wanted: Partial<Omit<Delivery, 'recipients' | 'at'>>): Promise<Delivery> {
    const properties = Object.entries(wanted) as [keyof Delivery, unknown][];
    return this.deliveryLog.first((delivery) =>
      properties.every(([name, value]) => value === undefined || delivery[name] === value),
    );
  }

  /** Resolves when a message is no longer pending, with how its last processing ended. */
  public settled(messageId: string): Promise<FinalStatus> {
    return this.messages.settled(messageId);
  }

  /**
   * Calls an operation in this process: checked and executed like an HTTP request, but neither authorized by IAM, nor
   * subject to faults, nor in the list of requests.
   *
   * @throws ServiceError
   */
  public async call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    try {
      if (!isOperationName(name)) {
        throw new ServiceError('NotImplementedException', `the emulator does not have ${name}`);
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
   * Makes app instances with users, channels and flows, each with an id of the caller's choice.
   *
   * @throws Error that names the property, if the seed is not valid; what came before it is there
   */
  public seed(seed: Seed): void {
    this.service.seed(seed);
  }

  /** Sets how processors are reached that have no function in this process. */
  public useProcessorInvoker(invoker: ProcessorInvoker): void {
    this.processorCalls.invoker = invoker;
  }

  /** Runs processors in this process. They are invoked asynchronously, and answer through ChannelFlowCallback. */
  public useProcessorFunction(functionArn: string | readonly string[], handler: ProcessorFunction): void {
    for (const arn of [functionArn].flat()) this.processorCalls.functions.set(arn, handler);
  }

  /** Sets who decides whether a call over HTTP is allowed. */
  public useAuthorizer(authorizer: RequestAuthorizer): void {
    this.frontEnd.authorizer = authorizer;
  }

  /** Calls a listener when the emulator is closed: whoever runs things for it ends them then. */
  public onClose(listener: () => void): void {
    this.closeListeners.push(listener);
  }

  /** Whether the emulator was closed: nothing can be started on it any more. */
  public get isClosed(): boolean {
    return this.closing !== undefined;
  }

  /** Ends the emulator and drops what it holds open; functions that were deployed on it end as well. Waits of `settled()` and `delivered()` are rejected. */
  public close(): Promise<void> {
    for (const listener of this.closeListeners.splice(0)) listener();
    this.processorCalls.close();
    this.messages.close();
    this.deliveryLog.close('the emulator was closed before such a delivery');
    this.sessions.close();
    if (this.ownsClock) this.clock.stop();
    return (this.closing ??= stop(this.server!));
  }
}
