import type { Server, ServerResponse } from 'node:http';
import type { ProcessRun } from './process-run';
import { CloudFormationApi, type StackDescription } from '../../../testing/cloud/cloudformation-api';
import type { LocalIam } from '../../../testing/cloud/iam';
import { callerOf } from '../../../testing/cloud/signed-request';
import { accessKeyIdOf } from '../../../testing/emulator/http/request';
import { route } from '../../../testing/emulator/http/router';
import { listen, portOf, stop, type HttpAnswer, type HttpRequest } from '../../../testing/http';
import { s3OperationOf } from '../s3-wire';

/** A function's call to a service. */
export interface Call {
  readonly run: ProcessRun;
  readonly service: 's3' | 'chime';
  readonly operation: string;
  readonly request: HttpRequest;
  readonly response: ServerResponse;
}

const TAKEN: HttpAnswer = { statusCode: 200, headers: {}, body: '' };

/** The endpoint for functions in processes: it reaches the service and CloudFormation, and receives their responses. */
export class Front {
  /**
   * @param runOf finds the caller by the access key
   * @param onCall responds to a call to the service
   */
  public static async start(
    runOf: (accessKeyId: string | undefined) => ProcessRun | undefined,
    onCall: (call: Call) => Promise<void>,
  ): Promise<Front> {
    const front = new Front(runOf, onCall);
    front.server = await listen(0, {
      onRequest: async (request) => front.answer(request),
      onHandshake: async () => Promise.resolve(TAKEN),
      onMalformed: () => TAKEN,
    });
    await front.cloudFormation.start();
    return front;
  }

  private readonly stacks = new Map<string, StackDescription>();
  private readonly cloudFormation = new CloudFormationApi({
    iam: { authorize: () => ({ allowed: true }) } as unknown as LocalIam,
    stacks: this.stacks,
    arnOf: (name) => name,
  });
  /** By the path that their responses are sent to. */
  private readonly runs = new Map<string, ProcessRun>();
  private server!: Server;

  private constructor(
    private readonly runOf: (accessKeyId: string | undefined) => ProcessRun | undefined,
    private readonly onCall: (call: Call) => Promise<void>,
  ) {}

  /** Environment variables that send functions' calls here. */
  public get environment(): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.endpoint, ...this.cloudFormation.environment };
  }

  /** Adds a stack, whose status can change. */
  public addStack(stackId: string, status: () => string): void {
    const description = { stackName: stackId, stackId, creationTime: new Date(), outputs: {} };
    this.stacks.set(
      stackId,
      Object.defineProperty(description, 'stackStatus', { get: status }) as StackDescription,
    );
  }

  /** Adds a run; returns the event with the URL for its responses. */
  public open(run: ProcessRun, event: object): object {
    const { ResponseURL } = event as { ResponseURL: string };
    const path = `/responses/${run.id}`;
    this.runs.set(path, run);
    return { ...event, ResponseURL: `${this.endpoint}${path}${new URL(ResponseURL).search}` };
  }

  /** Removes all stacks and runs. */
  public clear(): void {
    this.stacks.clear();
    this.runs.clear();
  }

  public async close(): Promise<void> {
    await Promise.all([stop(this.server), this.cloudFormation.close()]);
  }

  private get endpoint(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer | ((response: ServerResponse) => void)> {
    const responding = this.runs.get(request.path);
    if (responding) return take(responding, request.body!.toString());
    const run = this.runOf(accessKeyIdOf(request));
    if (!run?.passOn()) return never();
    const service = callerOf(request).service === 's3' ? 's3' : 'chime';
    const operation = service === 's3' ? s3OperationOf(request) : chimeOperationOf(request);
    return (response) => {
      run.begin(response);
      void this.onCall({ run, service, operation, request, response });
    };
  }
}

function chimeOperationOf({ method, path, query }: HttpRequest): string {
  return route(method, path, query)?.operation ?? 'unknown';
}

async function take(run: ProcessRun, body: string): Promise<HttpAnswer> {
  if (!run.passOn()) return never();
  run.receive(body);
  return TAKEN;
}

/** No response follows: the caller is gone. */
async function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
