import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import type { VirtualClock } from './virtual-clock';
import type { Invocation, Response } from './world';
import type { LambdaContext } from '../../lambda/protocol/run';
import type { Timers } from '../../lambda/protocol/timers';

/** The timeout of the providers' functions. */
const TIMEOUT = 300_000;

const atWork = new AsyncLocalStorage<FunctionRun>();

/** The invocation that a call comes from. */
export function invocationAtWork(): FunctionRun {
  const invocation = atWork.getStore();
  if (!invocation) throw new Error('a call from outside of every invocation');
  return invocation;
}

export type Handler = (
  timers: Timers,
  log: (line: string) => void,
  describeStack: () => Promise<string | undefined>,
) => (event: unknown, context: LambdaContext) => Promise<void>;

/** One run of a provider's function in this process, which can be killed between any two of its calls. */
export class FunctionRun implements Invocation {
  public readonly bodies: string[] = [];
  public readonly log: string[] = [];
  public readonly response: Promise<Response>;
  public readonly end: Promise<void>;
  public respondedAt: number | undefined;
  public readonly beganAt: number;
  public isOver = false;
  public endedAt: number | undefined;
  private isDead = false;
  private steps = 0;
  private respond!: (response: Response) => void;
  private finish!: () => void;
  private readonly deadline: number;

  /** @param killAt the number of the step (each call has two, request and response) at which it is killed */
  public constructor(
    private readonly clock: VirtualClock,
    handler: Handler,
    event: object,
    describeStack: () => Promise<string | undefined>,
    private readonly killAt = Infinity,
  ) {
    this.beganAt = clock.now();
    this.deadline = clock.now() + TIMEOUT;
    this.response = new Promise((resolve) => (this.respond = resolve));
    this.end = new Promise((resolve) => {
      this.finish = () => {
        this.isOver = true;
        this.endedAt ??= clock.now();
        resolve();
      };
    });
    clock.after(TIMEOUT, () => this.kill());
    const timers: Timers = {
      now: () => clock.now(),
      sleep: async (milliseconds, signal) => {
        await clock.sleep(milliseconds, signal);
        if (this.isDead) await never();
      },
      after: (milliseconds, callback) => clock.after(milliseconds, () => this.isDead || callback()),
    };
    const context = { getRemainingTimeInMillis: () => Math.max(0, this.deadline - clock.now()) };
    const run = atWork.run(this, async () =>
      handler(timers, (line) => void this.log.push(line), describeStack)(event, context),
    );
    run.then(this.finish, this.finish);
  }

  /** Runs a step; never resolves if the function was killed. */
  public async passOn(): Promise<void> {
    this.steps++;
    if (this.steps >= this.killAt) this.kill();
    if (this.isDead) await never();
  }

  public get wasKilled(): boolean {
    return this.isDead && this.bodies.length === 0;
  }

  public receive(body: string): void {
    this.bodies.push(body);
    this.respondedAt ??= this.clock.now();
    this.respond(JSON.parse(body) as Response);
  }

  private kill(): void {
    this.isDead = true;
    this.finish();
  }
}

async function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

/** Receives the providers' responses, without sockets. */
export function takeResponses(): void {
  http.request = ((_url: URL, _options: object, onResponse: (response: object) => void) => {
    const invocation = invocationAtWork();
    return Object.assign(new EventEmitter(), {
      destroy: () => undefined,
      end: (body: string) => {
        void invocation.passOn().then(() => {
          invocation.receive(body);
          onResponse({ statusCode: 200, resume: () => undefined });
        });
      },
    });
  }) as unknown as typeof http.request;
}
