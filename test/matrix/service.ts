import { Readable } from 'node:stream';
import { ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ERRORS, type Fault } from './faults';
import { invocationAtWork } from './function';
import type { VirtualClock } from './virtual-clock';
import { identity, messagingClient } from '../../lambda/chime/clients';
import { ChimeMessagingEmulator, EmulatorClock } from '../../testing/emulator';
import { route } from '../../testing/emulator/http/router';
import type { HttpAnswer, HttpRequest } from '../../testing/http/server';

/** How long a call is on its way, there and back. */
const ONE_WAY = 10;
/** After which the providers' clients give up. */
const CLIENT_TIMEOUT = 4_000;

/** The part of a request of the SDK that is used. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
}

/** The emulator behind the real clients of the SDK, without sockets: each call takes virtual time, and can meet a fault. */
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

  private constructor(
    public readonly emulator: ChimeMessagingEmulator,
    private readonly emulatorClock: EmulatorClock,
  ) {
    NodeHttpHandler.prototype.handle = (async (
      request: SdkRequest,
      options?: { abortSignal?: AbortSignal },
    ) => this.handle(request, options?.abortSignal)) as unknown as NodeHttpHandler['handle'];
  }

  /** A new case: nothing was called, nothing goes wrong. */
  public begin(clock: VirtualClock): void {
    this.clock = clock;
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

  private async handle(request: SdkRequest, signal?: AbortSignal): Promise<{ response: SdkResponse }> {
    const invocation = invocationAtWork();
    await invocation.passOn('call');
    signal?.throwIfAborted();
    const work = this.work(request);
    work.catch(() => undefined);
    let giveUp = (_reason: Error): void => undefined;
    const patience = new Promise<never>((_, reject) => (giveUp = reject));
    const stop = this.clock.after(CLIENT_TIMEOUT, () =>
      giveUp(Object.assign(new Error('the request timed out'), { name: 'TimeoutError' })),
    );
    const abort = (): void => giveUp(signal!.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return { response: await Promise.race([work, patience]) };
    } finally {
      stop();
      signal?.removeEventListener('abort', abort);
      await invocation.passOn('response');
    }
  }

  private async work(request: SdkRequest): Promise<SdkResponse> {
    const query = new URLSearchParams(Object.entries(request.query ?? {}) as [string, string][]);
    const operation = route(request.method, request.path, query)?.operation ?? 'unknown';
    this.calls.push(operation);
    const kind = this.strike(operation);
    await this.clock.sleep(ONE_WAY);
    if (kind === undefined) return this.answer(request, query);
    if (kind in ERRORS) return errorResponse(kind);
    switch (kind) {
      case 'resetBefore':
        throw reset();
      case 'slow':
        await this.clock.sleep(3_000);
        return this.answer(request, query);
      case 'late':
        await this.clock.sleep(8_000);
        return this.answer(request, query);
    }
    return this.spoil(kind, await this.answer(request, query));
  }

  /** The work is done; what becomes of the response? */
  private async spoil(kind: string, response: SdkResponse): Promise<SdkResponse> {
    const body = Buffer.from(response.body as Uint8Array);
    switch (kind) {
      case 'resetAfter':
        throw reset();
      case 'lost':
        return new Promise(() => undefined);
      case 'cutOff':
        return { ...response, body: cutOff(body) };
      case 'torn':
        return { ...response, body: body.subarray(0, Math.floor(body.length / 2)) };
      case 'hollow':
        return response.statusCode < 300 ? { ...response, body: Buffer.from('{}') } : response;
      default:
        throw new Error(`there is no fault '${kind}'`);
    }
  }

  private async answer(request: SdkRequest, query: URLSearchParams): Promise<SdkResponse> {
    const frontEnd = (
      this.emulator as unknown as { frontEnd: { answer(request: HttpRequest): Promise<HttpAnswer> } }
    ).frontEnd;
    const { statusCode, headers, body } = await frontEnd.answer({
      protocol: 'http',
      method: request.method,
      path: request.path,
      query,
      headers: {
        ...Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        host: 'localhost', // the emulator refuses every other one
      },
      body: Buffer.from(
        typeof request.body === 'string' ? request.body : Uint8Array.from(request.body ?? []),
      ),
    });
    await this.clock.sleep(ONE_WAY);
    return { statusCode, headers: { ...headers }, body: Buffer.from(body ?? '') };
  }

  /** The kind of the fault that strikes a call, if one does. */
  private strike(operation: string): string | undefined {
    const { fault } = this;
    if (!fault || fault.operation !== operation || this.isFaultOver) return undefined;
    this.faultBegan ??= this.clock.now();
    if (fault.lasts === 'once') this.isFaultOver = true;
    if (fault.lasts === '30s' && this.clock.now() - this.faultBegan >= 30_000) {
      this.isFaultOver = true;
      return undefined;
    }
    return fault.kind;
  }

  /** Says which status the stack has, as CloudFormation would. */
  public async describeStack(): Promise<string> {
    await this.clock.sleep(2 * ONE_WAY);
    return this.stackStatus;
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

function errorResponse(name: string): SdkResponse {
  const body = { Code: name.replace('Exception', ''), Message: 'as injected' };
  return {
    statusCode: ERRORS[name]!,
    headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'injected' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function reset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** A body whose connection ends before all of it has come. */
function cutOff(body: Buffer): Readable {
  return new Readable({
    read() {
      this.push(body.subarray(0, Math.floor(body.length / 2)));
      this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });
}
