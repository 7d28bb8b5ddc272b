import { setTimeout as sleep } from 'node:timers/promises';
import { Stack } from 'aws-cdk-lib';
import {
  type CustomResourceRequest,
  DeploymentFailedError,
  LocalDeployment,
  type LocalDeploymentOptions,
  type OperationOptions,
  type StackEvent,
} from '../../../testing';
import { newApp } from '../../support';

/** Fills a stack, like the code in a user's constructor. */
export type Definition = (stack: Stack) => void;

/** The folder of a cloud assembly. */
export type Assembly = string;

/** Synthesizes a stack, without metadata that is only for people. */
export function synthesize(define: Definition, name: string): Assembly {
  const app = newApp({ analyticsReporting: false, stackTraces: false, treeMetadata: false });
  const stack = new Stack(app, name);
  define(stack);
  return app.synth().directory;
}

/** How long a function takes to end after its response; an event within that time would start a second process. */
const UNTIL_FUNCTIONS_END = 25;

/** A CDK stack that is synthesized again for each deployment. */
export class LiveStack {
  /** The requests to the custom resources. */
  public readonly requests: CustomResourceRequest[] = [];
  private local: LocalDeployment | undefined;

  public constructor(
    public readonly name: string,
    private readonly options: LocalDeploymentOptions,
  ) {}

  public get deployment(): LocalDeployment {
    if (!this.local) throw new Error(`stack ${this.name} was not deployed`);
    return this.local;
  }

  public get deliveries(): number {
    return this.options.duplicateDelivery ? 2 : 1;
  }

  public get events(): readonly StackEvent[] {
    return this.local?.events ?? [];
  }

  public get status(): string {
    return this.deployment.stackStatus;
  }

  /** Creates or updates the stack, like `cdk deploy`. */
  public async deploy(definition: Definition | Assembly, options: OperationOptions = {}): Promise<void> {
    const source = typeof definition === 'string' ? definition : synthesize(definition, this.name);
    try {
      if (this.local) await this.local.update(source, options);
      else this.local = await LocalDeployment.deploy(source, this.deployOptions(options));
    } catch (error) {
      if (error instanceof DeploymentFailedError) this.local = error.deployment;
      throw error;
    } finally {
      await sleep(UNTIL_FUNCTIONS_END);
    }
  }

  /** Deploys a stack that cannot be deployed. Resolves to the reason after the rollback. */
  public async fail(definition: Definition | Assembly, options: OperationOptions = {}): Promise<string> {
    return reasonOf(this.deploy(definition, options));
  }

  public async destroy(options: Pick<OperationOptions, 'failures'> = {}): Promise<void> {
    await this.deployment.destroy(options);
  }

  /** Destroys a stack that cannot be destroyed. Resolves to the reasons that its resources report. */
  public async failToDestroy(): Promise<string> {
    const before = this.events.length;
    await reasonOf(this.destroy());
    const failed = this.events.slice(before).filter(({ status }) => status === 'DELETE_FAILED');
    return failed.map(({ reason }) => reason).join('; ');
  }

  /** Ends its processes without deleting anything. */
  public async close(): Promise<void> {
    await this.local?.close();
  }

  /** The physical id of a resource, by its construct path. */
  public id(path: string): string {
    return this.deployment.resource(path).physicalId;
  }

  /** The requests about a resource so far, as `Create`, `Update <id>`, `Delete <id>`. */
  public asked(path: string): string[] {
    const logicalId = this.logicalId(path);
    return this.requests
      .filter((request) => request.LogicalResourceId === logicalId)
      .map(({ RequestType, PhysicalResourceId }) =>
        [RequestType, PhysicalResourceId].filter(Boolean).join(' '),
      );
  }

  /** The reasons why custom resources failed. */
  public get reasons(): string[] {
    return this.events.flatMap(({ type, reason }) => (type.startsWith('Custom::') && reason ? [reason] : []));
  }

  private logicalId(path: string): string {
    const id = path.replace(/\W/g, '');
    // an association is identified by its channel, not by its path
    const pattern = new RegExp(`^(${id}[0-9A-F]{8}|Chime${id}[0-9a-f]{16})$`);
    const found = this.requests.find(({ LogicalResourceId }) => pattern.test(LogicalResourceId));
    if (!found) throw new Error(`nothing was asked of ${path}`);
    return found.LogicalResourceId;
  }

  private deployOptions(options: OperationOptions): LocalDeploymentOptions {
    return { ...this.options, ...options, onRequest: (request) => this.requests.push(request) };
  }
}

async function reasonOf(operation: Promise<unknown>): Promise<string> {
  const error = await operation.then(
    () => new Error('it was expected to fail, and did not'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeploymentFailedError) return error.message;
  throw error;
}
