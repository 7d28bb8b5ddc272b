import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { freePort } from './free-port';
import { waitFor } from './wait-for';
import { REPOSITORY } from '../harness/folders';
import { pythonEnvironment } from '../harness/python-environment';
import type { ChimeMessagingEmulator, StreamRecord } from 'cdk-chime-sdk-messaging/testing';

export const MINISTACK = 'ministack==1.5.33';
const BOTO3 = 'boto3==1.43.11';
const KINESIS = 'Kinesis_20131202';

/** Installs MiniStack in a folder, and returns its Python. Tests that run in parallel each need their own folder. */
export function ministackPython(folder: string): Promise<string> {
  return pythonEnvironment(folder, MINISTACK, BOTO3);
}

export interface MiniStackOptions {
  readonly python: string;
  /** The Amazon Chime SDK messaging for its functions, and for the service on their behalf. */
  readonly emulator: ChimeMessagingEmulator;
  /** A folder that MiniStack can write to. */
  readonly folder: string;
  /** The Python program: MiniStack itself, or a script that extends it. */
  readonly program?: readonly string[];
}

/** MiniStack: CloudFormation, Lambda, IAM, S3, EventBridge, Kinesis, and SSM in one process on this machine. */
export class MiniStack {
  public static async start(options: MiniStackOptions): Promise<MiniStack> {
    const { python, emulator, program = ['-m', 'ministack'] } = options;
    const folder = join(options.folder, 'ministack');
    mkdirSync(folder);
    const logFile = `${folder}.log`;
    const log = openSync(logFile, 'w');
    const port = await freePort();
    const child = spawn(python, program, {
      cwd: folder,
      // Its own process group: the functions that it starts end with it.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        ...emulator.environment,
        AWS_DEFAULT_REGION: emulator.region, // boto3 reads no other variable
        NODE_PATH: join(REPOSITORY, 'node_modules'),
        PATH: [dirname(python), process.env.PATH].join(delimiter), // functions in Python need boto3
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        MINISTACK_ACCOUNT_ID: emulator.account,
        MINISTACK_REGION: emulator.region,
        TMPDIR: folder,
      },
    });
    closeSync(log);
    const ministack = new MiniStack(child, port, emulator.region, logFile);
    emulator.useProcessorInvoker({
      invoke: ({ functionArn, payload }) => ministack.invokeEvent(functionArn, payload),
    });
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
  /** The variables that lead the CDK CLI and the AWS SDK's clients to it. */
  public readonly variables: Record<string, string>;

  private constructor(
    private readonly child: ChildProcess,
    port: number,
    private readonly region: string,
    private readonly logFile: string,
  ) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.variables = {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
  }

  /** The end of its output. */
  public log(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-60).join('\n');
  }

  /** Invokes a function asynchronously, like the service. */
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

  /** The outputs of a stack. */
  public async outputsOf(stack: string): Promise<Record<string, string>> {
    const described = await this.cloudFormation('DescribeStacks', { StackName: stack });
    const outputs = described.matchAll(/<OutputKey>(.*?)<\/OutputKey>\s*<OutputValue>(.*?)<\/OutputValue>/g);
    return Object.fromEntries([...outputs].map(([, name, value]) => [name!, value!]));
  }

  /** Resets everything. */
  public async reset(): Promise<void> {
    const answer = await fetch(`${this.endpoint}/_ministack/reset`, { method: 'POST' });
    if (!answer.ok) throw new Error(`MiniStack responded with ${answer.status}: ${await answer.text()}`);
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

  /** A call to a service with a JSON protocol. */
  private async call<Output>(service: string, target: string, input: object = {}): Promise<Output> {
    const answer = await this.request(service, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`${target} responded with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Output;
  }

  /** MiniStack reads the service and Region from the signature, but does not verify it. */
  private async request(service: string, path: string, init: RequestInit = {}): Promise<Response> {
    const scope = `test/20260101/${this.region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    return fetch(`${this.endpoint}${path}`, { ...init, headers: { ...init.headers, authorization } });
  }
}

function encode(functionArn: string): string {
  return encodeURIComponent(functionArn);
}
