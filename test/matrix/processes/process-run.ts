import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ProcessClock } from './process-clock';
import type { FunctionProcess } from '../../../testing/cloud/lambda/function-process';
import type { Invocation, Response } from '../world';

/** One run of a provider's bundle in its own process, which can be killed between any two of its calls. */
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
  /** Its progress: each call has two steps, request and response. */
  public steps = 0;
  private process: FunctionProcess | undefined;
  private isDead = false;
  private respond!: (response: Response) => void;
  /** The calls without a response so far, with the time until which each waits for the clock, if it does. */
  private readonly calls = new Map<ServerResponse, number | undefined>();

  /**
   * @param work provides a process for the duration of this run
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

  /** Counts a step; returns whether the function still runs after it. */
  public passOn(): boolean {
    this.steps++;
    if (this.steps >= this.killAt && !this.isDead) {
      this.isDead = true;
      this.process?.kill();
    }
    return !this.isDead;
  }

  /** A call has arrived; it lasts until its connection has received everything that it will get. */
  public begin(response: ServerResponse): void {
    this.calls.set(response, undefined);
    response.once('close', () => {
      this.calls.delete(response);
      this.clock.noticed();
    });
  }

  /** Makes a call wait for the clock. */
  public async hold(response: ServerResponse, milliseconds: number): Promise<void> {
    this.calls.set(response, this.clock.now() + milliseconds);
    this.clock.noticed();
    if (milliseconds === Infinity) return new Promise(() => undefined);
    await this.clock.sleep(milliseconds);
    if (this.calls.has(response)) this.calls.set(response, undefined);
  }

  /** If there are calls and all wait for the clock, when the first one continues. */
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
