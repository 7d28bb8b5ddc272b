import { randomUUID } from 'node:crypto';
import { EmulatedService } from './emulated';
import { MemoryStore } from './memory-store';
import {
  createHandler as createDetectionHandler,
  type Response,
} from '../../../lambda/channel-flow-detection/handler';
import { createHandler, type InvocationContext } from '../../../lambda/channel-flow-sweep/handler';
import {
  type CoverageSettings,
  type CoverageState,
  type ObjectStore,
  StateFile,
} from '../../../lambda/coverage-state';
import type { MessagingClient } from '../../../lambda/coverage-turn';
import { Run, type Timers } from '../../../lambda/protocol';
import {
  behaviorPresets,
  ChimeMessagingEmulator,
  EmulatorClock,
  type OperationName,
} from '../../../testing/emulator';
import { Quotas } from '../../../testing/emulator/http/quotas';
import { VirtualClock } from '../../matrix/virtual-clock';

/** How long a call takes in each direction. */
const ONE_WAY = 40;
/** When the clients of functions give up. */
const CLIENT_TIMEOUT = 4_000;
const MINUTE = 60_000;
const LAMBDA_TIMEOUT = 15 * MINUTE;

/** A call to the service, as it was sent. */
export interface SentCall {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly bearer: string | undefined;
  readonly at: number;
  readonly run: FunctionAtWork | undefined;
  /** When it took effect; `undefined` if it was refused or never arrived. */
  doneAt?: number;
  /** The name of the error that its client threw. */
  failure?: string;
}

/** The fate of a call. */
export type CallFault =
  /** It is throttled. */
  | 'throttled'
  /** The service fails before it does anything. */
  | 'failed'
  /** It is refused because something does not exist, or not for the bearer. */
  | 'not found'
  | 'forbidden'
  /** It conflicts with the current state. */
  | 'conflict'
  /** It takes effect, but its response is lost, */
  | 'lost'
  /** or not complete. */
  | 'cut off'
  /** It takes effect after the client has given up. */
  | 'late'
  /** It never arrives. */
  | 'dropped';

/** The share of calls that the bearers of a generation have. */
interface Share {
  readonly of: 'sweeps' | 'detection';
  readonly bearers: readonly string[];
  /** Per bearer. */
  readonly callsPerSecond: number;
}

/** A running function, which can be killed between any two steps. */
export class FunctionAtWork {
  isDead = false;
  /** The generation that it acquired the lease for. */
  generation: string | undefined;
  /** The share of calls of that generation. */
  share: Share | undefined;
  readonly timers: Timers;
  readonly context: InvocationContext;

  constructor(clock: VirtualClock, endsAt: number) {
    this.timers = {
      now: () => clock.now(),
      sleep: async (milliseconds, signal) => this.alive(async () => clock.sleep(milliseconds, signal)),
      after: (milliseconds, callback) => clock.after(milliseconds, () => this.isDead || callback()),
    };
    this.context = {
      functionName: 'sweep',
      awsRequestId: 'request',
      getRemainingTimeInMillis: () => Math.max(0, endsAt - clock.now()),
    };
  }

  /** Runs a step; never resolves if the function was killed before or during the step. */
  async alive<T>(step: () => Promise<T>): Promise<T> {
    if (this.isDead) await new Promise<never>(() => {});
    try {
      return await step();
    } finally {
      if (this.isDead) await new Promise<never>(() => {});
    }
  }
}

/**
 * The emulator, and a coverage whose functions run in this process and in virtual time: calls bypass the network, and
 * can be hit by faults on their way.
 */
export class CoverageWorld {
  static async start(): Promise<CoverageWorld> {
    const clock = EmulatorClock.manual(Date.UTC(2026, 0, 1));
    const emulator = await ChimeMessagingEmulator.start({ clock, behavior: { signatures: 'ignored' } });
    return new CoverageWorld(emulator, clock);
  }

  readonly clock: VirtualClock;
  readonly service: EmulatedService;
  readonly calls: SentCall[] = [];
  readonly lines: Record<string, unknown>[] = [];
  state!: MemoryStore;
  index!: MemoryStore;
  detection!: MemoryStore;
  /** The maximum number of items per page. */
  pageSize = 50;
  /** When the service last throttled a call, because of its quotas. */
  throttledAt = -Infinity;
  /** Is called with each call that takes effect. */
  onEffect!: (call: SentCall) => void;
  /** Decides the fate of a call. */
  fault!: (call: SentCall) => CallFault | undefined;
  private readonly quotas: Quotas;

  private constructor(
    readonly emulator: ChimeMessagingEmulator,
    emulatorClock: EmulatorClock,
  ) {
    this.clock = new VirtualClock(emulatorClock.now(), async (by) => emulatorClock.advance(by));
    this.service = new EmulatedService(emulator);
    this.quotas = new Quotas(emulator.behavior, emulatorClock);
    this.begin();
  }

  /** Resets everything about the coverage. */
  begin(): void {
    this.calls.length = 0;
    this.lines.length = 0;
    this.pageSize = 50;
    this.throttledAt = -Infinity;
    this.onEffect = () => {};
    this.fault = () => undefined;
    this.state = new MemoryStore(() => Math.floor(this.clock.now() / 1_000) * 1_000); // as `Date` reports it
    this.index = new MemoryStore(() => this.clock.now());
    this.detection = new MemoryStore(() => Math.floor(this.clock.now() / 1_000) * 1_000);
  }

  /** Starts over with the resources of a coverage, on a service with the likely behavior. */
  async newPlace(): Promise<{
    appInstance: string;
    admin: string;
    flow: string;
    settings: CoverageSettings;
  }> {
    this.begin();
    Object.assign(this.emulator.behavior, behaviorPresets['documented-likely'], { signatures: 'ignored' });
    const appInstance = await this.service.newAppInstance();
    const admin = await this.service.newAdmin(appInstance, 'admin');
    const flow = await this.service.newFlow(appInstance, 'own');
    const settings = {
      channelFlowArn: flow,
      formerFlows: [],
      bearers: [admin],
      channels: {},
      sweepInterval: 5 * MINUTE,
      callsPerSecond: 3,
    };
    return { appInstance, admin, flow, settings };
  }

  /** Waits for some work to end, while time passes. */
  async complete<T>(work: Promise<T>): Promise<T> {
    return this.clock.until(work);
  }

  newFunction(timeout = LAMBDA_TIMEOUT): FunctionAtWork {
    return new FunctionAtWork(this.clock, this.clock.now() + timeout);
  }

  /** Runs the function that the rule invokes each minute; resolves when it ends or is killed. */
  async tick(run = this.newFunction()): Promise<void> {
    const handler = createHandler({
      client: this.clientFor(run),
      indexStore: this.storeFor(run, this.index),
      openState: () => new StateFile(this.storeFor(run, this.state)),
      timers: run.timers,
      write: (line) => void this.lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    await handler({}, run.context);
  }

  /**
   * Runs the function that a stream invokes with records; resolves to its response when it ends, or never if it is
   * killed.
   */
  async detect(records: readonly unknown[], run = this.newFunction(2 * MINUTE)): Promise<Response> {
    const handler = createDetectionHandler({
      client: this.clientFor(run),
      openState: () => new StateFile(this.storeFor(run, this.detection)),
      timers: run.timers,
      coverage: 'sweep',
      write: (line) => void this.lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const Records = records.map((record, index) => ({
      kinesis: {
        sequenceNumber: `${index}`,
        data: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)).toString('base64'),
      },
    }));
    return handler({ Records }, run.context);
  }

  /** Lets minutes pass, each with a tick. */
  async ticks(count: number): Promise<void> {
    for (let tick = 0; tick < count; tick++) {
      await this.tick();
      await this.clock.sleep(MINUTE - (this.clock.now() % MINUTE));
    }
  }

  /** The current state. */
  async stateNow(): Promise<CoverageState | undefined> {
    return (await new StateFile(this.state).read()).state;
  }

  /** The client of a function, connected to the emulator. */
  clientFor(run: FunctionAtWork | undefined): MessagingClient {
    const send = async (
      command: { readonly input: object },
      { abortSignal }: { abortSignal?: AbortSignal } = {},
    ): Promise<unknown> => {
      const operation = command.constructor.name.replace(/Command$/, '') as OperationName;
      const input = command.input as Record<string, unknown>;
      const bearer = input.ChimeBearer as string | undefined;
      const call: SentCall = { operation, input, bearer, at: this.clock.now(), run };
      this.calls.push(call);
      const answer = this.transport(call, abortSignal).catch((error: Error) => {
        call.failure = error.name;
        throw error;
      });
      return run ? run.alive(async () => answer) : answer;
    };
    return { send } as unknown as MessagingClient;
  }

  private storeFor(run: FunctionAtWork, store: MemoryStore): ObjectStore {
    const step = async <T>(work: () => Promise<T>): Promise<T> =>
      run.alive(async () => {
        await this.clock.sleep(ONE_WAY / 2);
        const result = await work();
        await this.clock.sleep(ONE_WAY / 2);
        return result;
      });
    return {
      read: async () => step(async () => store.read()),
      write: async (text, etag) => {
        if (store !== this.index) {
          const { state } = JSON.parse(text) as { state: CoverageState };
          // a late function tries again for the settings then in effect; its last write may replace someone else's
          const { requestId, settings } = state.generation;
          if (state.lease) run.generation = requestId;
          if (state.lease && settings) {
            run.share = { of: store === this.state ? 'sweeps' : 'detection', ...settings };
          }
        }
        return step(async () => store.write(text, etag));
      },
    };
  }

  /** Passes a call on to the emulator, and returns its response. */
  private async transport(call: SentCall, signal: AbortSignal | undefined): Promise<unknown> {
    const fault = this.fault(call);
    await this.clock.sleep(ONE_WAY, signal);
    if (fault === 'throttled') throw sdkError('ThrottledClientException', 429);
    if (fault === 'failed') throw sdkError('ServiceFailureException', 500);
    if (fault === 'not found') throw sdkError('NotFoundException', 404);
    if (fault === 'forbidden') throw sdkError('ForbiddenException', 403);
    if (fault === 'conflict') throw sdkError('ConflictException', 409);
    if (fault === 'late') {
      this.clock.after(CLIENT_TIMEOUT + 3_000, () => void this.execute(call).catch(() => {}));
    }
    if (fault === 'late' || fault === 'dropped') {
      await this.clock.sleep(CLIENT_TIMEOUT - ONE_WAY, signal);
      throw sdkError('TimeoutError');
    }
    try {
      const output = await this.execute(call);
      if (fault === 'lost') throw sdkError('Error', undefined, 'ECONNRESET');
      if (fault === 'cut off') throw sdkError('SyntaxError', 200);
      await this.clock.sleep(ONE_WAY, signal);
      return output;
    } catch (error) {
      const { name, statusCode } = error as { name: string; statusCode?: number };
      throw statusCode === undefined ? error : sdkError(name, statusCode);
    }
  }

  private async execute(call: SentCall): Promise<unknown> {
    try {
      this.quotas.admit(call.operation, call.input);
    } catch (error) {
      this.throttledAt = this.clock.now();
      throw error;
    }
    const { MaxResults } = call.input as { MaxResults?: number };
    const page = MaxResults === undefined ? {} : { MaxResults: Math.min(MaxResults, this.pageSize) };
    const output = await this.emulator.call(call.operation, { ...call.input, ...page } as never);
    call.doneAt = this.clock.now();
    this.onEffect(call);
    return output;
  }
}

/** An error as the SDK's client throws it. */
function sdkError(name: string, httpStatusCode?: number, code?: string): Error {
  const error = new Error(`told ${name}`);
  return Object.assign(error, { name, code, $metadata: { httpStatusCode, requestId: randomUUID() } });
}

/** Runs a provider for a CloudFormation request. */
export function requestRun(
  timers: Timers,
  request: Partial<Run['request']>,
  stackStatus: () => string | undefined = () => undefined,
): Run {
  const endsAt = timers.now() + 5 * MINUTE;
  return new Run(
    {
      RequestId: randomUUID(),
      RequestType: 'Create',
      sentAt: timers.now(),
      ResponseURL: '',
      StackId: 'stack',
      LogicalResourceId: 'Coverage',
      ResourceType: 'Custom::ChimeChannelFlowCoverage',
      PhysicalResourceId: '',
      ResourceProperties: {},
      OldResourceProperties: {},
      ...request,
    },
    { getRemainingTimeInMillis: () => Math.max(0, endsAt - timers.now()) },
    { timers, log: () => {}, describeStack: async () => stackStatus() },
  );
}
