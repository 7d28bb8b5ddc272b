import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { waitFor } from './wait-for';
import type { StreamRecord } from 'cdk-chime-sdk-messaging/testing';

const KINESIS = 'Kinesis_20131202';

export interface MiniStackOptions {
  readonly python: string;
  readonly port: number;
  readonly account: string;
  readonly region: string;
  /** Where MiniStack may write. */
  readonly folder: string;
  readonly logFile: string;
  /** What its Lambda functions inherit. */
  readonly environment: Record<string, string>;
}

/** MiniStack: CloudFormation, Lambda, IAM, S3, EventBridge, Kinesis and SSM as one process on this machine. */
export class MiniStack {
  public static async start(options: MiniStackOptions): Promise<MiniStack> {
    const log = openSync(options.logFile, 'w');
    const child = spawn(options.python, ['-m', 'ministack'], {
      cwd: options.folder,
      // A process group of its own: the functions that it has started end with it.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        ...options.environment,
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(options.port),
        MINISTACK_ACCOUNT_ID: options.account,
        MINISTACK_REGION: options.region,
        TMPDIR: options.folder,
      },
    });
    closeSync(log);
    const ministack = new MiniStack(child, options);
    process.on('exit', () => ministack.kill());
    try {
      await waitFor('MiniStack responds', 60, () => ministack.health());
    } catch (error) {
      await ministack.stop();
      throw error;
    }
    return ministack;
  }

  public readonly endpoint: string;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: MiniStackOptions,
  ) {
    this.endpoint = `http://127.0.0.1:${options.port}`;
  }

  /** Invokes a function as the service does: asynchronously. */
  public async invokeEvent(functionArn: string, payload: object): Promise<void> {
    const answer = await this.request('lambda', `/2015-03-31/functions/${encode(functionArn)}/invocations`, {
      method: 'POST',
      headers: { 'x-amz-invocation-type': 'Event' },
      body: JSON.stringify(payload),
    });
    if (answer.status !== 202) {
      throw new Error(`Lambda responded with ${answer.status}: ${await answer.text()}`);
    }
  }

  public async functionNames(): Promise<string[]> {
    const answer = await this.request('lambda', '/2015-03-31/functions/');
    const { Functions } = (await answer.json()) as { Functions: { FunctionName: string }[] };
    return Functions.map((each) => each.FunctionName);
  }

  public async bucketNames(): Promise<string[]> {
    const answer = await this.request('s3', '/');
    return [...(await answer.text()).matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name]) => name!);
  }

  public async ruleNames(): Promise<string[]> {
    const { Rules } = await this.call<{ Rules: { Name: string }[] }>('events', 'AWSEvents.ListRules');
    return Rules.map(({ Name }) => Name);
  }

  public async streamNames(): Promise<string[]> {
    const { StreamNames } = await this.call<{ StreamNames: string[] }>('kinesis', `${KINESIS}.ListStreams`);
    return StreamNames;
  }

  public async putRecord({ streamArn, partitionKey, data }: StreamRecord): Promise<void> {
    await this.call('kinesis', `${KINESIS}.PutRecord`, {
      StreamARN: streamArn,
      PartitionKey: partitionKey,
      Data: Buffer.from(data).toString('base64'),
    });
  }

  public async eventSourceMappingCount(): Promise<number> {
    const answer = await this.request('lambda', '/2015-03-31/event-source-mappings/');
    const { EventSourceMappings } = (await answer.json()) as { EventSourceMappings: object[] };
    return EventSourceMappings.length;
  }

  /** The resource policy of a function. */
  public async functionPolicy(functionArn: string): Promise<string> {
    const answer = await this.request('lambda', `/2015-03-31/functions/${encode(functionArn)}/policy`);
    const { Policy } = (await answer.json()) as { Policy?: string };
    return Policy ?? '';
  }

  /** An action of CloudFormation; the response is XML. */
  public async cloudFormation(action: string, parameters: Record<string, string>): Promise<string> {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters });
    const answer = await this.request('cloudformation', '/', { method: 'POST', body });
    return answer.text();
  }

  public async stop(): Promise<void> {
    if (!this.isRunning()) return;
    const ended = once(this.child, 'exit');
    this.kill();
    await ended;
  }

  /** Ends MiniStack and its functions. */
  private kill(): void {
    if (this.isRunning()) process.kill(-this.child.pid!, 'SIGKILL');
  }

  private isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async health(): Promise<true | undefined> {
    if (this.child.exitCode !== null) {
      throw new Error(`MiniStack ended with exit code ${this.child.exitCode}`);
    }
    const answer = await fetch(`${this.endpoint}/_ministack/health`).catch(() => undefined);
    return answer?.ok ? true : undefined;
  }

  /** A call of a service that speaks JSON. */
  private async call<Output>(service: string, target: string, input: object = {}): Promise<Output> {
    const answer = await this.request(service, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`${target} responded with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Output;
  }

  /** MiniStack reads service and region from the signature, and does not check it. */
  private async request(service: string, path: string, init: RequestInit = {}): Promise<Response> {
    const scope = `test/20260101/${this.options.region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    return fetch(`${this.endpoint}${path}`, { ...init, headers: { ...init.headers, authorization } });
  }
}

function encode(functionArn: string): string {
  return encodeURIComponent(functionArn);
}
