import type { ProcessRun } from './process-run';
import { codeInPlace } from '../../../testing/cloud/lambda';
import { functionEnvironment } from '../../../testing/cloud/lambda/function-environment';
import { FunctionLogs } from '../../../testing/cloud/lambda/function-logs';
import { FunctionProcess } from '../../../testing/cloud/lambda/function-process';
import { EmulatorClock } from '../../../testing/emulator';

/** The bundle that provides each resource type. */
const BUNDLES: Readonly<Record<string, string>> = {
  'Custom::ChimeAppInstanceAdmin': 'assets/app-instance-admin',
  'Custom::ChimeChannelFlow': 'assets/channel-flow',
  'Custom::ChimeChannelFlowLookup': 'assets/channel-flow',
  'Custom::ChimeChannelFlowAssociation': 'assets/channel-flow-association',
};

interface Worker {
  readonly process: FunctionProcess;
  run: ProcessRun | undefined;
}

/** Processes that run the bundles as they are shipped. They stay warm, as Lambda's do. */
export class Processes {
  /** By the access key that its calls are signed with. */
  private readonly workers = new Map<string, Worker>();
  private readonly idle = new Map<string, Worker[]>();
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly counts = new Map<string, number>();

  /** @param limit how many there may be for a bundle; further runs wait for one */
  public constructor(
    private readonly limit: number,
    private readonly services: () => Record<string, string>,
  ) {}

  public runOf(accessKeyId: string | undefined): ProcessRun | undefined {
    return this.workers.get(accessKeyId ?? '')?.run;
  }

  public async carryOut(run: ProcessRun, resourceType: string, event: object): Promise<void> {
    const bundle = BUNDLES[resourceType]!;
    const worker = await this.acquire(bundle);
    worker.run = run;
    await run.runIn(worker.process, event);
    worker.run = undefined;
    this.release(bundle, worker);
  }

  public end(): void {
    for (const { process } of this.workers.values()) process.kill();
  }

  private async acquire(bundle: string): Promise<Worker> {
    for (;;) {
      const worker = this.idle.get(bundle)?.pop();
      if (worker) return worker;
      const count = this.counts.get(bundle) ?? 0;
      if (count < this.limit) {
        this.counts.set(bundle, count + 1);
        return this.start(bundle);
      }
      await new Promise<void>((resolve) => listOf(this.waiting, bundle).push(resolve));
    }
  }

  private release(bundle: string, worker: Worker): void {
    if (worker.process.isAlive) listOf(this.idle, bundle).push(worker);
    else this.counts.set(bundle, this.counts.get(bundle)! - 1);
    this.waiting.get(bundle)?.shift()?.();
  }

  private start(bundle: string): Worker {
    const accessKeyId = `PROCESS${this.workers.size}`;
    const configuration = {
      functionName: 'provider',
      functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:provider',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      code: codeInPlace(bundle),
      environment: {},
      timeout: 300,
      memorySize: 256,
      logGroupName: 'provider',
    };
    const credentials = { accessKeyId, secretAccessKey: 'matrix', sessionToken: 'matrix' };
    const logs = new FunctionLogs((line) => worker.run?.log.push(line));
    const environment = functionEnvironment(configuration, '$LATEST', this.services(), credentials);
    const process = new FunctionProcess(configuration, environment, EmulatorClock.realTime(), logs);
    const worker: Worker = { process, run: undefined };
    this.workers.set(accessKeyId, worker);
    return worker;
  }
}

function listOf<T>(lists: Map<string, T[]>, name: string): T[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}
