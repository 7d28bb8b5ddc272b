import { ChimeSDKMessagingClient, ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ERRORS, type Fault } from './faults';
import { invocationAtWork } from './function';
import type { VirtualClock } from './virtual-clock';
import { type Exchange, pastClient, reset, type SdkRequest, type SdkResponse, throughClient } from './wire';
import { identity, messagingClient } from '../../lambda/chime/clients';
import { ChimeMessagingEmulator, EmulatorClock, type OperationName } from '../../testing/emulator';
import { route } from '../../testing/emulator/http/router';

/** How long a call is on its way, there and back. */
const ONE_WAY = 10;
/** After which the providers' clients give up. */
const CLIENT_TIMEOUT = 4_000;
/** Faults of which only the client can tell what it makes of them. */
const READ_BY_CLIENT = ['cutOff', 'torn', 'hollow'];
/** In one case of so many every call goes through the client. */
const CASES_BY_CLIENT = 8;

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * The emulator behind the clients of the SDK, without sockets: each call takes virtual time, and can meet a fault. The most part
 * of a case's real time would go to clients that sign and write what is read again at once. So they are passed by, save for
 * responses that are damaged, and in one case of eight.
 */
export class Service {
  public static async start(): Promise<Service> {
    await warmUp();
    const clock = EmulatorClock.manual(Date.UTC(2026, 0, 1));
    const emulator = await ChimeMessagingEmulator.start({ clock, behavior: { signatures: 'ignored' } });
    return new Service(emulator, clock);
  }

  public clock!: VirtualClock;
  public fault: Fault | undefined;
  /** The status of the stack, for those who ask CloudFormation. */
  public stackStatus = 'CREATE_IN_PROGRESS';
  /** The calls that came, in order. */
  public readonly calls: string[] = [];
  private faultBegan: number | undefined;
  private isFaultOver = false;
  private usesClient = true;

  private constructor(
    public readonly emulator: ChimeMessagingEmulator,
    private readonly emulatorClock: EmulatorClock,
  ) {
    NodeHttpHandler.prototype.handle = (async (request: SdkRequest, options?: SendOptions) =>
      this.handle(request, options)) as unknown as NodeHttpHandler['handle'];
    const client = messagingClient();
    const send = client.send.bind(client) as ChimeSDKMessagingClient['send'];
    client.send = (async (command: Parameters<typeof send>[0], options: SendOptions) =>
      this.send(command, options, async () => send(command, options))) as typeof send;
  }

  /** A new case: nothing was called, nothing goes wrong. */
  public begin(clock: VirtualClock, seed: number): void {
    this.clock = clock;
    this.usesClient = seed % CASES_BY_CLIENT === 0;
    this.calls.length = 0;
    this.clearFault();
  }

  /** Epoch milliseconds, at which the next case begins. */
  public now(): number {
    return this.emulatorClock.now();
  }

  public async advance(milliseconds: number): Promise<void> {
    await this.emulatorClock.advance(milliseconds);
  }

  public inject(fault: Fault | undefined): void {
    this.clearFault();
    this.fault = fault;
  }

  public clearFault(): void {
    this.fault = undefined;
    this.faultBegan = undefined;
    this.isFaultOver = false;
  }

  /** Says which status the stack has, as CloudFormation would. */
  public async describeStack(): Promise<string> {
    await this.clock.sleep(2 * ONE_WAY);
    return this.stackStatus;
  }

  /** A command that is given to the client. */
  private async send(
    command: { readonly input: object },
    options: SendOptions,
    sendByClient: () => Promise<unknown>,
  ): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '') as OperationName;
    const isDamaged = this.isStruck(operation) && READ_BY_CLIENT.includes(this.fault!.kind);
    if (this.usesClient || isDamaged) return sendByClient();
    return this.carry(operation, pastClient(this.emulator, operation, command.input), options);
  }

  /** A request that a client sends. */
  private async handle(request: SdkRequest, options: SendOptions = {}): Promise<{ response: SdkResponse }> {
    const query = new URLSearchParams(Object.entries(request.query ?? {}) as [string, string][]);
    const operation = route(request.method, request.path, query)?.operation ?? 'unknown';
    const exchange = throughClient(this.emulator, request, query);
    return { response: await this.carry(operation, exchange, options) };
  }

  /** Takes a call there and back, for as long as its client has patience. */
  private async carry<T>(
    operation: string,
    exchange: Exchange<T>,
    { abortSignal: signal }: SendOptions,
  ): Promise<T> {
    const invocation = invocationAtWork();
    await invocation.passOn('call');
    signal?.throwIfAborted();
    const work = this.work(operation, exchange);
    work.catch(() => undefined);
    let giveUp = (_reason: Error): void => undefined;
    const patience = new Promise<never>((_, reject) => (giveUp = reject));
    const stop = this.clock.after(CLIENT_TIMEOUT, () =>
      giveUp(Object.assign(new Error('the request timed out'), { name: 'TimeoutError' })),
    );
    const abort = (): void => giveUp(signal!.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([work, patience]);
    } finally {
      stop();
      signal?.removeEventListener('abort', abort);
      await invocation.passOn('response');
    }
  }

  private async work<T>(operation: string, { answer, refuse, damage }: Exchange<T>): Promise<T> {
    this.calls.push(operation);
    const kind = this.strike(operation);
    await this.clock.sleep(ONE_WAY);
    if (kind === 'resetBefore') throw reset();
    if (kind === 'slow') await this.clock.sleep(3_000);
    if (kind === 'late') await this.clock.sleep(8_000);
    if (kind !== undefined && kind in ERRORS) return refuse(kind);
    // An error is on its way back for as long as any other answer.
    const answered = await answer().finally(async () => this.clock.sleep(ONE_WAY));
    if (kind === 'resetAfter') throw reset();
    if (kind === 'lost') return new Promise(() => undefined);
    return kind !== undefined && READ_BY_CLIENT.includes(kind) ? damage(kind, answered) : answered;
  }

  private isStruck(operation: string): boolean {
    return this.fault?.operation === operation && !this.isFaultOver;
  }

  /** The kind of the fault that strikes a call, if one does. */
  private strike(operation: string): string | undefined {
    const { fault } = this;
    if (!fault || !this.isStruck(operation)) return undefined;
    this.faultBegan ??= this.clock.now();
    if (fault.lasts === 'once') this.isFaultOver = true;
    if (fault.lasts === '30s' && this.clock.now() - this.faultBegan >= 30_000) {
      this.isFaultOver = true;
      return undefined;
    }
    return fault.kind;
  }
}

/** What clients load and read at their first call takes real time, in which the virtual clock would run on. */
async function warmUp(): Promise<void> {
  NodeHttpHandler.prototype.handle = async () => Promise.reject(new Error('there is no service yet'));
  const { client, sdk } = identity();
  const calls = [
    messagingClient().send(new ListChannelFlowsCommand({ AppInstanceArn: 'arn' })),
    client.send(new sdk.ListAppInstancesCommand({})),
  ];
  await Promise.allSettled(calls);
}
