import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ProcessClock } from './process-clock';
import type { FunctionProcess } from '../../../testing/cloud/lambda/function-process';
import type { Invocation, Response } from '../world';

/** One run of a provider's bundle in a process of its own, which can be killed between any two of its calls. */
export class ProcessRun implements Invocation {
  public readonly id = randomUUID();
  public readonly bodies: string[] = [];
  public readonly log: string[] = [];
  public readonly response: Promise<Response>;
  public readonly end: Promise<void>;
  public readonly beganAt: number;
  public respondedAt: number | undefined;
  public isOver = false;
  public endedAt: number | undefined;
  /** How far it has come: each call has two steps, there and back. */
  public steps = 0;
  private process: FunctionProcess | undefined;
  private isDead = false;
  private respond!: (response: Response) => void;
  /** The calls that have no response yet, with the time until which each waits for the clock, if it does. */
  private readonly calls = new Map<ServerResponse, number | undefined>();

  /**
   * @param work gives this run a process for as long as it takes
   * @param killAt the number of the step at which it is killed
   */
  public constructor(
    private readonly clock: ProcessClock,
    work: (run: ProcessRun) => Promise<void>,
    private readonly killAt = Infinity,
  ) {
    this.beganAt = clock.now();
    this.response = new Promise((resolve) => (this.respond = resolve));
    this.end = work(this).finally(() => {
      this.isOver = true;
      this.endedAt = clock.now();
    });
  }

  public get isToBeKilled(): boolean {
    return this.killAt < Infinity;
  }

  /** Runs the handler once. */
  public async runIn(process: FunctionProcess, event: object): Promise<void> {
    this.process = process;
    await process.invoke({
      requestId: this.id,
      event: JSON.stringify(event),
      functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:provider',
      functionName: 'provider',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      logGroupName: 'provider',
      logStreamName: 'provider',
    });
  }

  /** A step of the work: whether the function is still there after it. */
  public passOn(): boolean {
    this.steps++;
    if (this.steps >= this.killAt && !this.isDead) {
      this.isDead = true;
      this.process?.kill();
    }
    return !this.isDead;
  }

  /** A call has come, and lasts until its connection has what it will get. */
  public begin(response: ServerResponse): void {
    this.calls.set(response, undefined);
    response.once('close', () => {
      this.calls.delete(response);
      this.clock.noticed();
    });
  }

  /** Lets a call wait for the clock. */
  public async hold(response: ServerResponse, milliseconds: number): Promise<void> {
    this.calls.set(response, this.clock.now() + milliseconds);
    this.clock.noticed();
    if (milliseconds === Infinity) return new Promise(() => undefined);
    await this.clock.sleep(milliseconds);
    if (this.calls.has(response)) this.calls.set(response, undefined);
  }

  /** If there are calls, and all of them wait for the clock: when the first one goes on. */
  public get heldUntil(): number | undefined {
    const times = [...this.calls.values()];
    if (times.length === 0 || times.includes(undefined)) return undefined;
    return Math.min(...(times as number[]));
  }

  public get wasKilled(): boolean {
    return this.isDead && this.bodies.length === 0;
  }

  public receive(body: string): void {
    this.bodies.push(body);
    this.respondedAt ??= this.clock.now();
    this.respond(JSON.parse(body) as Response);
  }
}
