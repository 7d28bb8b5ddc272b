import { join } from 'node:path';
import type { Follower, ProcessClock } from './process-clock';
import type { ProcessRun } from './process-run';
import { COVERAGE_BUCKET_VARIABLE } from '../../../src/private/protocol';
import { codeInPlace } from '../../../testing/cloud/lambda';
import { functionEnvironment } from '../../../testing/cloud/lambda/function-environment';
import { FunctionLogs } from '../../../testing/cloud/lambda/function-logs';
import { FunctionProcess } from '../../../testing/cloud/lambda/function-process';
import { packageRoot } from '../../../testing/package-root';

/** The bundle of each resource type's provider. */
const BUNDLES: Readonly<Record<string, string>> = {
  'Custom::ChimeAppInstanceAdmin': 'assets/app-instance-admin',
  'Custom::ChimeChannelFlow': 'assets/channel-flow',
  'Custom::ChimeChannelFlowLookup': 'assets/channel-flow',
  'Custom::ChimeChannelFlowAssociation': 'assets/channel-flow-association',
  'Custom::ChimeChannelFlowCoverage': 'assets/channel-flow-coverage',
  'Custom::ChimeMessagingStreamingConfiguration': 'assets/messaging-streaming-configuration',
};

const SWEEP = 'assets/channel-flow-sweep';

/** Makes socket timeouts follow the clock of a function. */
const SOCKET_TIMEOUTS = join(packageRoot(), 'test', 'matrix', 'processes', 'socket-timeouts.cjs');

/** A process, which runs one function at a time. */
interface Worker {
  readonly accessKeyId: string;
  readonly process: FunctionProcess;
  run: ProcessRun | undefined;
  follower: Follower | undefined;
  isAsked: boolean;
}

/** A function that waits less than this need not be asked for an earlier timer. */
const SHORT = 50;

/** Processes that run the shipped bundles. They stay warm, like Lambda's. */
export class Processes {
  /** By the access key that signs its calls. */
  private readonly workers = new Map<string, Worker>();
  private readonly idle = new Map<string, Worker[]>();
  private started = 0;

  public constructor(
    private readonly world: {
      /** The clock of the current case. */
      readonly clock: () => ProcessClock;
      /** Environment variables with the endpoints of the services. */
      readonly services: () => Record<string, string>;
    },
  ) {}

  public runOf(accessKeyId: string | undefined): ProcessRun | undefined {
    return this.workers.get(accessKeyId ?? '')?.run;
  }

  public async provide(run: ProcessRun, resourceType: string, event: object): Promise<void> {
    const bundle = BUNDLES[resourceType]!;
    await this.carryOut(run, event, this.idleFor(bundle, run.isToBeKilled), () => this.start(bundle));
  }

  public async sweep(run: ProcessRun, bucket: string): Promise<void> {
    const start = () => this.start(SWEEP, { [COVERAGE_BUCKET_VARIABLE]: bucket });
    await this.carryOut(run, {}, this.idleFor(`${SWEEP} of ${bucket}`), start);
  }

  /** Ends everything that is still in progress. */
  public endThoseAtWork(): void {
    for (const { process, run } of this.workers.values()) {
      if (run) process.kill();
    }
  }

  public end(): void {
    for (const { process } of this.workers.values()) process.kill();
  }

  /** Asks functions whose calls all wait for the clock when they continue without a response: when a timer fires. */
  public askThoseThatAreHeld(): void {
    for (const worker of this.workers.values()) {
      if (worker.run && worker.follower?.isWorking && !worker.isAsked) void this.ask(worker, worker.run);
    }
  }

  private async carryOut(run: ProcessRun, event: object, idle: Worker[], start: () => Worker): Promise<void> {
    const worker = idle.pop() ?? start();
    worker.run = run;
    await run.runIn(worker.process, event);
    worker.run = undefined;
    if (worker.process.isAlive) idle.push(worker);
    else this.workers.delete(worker.accessKeyId);
  }

  /** Processes become faster with use: a run that will be killed gets one that has done little. */
  private idleFor(bundle: string, isToBeKilled = false): Worker[] {
    const key = isToBeKilled ? `${bundle} to be killed` : bundle;
    const idle = this.idle.get(key) ?? [];
    this.idle.set(key, idle);
    return idle;
  }

  private async ask(worker: Worker, run: ProcessRun): Promise<void> {
    const clock = this.world.clock();
    const { steps, heldUntil } = run;
    if (heldUntil === undefined) return;
    if (heldUntil - clock.now() <= SHORT) return worker.follower!.waits(heldUntil);
    worker.isAsked = true;
    const milliseconds = (await worker.process.untilFirstTimer()) ?? Infinity;
    await new Promise((resolve) => setTimeout(resolve, 2)); // messages that it sent before it was asked arrive
    worker.isAsked = false;
    const isTrue = run.steps === steps && run.heldUntil === heldUntil && worker.follower?.isWorking;
    if (isTrue) worker.follower!.waits(Math.min(heldUntil, clock.now() + milliseconds));
    else clock.noticed();
  }

  private start(bundle: string, variables: Record<string, string> = {}): Worker {
    const accessKeyId = `PROCESS${++this.started}`;
    const configuration = {
      functionName: 'provider',
      functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:provider',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      code: codeInPlace(bundle),
      environment: { NODE_OPTIONS: `--require="${SOCKET_TIMEOUTS}"`, ...variables },
      timeout: 300,
      memorySize: 256,
      logGroupName: 'provider',
    };
    const credentials = { accessKeyId, secretAccessKey: 'matrix', sessionToken: 'matrix' };
    const logs = new FunctionLogs((line) => worker.run?.log.push(line));
    const environment = functionEnvironment(configuration, '$LATEST', this.world.services(), credentials);
    const { clock } = this.world;
    const clockOfCase = {
      now: () => clock().now(),
      sleep: async (milliseconds: number) => clock().sleep(milliseconds),
      setTimeout: (fire: () => void, milliseconds: number) => clock().setTimeout(fire, milliseconds),
      follow: (onMove: (by: number) => void) => (worker.follower = clock().follow(onMove)),
    };
    const process = new FunctionProcess(configuration, environment, clockOfCase, logs);
    const worker: Worker = {
      accessKeyId,
      process,
      run: undefined,
      follower: undefined,
      isAsked: false,
    };
    this.workers.set(accessKeyId, worker);
    return worker;
  }
}
