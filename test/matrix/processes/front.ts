import type { Server, ServerResponse } from 'node:http';
import type { ProcessRun } from './process-run';
import type { ProcessWorld } from './process-world';
import { Processes } from './processes';
import { CloudFormationApi, type StackDescription } from '../../../testing/cloud/cloudformation-api';
import type { LocalIam } from '../../../testing/cloud/iam';
import { behaviorPresets, ChimeMessagingEmulator, type EmulatorBehavior } from '../../../testing/emulator';
import { accessKeyIdOf } from '../../../testing/emulator/http/request';
import { route } from '../../../testing/emulator/http/router';
import { listen, portOf, stop, type HttpAnswer, type HttpRequest } from '../../../testing/http';
import { VARIANTS } from '../variants';

type Answer = HttpAnswer | ((response: ServerResponse) => void) | undefined;

const TAKEN: HttpAnswer = { statusCode: 200, headers: {}, body: '' };

/** Where the processes of all cases find the service, CloudFormation, and the place for their responses. */
export class Front {
  public static async start(processesPerBundle: number): Promise<Front> {
    const front = new Front(processesPerBundle);
    front.server = await listen(0, {
      onRequest: async (request) => front.answer(request),
      onHandshake: async () => Promise.resolve(TAKEN),
      onMalformed: () => TAKEN,
    });
    await front.cloudFormation.start();
    return front;
  }

  public readonly processes: Processes;
  private readonly stacks = new Map<string, StackDescription>();
  private readonly cloudFormation = new CloudFormationApi({
    iam: { authorize: () => ({ allowed: true }) } as unknown as LocalIam,
    stacks: this.stacks,
    arnOf: (name) => name,
  });
  private readonly emulators = new Map<string, Promise<ChimeMessagingEmulator>>();
  /** By the address that their responses are put to. */
  private readonly responses = new Map<string, ProcessRun>();
  private readonly worlds = new Map<ProcessRun, ProcessWorld>();
  private server!: Server;

  private constructor(processesPerBundle: number) {
    this.processes = new Processes(processesPerBundle, () => ({
      AWS_ENDPOINT_URL: this.endpoint,
      ...this.cloudFormation.environment,
    }));
  }

  /** The emulator that behaves in one of the ways that AWS does not document. */
  public async emulator(variant: string): Promise<ChimeMessagingEmulator> {
    const behavior: Partial<EmulatorBehavior> = {
      ...behaviorPresets['documented-likely'],
      ...VARIANTS[variant],
      signatures: 'ignored',
      processorsPerChannelFlow: 3,
    };
    const started = this.emulators.get(variant) ?? ChimeMessagingEmulator.start({ behavior });
    this.emulators.set(variant, started);
    return started;
  }

  /** Makes a stack known whose status changes. */
  public addStack(stackId: string, status: () => string): void {
    const description = { stackName: stackId, stackId, creationTime: new Date(), outputs: {} };
    this.stacks.set(
      stackId,
      Object.defineProperty(description, 'stackStatus', { get: status }) as StackDescription,
    );
  }

  /** Makes a run known; returns the event with the address at which its responses arrive. */
  public open(world: ProcessWorld, run: ProcessRun, event: object): object {
    const { ResponseURL } = event as { ResponseURL: string };
    const { search } = new URL(ResponseURL);
    this.responses.set(`/responses/${run.id}`, run);
    this.worlds.set(run, world);
    return { ...event, ResponseURL: `${this.endpoint}/responses/${run.id}${search}` };
  }

  public async close(): Promise<void> {
    this.processes.end();
    await Promise.all([stop(this.server), this.cloudFormation.close()]);
    for (const emulator of this.emulators.values()) await (await emulator).close();
  }

  private get endpoint(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  private async answer(request: HttpRequest): Promise<Answer> {
    const answered = this.responses.get(request.path);
    if (answered) {
      if (!answered.passOn()) return never();
      answered.receive(request.body!.toString());
      return TAKEN;
    }
    const run = this.processes.runOf(accessKeyIdOf(request));
    if (!run?.passOn()) return never();
    const operation = route(request.method, request.path, request.query)?.operation ?? 'unknown';
    const answer = await this.worlds.get(run)!.answer(operation, request);
    return run.passOn() ? answer : never();
  }
}

/** Nothing arrives any more: who asked is gone, or gives up. */
async function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
