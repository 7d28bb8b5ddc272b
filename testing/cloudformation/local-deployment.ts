import { randomUUID } from 'node:crypto';
import type { StackSource } from './cloud-assembly';
import { CustomResourceProvisioner, isCustomResource, type CustomResourceDelivery } from './custom-resource';
import { DeploymentFunctions } from './deployment-functions';
import { checkSource, loadSource, type DeploymentSource } from './deployment-source';
import { checkFailures, type InjectedFailures } from './failures';
import type { Provisioner } from './provisioner';
import { NATIVE_PROVISIONERS } from './provisioners';
import type { ResourceState } from './resource-state';
import { ResponseServer } from './response-server';
import { Stack, StackOperationFailed, type RollbackOfReplacement } from './stack';
import type { StackEvent } from './stack-event';
import { StackPlan } from './stack-plan';
import { checkEmulator, EMULATOR, LocalCloud } from '../cloud';
import type { ChimeMessagingEmulator } from '../emulator';
import {
  BOOLEAN,
  checkProperties,
  FUNCTION,
  listOf,
  mapOf,
  MILLISECONDS,
  must,
  OBJECT,
  oneOf,
  optional,
  TEXT,
  type Rules,
} from '../inputs';

/** Options for one operation on a stack. */
export interface OperationOptions {
  /**
   * Values of the template's parameters.
   * @default - those of the operation before, then the defaults of the template
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Resources that fail on purpose, by logical id or construct path.
   * @default - nothing fails on purpose
   */
  readonly failures?: InjectedFailures;
}

/** Options for `LocalDeployment.deploy`. */
export interface LocalDeploymentOptions extends OperationOptions, CustomResourceDelivery {
  /** Where the Chime resources are. Deployments on one emulator share identities, functions and exports. */
  readonly emulator: ChimeMessagingEmulator;
  /**
   * Which stack of an app or assembly to deploy, or the name for a template.
   * @default - the only stack of the assembly; `local` for a template
   */
  readonly stackName?: string;
  /**
   * Sees every event as it happens.
   * @default - events are only kept in `events`
   */
  readonly onEvent?: (event: StackEvent) => void;
  /**
   * What happens to replaced custom resources when an update is rolled back, which is not documented.
   * @default 'reversedUpdate'
   */
  readonly rollbackOfReplacement?: RollbackOfReplacement;
  /**
   * The delays before retries of asynchronous invocations, in milliseconds on the emulator's clock, for all functions on
   * this emulator.
   * @default - one and two minutes, as in Lambda
   */
  readonly asyncRetryDelays?: readonly number[];
  /**
   * How long a new or changed policy takes to come into effect, in milliseconds on the emulator's clock, for all
   * policies on this emulator.
   * @default 0
   */
  readonly iamPropagationDelay?: number;
}

const OPERATION_OPTIONS: Rules<OperationOptions> = {
  parameters: optional(mapOf('strings', TEXT)),
  failures: optional(OBJECT),
};

const DEPLOYMENT_OPTIONS: Rules<LocalDeploymentOptions> = {
  ...OPERATION_OPTIONS,
  emulator: EMULATOR,
  stackName: optional(
    must(
      'the name of a stack, or its construct path in the app',
      (value) => typeof value === 'string' && /^[a-z][\w/-]*$/i.test(value),
    ),
  ),
  onEvent: optional(FUNCTION),
  onRequest: optional(FUNCTION),
  duplicateDelivery: optional(BOOLEAN),
  deliveryDelays: optional(FUNCTION),
  rollbackOfReplacement: optional(oneOf('reversedUpdate', 'restoreOldId')),
  asyncRetryDelays: optional(listOf('milliseconds, each a number from 0', MILLISECONDS)),
  iamPropagationDelay: optional(MILLISECONDS),
};

/** A resource of a deployment. */
export interface DeployedResource {
  readonly logicalId: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly type: string;
  /** For example `CREATE_COMPLETE`. */
  readonly status: string;
  /** What `Fn::GetAtt` gives, masked where the resource asks for it. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * A stack on this machine, taken through its life as CloudFormation would: functions run their assets in processes of
 * their own, Chime resources are those of an emulator.
 */
export class LocalDeployment {
  /**
   * Deploys a stack.
   *
   * @throws {DeploymentFailedError} if a resource could not be created, after the rollback
   * @throws {Error} if the template cannot be deployed here at all; then nothing was created
   */
  public static async deploy(
    source: DeploymentSource,
    options: LocalDeploymentOptions,
  ): Promise<LocalDeployment> {
    checkSource('the source of LocalDeployment.deploy', source);
    checkProperties('the options of LocalDeployment.deploy', options, DEPLOYMENT_OPTIONS);
    checkEmulator("'emulator' of the options of LocalDeployment.deploy", options.emulator);
    checkFailures(options.failures);
    const loaded = loadSource(source, options.stackName);
    const deployment = new LocalDeployment(loaded.stackName, options);
    const plan = deployment.planFor(loaded, options.parameters);
    const failures = deployment.stack.failurePlan(options.failures, plan);
    await deployment.cloud.start();
    deployment.claimName();
    await deployment.run(() => deployment.stack.create(plan, failures));
    return deployment;
  }

  /** What the stacks on this emulator share. */
  public readonly cloud: LocalCloud;
  /** The functions of this stack, by logical id, construct path, name or ARN. */
  public readonly functions: DeploymentFunctions;
  /** The ARN of the stack. */
  public readonly stackId: string;
  public readonly creationTime: Date;
  private readonly stack: Stack;
  private readonly history: StackEvent[] = [];
  private readonly server = new ResponseServer();
  private readonly custom = new Map<string, Provisioner>();
  private parameters: Readonly<Record<string, string>> = {};
  private isBusy = false;
  private destroying?: Promise<void>;

  private constructor(
    /** The name of the stack. */
    public readonly stackName: string,
    private readonly options: LocalDeploymentOptions,
  ) {
    const { emulator, asyncRetryDelays, iamPropagationDelay } = options;
    const { partition, region, account } = emulator;
    this.cloud = LocalCloud.of(emulator);
    if (asyncRetryDelays !== undefined) this.cloud.lambda.retryDelays = asyncRetryDelays;
    if (iamPropagationDelay !== undefined) this.cloud.iam.propagationDelay = iamPropagationDelay;
    this.stackId = `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${randomUUID()}`;
    this.creationTime = new Date(emulator.clock.now());
    this.stack = new Stack({
      cloud: this.cloud,
      stackName,
      stackId: this.stackId,
      provisionerOf: (type) => this.provisionerOf(type),
      record: (event) => this.record({ timestamp: new Date(emulator.clock.now()), ...event }),
      rollbackOfReplacement: options.rollbackOfReplacement ?? 'reversedUpdate',
      isCustomResource,
    });
    this.functions = new DeploymentFunctions(
      this.cloud.lambda,
      (id) => this.functionName(id),
      () => [...new Set(this.functionEvents().map(({ logicalId }) => logicalId))],
    );
  }

  /** For example `CREATE_COMPLETE`, `UPDATE_ROLLBACK_COMPLETE`. */
  public get stackStatus(): string {
    return this.stack.status;
  }

  /** Everything that has happened to the stack. */
  public get events(): readonly StackEvent[] {
    return this.history;
  }

  public get outputs(): Readonly<Record<string, string>> {
    return this.stack.outputs;
  }

  public get resources(): DeployedResource[] {
    return [...this.stack.resources.values()].map(deployedResource);
  }

  /**
   * A resource of the stack.
   *
   * @param id logical id, or construct path with or without the stack and a trailing `/Resource`
   * @throws if the stack has no such resource
   */
  public resource(id: string): DeployedResource {
    const found = this.find(id);
    if (found) return deployedResource(found);
    const known = [...this.stack.resources.keys()].join(', ') || 'none';
    throw new Error(`stack ${this.stackName} has no resource '${id}', only: ${known}`);
  }

  /**
   * What arrived at a queue, a topic or a log group of the stack, as text.
   *
   * @param id as for `resource`
   */
  public inbox(id: string): readonly string[] {
    const { attributes } = this.resource(id);
    const arn = String(attributes.Arn ?? attributes.TopicArn).replace(/:\*$/, '');
    return this.cloud.inboxes.get(arn) ?? [];
  }

  /**
   * The events that a rule of the stack has matched.
   *
   * @param id as for `resource`
   * @throws if the resource is no rule
   */
  public ruleMatches(id: string): readonly object[] {
    const { type, attributes } = this.resource(id);
    if (type !== 'AWS::Events::Rule') throw new Error(`'${id}' must be an AWS::Events::Rule, got ${type}`);
    return this.cloud.eventBus.matches(String(attributes.Arn));
  }

  /**
   * Brings the stack to another state: another template, other parameters, other code.
   *
   * @throws {DeploymentFailedError} if a resource could not be changed, after the rollback
   */
  public async update(source: DeploymentSource, options: OperationOptions = {}): Promise<void> {
    checkSource('the source of LocalDeployment.update', source);
    checkProperties('the options of LocalDeployment.update', options, OPERATION_OPTIONS);
    checkFailures(options.failures);
    checkEmulator(`the emulator of stack ${this.stackName}`, this.options.emulator);
    if (!UPDATABLE.test(this.stackStatus)) {
      throw new Error(`stack ${this.stackName} is ${this.stackStatus} and cannot be updated, only destroyed`);
    }
    const former = this.parameters;
    const plan = this.planFor(loadSource(source, this.stackName), options.parameters);
    try {
      const failures = this.stack.failurePlan(options.failures, plan);
      await this.run(() => this.stack.update(plan, failures));
    } catch (error) {
      this.parameters = former;
      throw error;
    }
  }

  /**
   * Deletes the stack and ends every process of it.
   *
   * @throws {DeploymentFailedError} if something could not be deleted; then it can be called again
   */
  public async destroy(options: Pick<OperationOptions, 'failures'> = {}): Promise<void> {
    checkProperties('the options of LocalDeployment.destroy', options, { failures: optional(OBJECT) });
    checkFailures(options.failures);
    this.destroying ??= this.delete(options).finally(() => (this.destroying = undefined));
    return this.destroying;
  }

  private async delete(options: Pick<OperationOptions, 'failures'>): Promise<void> {
    if (GONE.test(this.stackStatus)) return this.close();
    const failures = this.stack.failurePlan(options.failures);
    await this.run(() => this.stack.delete(failures));
    this.cloud.stacks.delete(this.stackName);
    await this.close();
  }

  /** Ends every process of the stack without deleting anything; its functions start again when they are needed. */
  public async close(): Promise<void> {
    for (const { type, physicalId } of this.stack.resources.values()) {
      if (type === 'AWS::Lambda::Function') this.cloud.lambda.find(physicalId)?.kill();
    }
    await this.server.close();
  }

  /** Does one operation at a time, and keeps the program alive meanwhile. */
  private async run(operation: () => Promise<void>): Promise<void> {
    if (this.isBusy) {
      throw new Error(`stack ${this.stackName} is ${this.stackStatus}: wait until that has ended`);
    }
    this.isBusy = true;
    const alive = setInterval(() => {}, 60_000);
    try {
      await operation();
    } catch (error) {
      if (!(error instanceof StackOperationFailed)) throw error;
      if (GONE.test(this.stackStatus)) {
        this.cloud.stacks.delete(this.stackName);
        await this.close();
      }
      const message = `stack ${this.stackName} is ${this.stackStatus}: ${error.message}`;
      throw new DeploymentFailedError(message, this);
    } finally {
      clearInterval(alive);
      this.isBusy = false;
    }
  }

  private planFor(source: StackSource, parameters: Readonly<Record<string, string>> = {}): StackPlan {
    this.refuseOtherEnvironment(source);
    const declared = source.template.Parameters ?? {};
    const kept = Object.entries(this.parameters).filter(([name]) => name in declared);
    const merged = { ...Object.fromEntries(kept), ...parameters };
    const plan = new StackPlan(source, merged, {
      cloud: this.cloud,
      stackName: this.stackName,
      stackId: this.stackId,
    });
    refuseUnsupported(plan);
    this.parameters = merged;
    return plan;
  }

  private refuseOtherEnvironment({ account, region }: StackSource): void {
    const { emulator } = this.options;
    const isHere =
      (account ?? emulator.account) === emulator.account && (region ?? emulator.region) === emulator.region;
    if (isHere) return;
    throw new Error(
      `stack ${this.stackName} is bound to account ${account}, region ${region}, but the emulator is started` +
        ` for account ${emulator.account}, region ${emulator.region}`,
    );
  }

  private claimName(): void {
    if (this.cloud.stacks.has(this.stackName)) throw new Error(`stack ${this.stackName} already exists`);
    this.cloud.stacks.set(this.stackName, this);
  }

  private provisionerOf(type: string): Provisioner {
    if (!isCustomResource(type)) return NATIVE_PROVISIONERS[type]!;
    const existing = this.custom.get(type);
    if (existing) return existing;
    const created = new CustomResourceProvisioner(type, this.server, this.options);
    this.custom.set(type, created);
    return created;
  }

  private find(id: string): ResourceState | undefined {
    return this.stack.resources.get(id) ?? this.stack.resources.get(this.stack.logicalIdAt(id) ?? '');
  }

  /** Also of a function that is gone, so that its log can be read. */
  private functionName(id: string): string | undefined {
    const logicalId = this.find(id)?.logicalId ?? this.stack.logicalIdAt(id) ?? id;
    return this.functionEvents()
      .filter((event) => event.logicalId === logicalId)
      .at(-1)?.physicalId;
  }

  private functionEvents(): StackEvent[] {
    return this.events.filter(
      ({ type, physicalId }) => type === 'AWS::Lambda::Function' && physicalId !== '',
    );
  }

  private record(event: StackEvent): void {
    this.history.push(event);
    this.options.onEvent?.(event);
  }
}

/** A deployment, an update or a removal that failed; whatever could be taken back has been taken back. */
export class DeploymentFailedError extends Error {
  public override readonly name = 'DeploymentFailedError';
  // private, so that a test runner which prints the error does not print all of it
  readonly #deployment: LocalDeployment;

  public constructor(message: string, deployment: LocalDeployment) {
    super(message.replace(/\s*\n\s*/g, ' '));
    this.#deployment = deployment;
  }

  /** The stack as it is now. */
  public get deployment(): LocalDeployment {
    return this.#deployment;
  }

  /** Everything that has happened to the stack. */
  public get events(): readonly StackEvent[] {
    return this.#deployment.events;
  }
}

const UPDATABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/;
const GONE = /^(DELETE|ROLLBACK)_COMPLETE$/;

function refuseUnsupported({ resources }: StackPlan): void {
  const unsupported = Object.entries(resources).filter(
    ([, { Type: type }]) => !isCustomResource(type) && !Object.hasOwn(NATIVE_PROVISIONERS, type),
  );
  if (unsupported.length === 0) return;
  const names = unsupported.map(([logicalId, { Type: type }]) => `${type} (${logicalId})`).join(', ');
  throw new Error(`resource types that cannot be deployed locally: ${names}`);
}

function deployedResource({
  logicalId,
  physicalId,
  type,
  status,
  attributes,
  noEcho,
}: ResourceState): DeployedResource {
  const masked = Object.fromEntries(Object.keys(attributes).map((name) => [name, '*****']));
  return { logicalId, physicalId, type, status, attributes: noEcho ? masked : attributes };
}
