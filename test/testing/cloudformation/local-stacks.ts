import {
  LocalDeployment,
  type CustomResourceRequest,
  type DeploymentFailedError,
  type DeploymentSource,
  type LocalDeploymentOptions,
  type StackEvent,
} from '../../../testing/cloudformation';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

/** An emulator for each test, and its deployments, which are all ended after the test. */
export class LocalStacks {
  public emulator!: ChimeMessagingEmulator;
  /** The requests to custom resources, from all deployments. */
  public requests: CustomResourceRequest[] = [];
  private deployments: LocalDeployment[] = [];

  public constructor() {
    beforeEach(async () => {
      this.emulator = await ChimeMessagingEmulator.start();
      this.requests = [];
      this.deployments = [];
    });
    afterEach(async () => {
      await Promise.all(this.deployments.map((deployment) => deployment.close()));
      await this.emulator.close();
    });
  }

  public async deploy(
    source: DeploymentSource,
    options: Partial<LocalDeploymentOptions> = {},
  ): Promise<LocalDeployment> {
    const deployment = await LocalDeployment.deploy(source, {
      emulator: this.emulator,
      onRequest: (request) => this.requests.push(request),
      ...options,
    });
    this.deployments.push(deployment);
    return deployment;
  }

  /** Deploys a stack that must fail; returns the error. */
  public async fail(
    source: DeploymentSource,
    options: Partial<LocalDeploymentOptions> = {},
  ): Promise<DeploymentFailedError> {
    const error = await failure(this.deploy(source, options));
    this.deployments.push(error.deployment);
    return error;
  }

  /** The requests so far, as `Create Thing`, `Delete Thing id`. */
  public get asked(): string[] {
    return this.requests.map(({ RequestType, LogicalResourceId, PhysicalResourceId }) =>
      [RequestType, LogicalResourceId, PhysicalResourceId].filter(Boolean).join(' '),
    );
  }
}

/** The error of a deployment that must fail. */
export async function failure(operation: Promise<unknown>): Promise<DeploymentFailedError> {
  const error = await operation.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'DeploymentFailedError' });
  return error as DeploymentFailedError;
}

/** The statuses of a resource, in order. */
export function statusesOf(
  { events }: { readonly events: readonly StackEvent[] },
  logicalId: string,
): string[] {
  return events.filter((event) => event.logicalId === logicalId).map(({ status }) => status);
}
