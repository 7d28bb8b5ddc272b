import type { ServerResponse } from 'node:http';
import { Front, type Call } from './front';
import { ProcessClock } from './process-clock';
import { ProcessRun } from './process-run';
import { Processes } from './processes';
import { COVERAGE_KEYS } from '../../../src/private/protocol';
import type { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';
import type { HttpAnswer, HttpRequest } from '../../../testing/http';
import { DELAYS, ERRORS, S3_ERRORS } from '../faults';
import { answerOfS3, refusalOfS3 } from '../s3-wire';
import { type ResourceEvent, startEmulator, World } from '../world';

/** How long a call takes to reach the service. */
const WAY = 10;

/** The emulator behind sockets, called by functions that run the shipped bundles in their own processes. */
export class ProcessWorld extends World {
  public static async start(): Promise<ProcessWorld> {
    const world = new ProcessWorld(...(await startEmulator()));
    const { processes } = world;
    world.front = await Front.start(
      (accessKeyId) => processes.runOf(accessKeyId),
      async (call) => world.answer(call),
    );
    return world;
  }

  public clock!: ProcessClock;
  private front!: Front;
  private readonly processes = new Processes({
    clock: () => this.clock,
    services: () => this.front.environment,
  });

  private constructor(emulator: ChimeMessagingEmulator, emulatorClock: EmulatorClock) {
    super(emulator, emulatorClock);
  }

  public async complete<T>(work: () => Promise<T>): Promise<T> {
    return this.clock.until(work());
  }

  public invoke(event: ResourceEvent, killAt?: number): ProcessRun {
    this.front.addStack(event.StackId, () => this.statuses.get(event.StackId)!);
    const work = async (run: ProcessRun) =>
      this.processes.provide(run, event.ResourceType, this.front.open(run, event));
    const run = new ProcessRun(this.clock, work, killAt);
    this.generations.asked(event.RequestId, event.ResourceProperties.BucketName, run);
    return run;
  }

  public sweep(bucket: string): ProcessRun {
    return new ProcessRun(this.clock, async (run) => this.processes.sweep(run, bucket));
  }

  public override async close(): Promise<void> {
    this.processes.end();
    await Promise.all([this.front.close(), super.close()]);
  }

  protected async restart(now: number, advance: (milliseconds: number) => Promise<void>): Promise<void> {
    this.processes.endThoseAtWork();
    this.front.clear();
    this.clock = new ProcessClock(now, advance, () => this.processes.askThoseThatAreHeld());
  }

  /** Responds to a call, subject to faults. */
  private async answer(call: Call): Promise<void> {
    const { run, operation, request, response } = call;
    this.calls.push(operation);
    if (operation === 'PutObject' && request.path.endsWith(`/${COVERAGE_KEYS.state}`)) {
      this.generations.wrote(run, request.body!.toString());
    }
    const kind = this.disturbance?.strike(operation, this.clock.now());
    const hold = async (milliseconds: number) => run.hold(response, milliseconds);
    await hold(WAY);
    if (kind === 'resetBefore') return reset(response);
    const { [kind ?? '']: delay = 0 } = DELAYS;
    if (delay > 0) await hold(delay);
    const answer = this.refusal(call, kind) ?? (await this.work(call));
    if (kind === 'lost') await hold(Infinity);
    if (!run.passOn()) return;
    if (kind === 'resetAfter') {
      reset(response);
    } else if (kind === 'cutOff') {
      cutOff(response, answer);
    } else if (kind === 'stalled') {
      beginToSend(response, answer);
      await hold(Infinity);
    } else {
      send(response, damaged(kind, answer));
    }
  }

  private async work({ run, service, operation, request }: Call): Promise<HttpAnswer> {
    if (service === 's3') return answerOfS3(this.s3, () => this.clock.now(), request);
    const { frontEnd } = this.emulator as unknown as {
      frontEnd: { answer(asked: HttpRequest): Promise<HttpAnswer> };
    };
    const answer = await frontEnd.answer(request);
    const isChanged = /^(Dis)?[aA]ssociate/.test(operation) && answer.statusCode < 300;
    if (isChanged) this.generations.changed(run, this.clock.now());
    return answer;
  }

  private refusal({ service }: Call, kind = ''): HttpAnswer | undefined {
    if (service === 's3') return kind in S3_ERRORS ? refusalOfS3(kind, () => this.clock.now()) : undefined;
    return kind in ERRORS ? refusalOfChime(kind) : undefined;
  }
}

function refusalOfChime(name: string): HttpAnswer {
  return {
    statusCode: ERRORS[name]!,
    headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'injected' },
    body: JSON.stringify({ Code: name.replace('Exception', ''), Message: 'as injected' }),
  };
}

function damaged(kind: string | undefined, answer: HttpAnswer): HttpAnswer {
  const { statusCode, body } = answer;
  if (kind === 'torn') return { ...answer, body: body?.slice(0, body.length / 2) };
  if (kind === 'hollow' && statusCode < 300 && body !== undefined) return { ...answer, body: '{}' };
  return answer;
}

function send(response: ServerResponse, { statusCode, headers, body = '' }: HttpAnswer): void {
  response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The connection ends after half of the body. */
function cutOff(response: ServerResponse, answer: HttpAnswer): void {
  beginToSend(response, answer, () => response.socket?.destroySoon());
}

/** Sends half of the body. If there is no body, nothing is sent: the response would be complete. */
function beginToSend(
  response: ServerResponse,
  { statusCode, headers, body = '' }: HttpAnswer,
  onSent?: () => void,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(statusCode, { ...headers, 'content-length': Math.max(1, bytes.length) });
  response.write(bytes.subarray(0, bytes.length / 2), onSent);
}
