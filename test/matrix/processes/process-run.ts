import { randomUUID } from 'node:crypto';
import type { FunctionProcess } from '../../../testing/cloud/lambda/function-process';
import type { Invocation, Response } from '../world';

/** One run of a provider's bundle in a process of its own, which can be killed between any two of its calls. */
export class ProcessRun implements Invocation {
  public readonly id = randomUUID();
  public readonly bodies: string[] = [];
  public readonly log: string[] = [];
  public readonly response: Promise<Response>;
  public readonly end: Promise<void>;
  public readonly beganAt = Date.now();
  public respondedAt: number | undefined;
  public isOver = false;
  private process: FunctionProcess | undefined;
  private isDead = false;
  private steps = 0;
  private respond!: (response: Response) => void;

  /**
   * @param work gives this run a process for as long as it takes
   * @param killAt the number of the step (each call has two, there and back) at which it is killed
   */
  public constructor(
    work: (run: ProcessRun) => Promise<void>,
    private readonly killAt = Infinity,
  ) {
    this.response = new Promise((resolve) => (this.respond = resolve));
    this.end = work(this).finally(() => (this.isOver = true));
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

  public get wasKilled(): boolean {
    return this.isDead && this.bodies.length === 0;
  }

  public receive(body: string): void {
    this.bodies.push(body);
    this.respondedAt ??= Date.now();
    this.respond(JSON.parse(body) as Response);
  }
}
