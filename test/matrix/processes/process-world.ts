import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Front } from './front';
import { ProcessRun } from './process-run';
import type { ChimeMessagingEmulator } from '../../../testing/emulator';
import type { HttpAnswer, HttpRequest } from '../../../testing/http';
import { Disturbance } from '../disturbance';
import { ERRORS, type Fault } from '../faults';
import type { Clock, World } from '../world';

type Answer = HttpAnswer | ((response: ServerResponse) => void) | undefined;

const REAL_TIME: Clock = {
  now: () => Date.now(),
  after: (milliseconds, fire) => {
    const timer = setTimeout(fire, milliseconds);
    return () => clearTimeout(timer);
  },
  sleep: async (milliseconds) => delay(milliseconds),
};

/** The world of one case, whose functions are processes that run the shipped bundles and call over sockets. */
export class ProcessWorld implements World {
  public readonly clock = REAL_TIME;
  public readonly calls: string[] = [];
  public readonly statuses = new Map<string, string>();
  private disturbance: Disturbance | undefined;

  /** @param emulator the one that behaves as the case wants it, from the beginning */
  public constructor(
    private readonly front: Front,
    public readonly emulator: ChimeMessagingEmulator,
  ) {}

  public vary(): void {
    // The emulator behaves in one way only.
  }

  public inject(fault: Fault | undefined): void {
    this.disturbance = fault && new Disturbance(fault);
  }

  public clearFault(): void {
    this.disturbance = undefined;
  }

  public invoke(event: { ResourceType: string; StackId: string }, killAt?: number): ProcessRun {
    this.front.addStack(event.StackId, () => this.statuses.get(event.StackId)!);
    const work = async (run: ProcessRun) =>
      this.front.processes.carryOut(run, event.ResourceType, this.front.open(this, run, event));
    return new ProcessRun(work, killAt);
  }

  /** Leaves it out: events say that they were sent as much earlier. */
  public async pass(milliseconds: number): Promise<number> {
    return Promise.resolve(milliseconds);
  }

  /** Answers a call of this case's functions, whatever goes wrong with it. */
  public async answer(operation: string, request: HttpRequest): Promise<Answer> {
    this.calls.push(operation);
    const kind = this.disturbance?.strike(operation, Date.now());
    if (kind === 'resetBefore') return undefined;
    if (kind === 'slow') await delay(3_000);
    if (kind !== undefined && kind in ERRORS) return refusal(kind);
    const { frontEnd } = this.emulator as unknown as {
      frontEnd: { answer(asked: HttpRequest): Promise<HttpAnswer> };
    };
    const answer = await frontEnd.answer(request);
    switch (kind) {
      case 'resetAfter':
        return undefined;
      case 'lost':
        return new Promise(() => undefined);
      case 'cutOff':
        return (response) => cutOff(response, answer);
      case 'torn':
        return { ...answer, body: answer.body?.slice(0, answer.body.length / 2) };
      case 'hollow':
        return answer.statusCode < 300 && answer.body !== undefined ? { ...answer, body: '{}' } : answer;
      default:
        return answer;
    }
  }
}

function refusal(name: string): HttpAnswer {
  return {
    statusCode: ERRORS[name]!,
    headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'injected' },
    body: JSON.stringify({ Code: name.replace('Exception', ''), Message: 'as injected' }),
  };
}

/** The connection ends after half of the body. */
function cutOff(response: ServerResponse, { statusCode, headers, body = '' }: HttpAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(statusCode, { ...headers, 'content-length': Math.max(1, bytes.length) });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroySoon());
}
