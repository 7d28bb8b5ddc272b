import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { StackSource } from './cloud-assembly';
import type { FailurePlan } from './failures';
import {
  CreationFailed,
  type Provisioned,
  type Provisioner,
  type ProvisioningContext,
  UpdateRefused,
} from './provisioner';
import { labelOf, type NamedResource } from './resource-names';
import type { ResourceState } from './resource-state';
import type { StackEvent } from './stack-event';
import type { StackEnvironment } from './stack-plan';
import type { Properties } from './template';

/** The desired state of a resource. */
export interface ResourceTarget extends NamedResource {
  readonly properties: Properties;
  readonly dependencies: ReadonlySet<string>;
}

/** Options for `ResourceOperations`. */
export interface ResourceOperationsOptions extends StackEnvironment {
  readonly provisionerOf: (resource: NamedResource) => Provisioner;
  /** Returns the environment variables that the user adds to a function. */
  readonly variablesOf: (resource: NamedResource) => Readonly<Record<string, string>>;
  readonly record: (event: Omit<StackEvent, 'timestamp'>) => void;
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** Creates, updates, and deletes individual resources, and reports each step as an event. */
export class ResourceOperations {
  /** In milliseconds since 1970. */
  private begunAt = -Infinity;
  private lastSentAt = -Infinity;

  public constructor(private readonly options: ResourceOperationsOptions) {}

  /**
   * Begins an operation of the whole stack: its requests get a later second than those before. Functions see the time
   * of a request in whole seconds. In CloudFormation, which is slower, two operations never share one; with a clock
   * that stands still, they would.
   */
  public begin(): void {
    this.begunAt = 1_000 * (Math.floor(this.lastSentAt / 1_000) + 1);
  }

  /** @throws {ResourceFailed} */
  public async create(
    target: ResourceTarget,
    failures: FailurePlan,
    signal: AbortSignal,
  ): Promise<ResourceState> {
    const { logicalId, definition, properties } = target;
    const report = this.reporter(logicalId, definition.Type);
    report('CREATE_IN_PROGRESS', '');
    try {
      await failures.strike(logicalId, 'create');
      const provisioner = this.options.provisionerOf(target);
      const provisioned = await provisioner.create(properties, this.context(target, signal));
      report('CREATE_COMPLETE', provisioned.physicalId);
      return stateOf(target, provisioned, 'CREATE_COMPLETE');
    } catch (error) {
      const reason = (error as Error).message;
      const physicalId = error instanceof CreationFailed ? error.physicalId : '';
      report('CREATE_FAILED', physicalId, reason);
      const left = physicalId ? stateOf(target, { physicalId, attributes: {} }, 'CREATE_FAILED') : undefined;
      throw new ResourceFailed(logicalId, reason, left);
    }
  }

  /**
   * Brings a resource into its desired state. If the returned physical id differs, the resource was replaced, and the
   * former one still exists.
   *
   * @throws {ResourceFailed}
   */
  public async update(
    current: ResourceState,
    target: ResourceTarget,
    failures: FailurePlan,
    signal: AbortSignal,
  ): Promise<ResourceState> {
    const { logicalId, definition, properties } = target;
    const report = this.reporter(logicalId, definition.Type);
    const provisioner = this.options.provisionerOf(target);
    const inPlace = isReplaced(provisioner, current.properties, properties) ? undefined : provisioner.update;
    report('UPDATE_IN_PROGRESS', current.physicalId);
    try {
      await failures.strike(logicalId, 'update');
      const context = this.context(target, signal);
      const provisioned = await (inPlace
        ? inPlace.call(provisioner, current, properties, context)
        : provisioner.create(properties, context));
      report('UPDATE_COMPLETE', provisioned.physicalId);
      return stateOf(target, provisioned, 'UPDATE_COMPLETE');
    } catch (error) {
      const reason = (error as Error).message;
      report('UPDATE_FAILED', current.physicalId, reason);
      // if no update was tried, or a replacement could not be created, the resource is as before
      const isTried = inPlace && !(error instanceof UpdateRefused);
      const left = isTried ? { ...stateOf(target, current, 'UPDATE_FAILED'), uncertain: true } : undefined;
      throw new ResourceFailed(logicalId, reason, left);
    }
  }

  /** Deletes a resource; returns the reason if it could not be deleted. */
  public async delete(
    state: ResourceState,
    source: StackSource,
    failures: FailurePlan,
  ): Promise<string | undefined> {
    const { logicalId, physicalId, type, definition } = state;
    const resource = { logicalId, definition, source };
    const report = this.reporter(logicalId, type);
    report('DELETE_IN_PROGRESS', physicalId);
    try {
      await failures.strike(logicalId, 'delete');
      await this.options.provisionerOf(resource).delete?.(state, this.context(resource, NEVER));
      report('DELETE_COMPLETE', physicalId);
      return undefined;
    } catch (error) {
      const reason = (error as Error).message;
      report('DELETE_FAILED', physicalId, reason);
      return `${labelOf(logicalId, definition)}: ${reason}`;
    }
  }

  /** Keeps a resource, because its policy says so. */
  public retain({ logicalId, physicalId, type }: ResourceState): void {
    this.reporter(logicalId, type)('DELETE_SKIPPED', physicalId);
  }

  private reporter(logicalId: string, type: string) {
    return (status: string, physicalId: string, reason?: string) =>
      this.options.record({
        stackName: this.options.stackName,
        logicalId,
        type,
        status,
        physicalId,
        ...(reason !== undefined && { reason }),
      });
  }

  private context(resource: NamedResource, signal: AbortSignal): ProvisioningContext {
    const { logicalId, source } = resource;
    const { cloud, stackName, stackId } = this.options;
    const { partition, region, account } = cloud.emulator;
    return {
      cloud,
      logicalId,
      stackName,
      stackId,
      sentAt: () => (this.lastSentAt = Math.max(this.begunAt, cloud.emulator.clock.now())),
      signal,
      source,
      variables: this.options.variablesOf(resource),
      stubsType: this.options.stubsType,
      physicalName: (maximumLength = 255) => physicalName(stackName, logicalId, maximumLength),
      arn: (service, name) => `arn:${partition}:${service}:${region}:${account}:${name}`,
      assetPath: (objectKey) => {
        const path = source.assets.get(objectKey);
        if (path === undefined) {
          throw new Error(`no asset of the cloud assembly is published as '${objectKey}'`);
        }
        return path;
      },
    };
  }
}

/** A resource that could not be created or updated. */
export class ResourceFailed extends Error {
  public constructor(
    public readonly logicalId: string,
    reason: string,
    /** The remaining state of the resource, if any. */
    public readonly state: ResourceState | undefined,
  ) {
    super(reason);
  }
}

function stateOf(
  { logicalId, definition, properties, dependencies }: ResourceTarget,
  { physicalId, attributes, noEcho, stub }: Provisioned,
  status: string,
): ResourceState {
  return {
    logicalId,
    type: definition.Type,
    status,
    definition,
    properties,
    dependencies,
    physicalId,
    attributes,
    ...(noEcho && { noEcho }),
    ...(stub && { stub }),
  };
}

function isReplaced({ replacedBy = [] }: Provisioner, former: Properties, properties: Properties): boolean {
  return replacedBy.some((name) => !isDeepStrictEqual(former[name], properties[name]));
}

function physicalName(stackName: string, logicalId: string, maximumLength: number): string {
  const suffix = randomBytes(6).toString('hex').toUpperCase();
  const room = maximumLength - suffix.length - 2;
  const stack = stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`;
}
