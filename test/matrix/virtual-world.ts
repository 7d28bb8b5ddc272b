import { Readable } from 'node:stream';
import { DELAYS, ERRORS, S3_ERRORS } from './faults';
import { FunctionRun, invocationAtWork, takeResponses } from './function-run';
import { detectionHandler, HANDLERS, sweepHandler } from './handlers';
import { pastS3Client, type S3Command, s3OperationOf, throughS3Client } from './s3-wire';
import {
  type Command,
  type HandleOptions,
  type SendOptions,
  type Services,
  takeCalls,
  warmUp,
} from './sdk-clients';
import { seededRandom, VirtualClock } from './virtual-clock';
import {
  type Exchange,
  pastClient,
  queryOf,
  reset,
  type SdkRequest,
  type SdkResponse,
  throughClient,
} from './wire';
import { type ResourceEvent, startEmulator, World } from './world';
import { COVERAGE_KEYS } from '../../src/private/protocol';
import type { ChimeMessagingEmulator, EmulatorClock, OperationName } from '../../testing/emulator';
import { route } from '../../testing/emulator/http/router';

/** The host of buckets. */
const S3_HOST = '127.0.0.1';
/** How long a call takes in each direction. */
const ONE_WAY = 10;
/** When the providers' clients give up. */
const CLIENT_TIMEOUT = 4_000;
/** Faults whose effects depend on the client. */
const READ_BY_CLIENT = ['stalled', 'cutOff', 'torn', 'hollow'];
/** In one of this many cases, every call goes through the client. */
const CASES_BY_CLIENT = 8;

/**
 * The emulator behind the SDK's clients, without sockets: each call takes virtual time, and can meet a fault. Most of a
 * case's real time would be spent in clients that sign and serialize data that is parsed again at once. So they are
 * bypassed, except for damaged responses, and in one case of eight.
 */
export class VirtualWorld extends World implements Services {
  public static async start(): Promise<VirtualWorld> {
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'matrix',
      AWS_SECRET_ACCESS_KEY: 'matrix',
      AWS_ENDPOINT_URL_S3: `http://${S3_HOST}`, // where buckets are part of the path
      AWS_MAX_ATTEMPTS: '1', // an S3 client would wait in real time
    });
    await warmUp();
    takeResponses();
    return new VirtualWorld(...(await startEmulator()));
  }

  public clock!: VirtualClock;
  private usesClient = true;

  private constructor(emulator: ChimeMessagingEmulator, emulatorClock: EmulatorClock) {
    super(emulator, emulatorClock);
    takeCalls(this);
  }

  /** Waits for some work to end while time passes, including the time of day; random values follow a seed. */
  public async complete<T>(work: () => Promise<T>, seed: number): Promise<T> {
    const { now } = Date;
    const { random } = Math;
    Date.now = () => this.clock.now();
    Math.random = seededRandom(seed);
    try {
      return await this.clock.until(work());
    } finally {
      Date.now = now;
      Math.random = random;
    }
  }

  public invoke(event: ResourceEvent, killAt?: number): FunctionRun {
    const run = new FunctionRun(
      this.clock,
      HANDLERS[event.ResourceType]!,
      event,
      async () => this.describeStack(event.StackId),
      killAt,
    );
    this.generations.asked(event.RequestId, event.ResourceProperties.BucketName, run);
    return run;
  }

  public sweep(bucket: string): FunctionRun {
    return new FunctionRun(this.clock, sweepHandler(bucket), {}, async () => Promise.resolve(undefined));
  }

  /** Runs the function that a stream invokes with what it reports of channels. */
  public detect(bucket: string, channels: readonly string[]): FunctionRun {
    const event = { Records: channels.map(recordOf) };
    return new FunctionRun(this.clock, detectionHandler(bucket), event, async () =>
      Promise.resolve(undefined),
    );
  }

  public async send(
    command: Command,
    options: SendOptions,
    sendByClient: () => Promise<unknown>,
  ): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    const isStruck = this.disturbance?.canStrike(operation) ?? false;
    const isDamaged = isStruck && READ_BY_CLIENT.includes(this.disturbance!.fault.kind);
    const { Key, Body } = command.input as { Key?: string; Body?: string };
    if (operation === 'PutObject' && Key !== COVERAGE_KEYS.index) {
      this.generations.wrote(invocationAtWork(), Body!);
    }
    if (this.usesClient || isDamaged) return sendByClient();
    const exchange = operation.includes('Object')
      ? pastS3Client(this.s3, () => this.clock.now(), operation, command as S3Command)
      : pastClient(this.emulator, operation as OperationName, command.input);
    return this.carry(operation, exchange, options);
  }

  public async handle(request: SdkRequest, options: HandleOptions): Promise<{ response: SdkResponse }> {
    const response = await this.respond(request, options);
    if (response.body instanceof Readable) this.limit(response.body, options);
    return { response };
  }

  protected async restart(
    now: number,
    advance: (milliseconds: number) => Promise<void>,
    seed: number,
  ): Promise<void> {
    this.clock = new VirtualClock(now, advance);
    this.usesClient = seed % CASES_BY_CLIENT === 0;
  }

  private async respond(request: SdkRequest, options: SendOptions): Promise<SdkResponse> {
    if (request.hostname === S3_HOST) {
      const exchange = throughS3Client(this.s3, () => this.clock.now(), request);
      const operation = s3OperationOf({ method: request.method, query: queryOf(request) });
      return this.carry(operation, exchange, options);
    }
    const operation = route(request.method, request.path, queryOf(request))?.operation ?? 'unknown';
    return this.carry(operation, throughClient(this.emulator, request), options);
  }

  /** Ends a body as the SDK's client does: if no more of it arrives, or if its call is aborted. */
  private limit(body: Readable, { abortSignal: signal, socketTimeout }: HandleOptions): void {
    const abort = () => body.destroy(reset());
    const giveUp = () => body.destroy(timedOut());
    const stop = socketTimeout ? this.clock.after(socketTimeout, giveUp) : () => undefined;
    signal?.addEventListener('abort', abort, { once: true });
    body.once('close', () => {
      stop();
      signal?.removeEventListener('abort', abort);
    });
  }

  /** Returns a stack's status like CloudFormation. */
  private async describeStack(stackId: string): Promise<string | undefined> {
    await this.clock.sleep(2 * ONE_WAY);
    return this.statuses.get(stackId);
  }

  /** Passes a call there and back, as long as its client waits. */
  private async carry<T>(
    operation: string,
    exchange: Exchange<T>,
    { abortSignal: signal }: SendOptions,
  ): Promise<T> {
    const invocation = invocationAtWork();
    await invocation.passOn();
    signal?.throwIfAborted();
    const work = this.work(operation, exchange);
    work.catch(() => undefined);
    let giveUp = (_reason: Error): void => undefined;
    const patience = new Promise<never>((_, reject) => (giveUp = reject));
    const stop = this.clock.after(CLIENT_TIMEOUT, () => giveUp(timedOut()));
    const abort = (): void => giveUp(signal!.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([work, patience]);
    } finally {
      stop();
      signal?.removeEventListener('abort', abort);
      await invocation.passOn();
    }
  }

  private async work<T>(operation: string, { answer, refuse, damage }: Exchange<T>): Promise<T> {
    this.calls.push(operation);
    const kind = this.disturbance?.strike(operation, this.clock.now());
    await this.clock.sleep(ONE_WAY);
    if (kind === 'resetBefore') throw reset();
    const { [kind ?? '']: delay = 0 } = DELAYS;
    if (delay > 0) await this.clock.sleep(delay);
    if (kind !== undefined && (kind in ERRORS || kind in S3_ERRORS)) return refuse(kind);
    const [answered] = await Promise.allSettled([answer()]);
    if (/^(Dis)?[aA]ssociate/.test(operation) && answered.status === 'fulfilled') {
      this.generations.changed(invocationAtWork(), this.clock.now());
    }
    await this.clock.sleep(ONE_WAY);
    if (kind === 'resetAfter') throw reset();
    if (kind === 'lost') return new Promise(() => undefined);
    if (answered.status === 'rejected') throw answered.reason;
    const isDamaged = kind !== undefined && READ_BY_CLIENT.includes(kind);
    return isDamaged ? damage(kind, answered.value) : answered.value;
  }
}

/** What a stream says of a channel that somebody changed. */
function recordOf(ChannelArn: string, index: number): object {
  const data = JSON.stringify({ EventType: 'UPDATE_CHANNEL', Payload: { ChannelArn } });
  return { kinesis: { sequenceNumber: `${index}`, data: Buffer.from(data).toString('base64') } };
}

function timedOut(): Error {
  return Object.assign(new Error('the request timed out'), { name: 'TimeoutError' });
}
