import type { StackSource } from './cloud-assembly';
import { DeploymentFunctions, type DeployedFunction } from './deployment-functions';
import {
  APP_OPTIONS,
  DEPLOYMENT_OPTIONS,
  OPERATION_OPTIONS,
  type LocalAppOptions,
  type LocalDeploymentOptions,
  type OperationOptions,
} from './deployment-options';
import {
  checkAppSource,
  checkSource,
  loadApp,
  loadSource,
  type AppSource,
  type DeploymentSource,
} from './deployment-source';
import { checkFailures } from './failures';
import { LocalApp } from './local-app';
import { checkParameters } from './parameters';
import { FUNCTION_TYPE } from './provisioners';
import type { ResourceState } from './resource-state';
import { StackOperationFailed, type Stack } from './stack';
import type { StackEvent } from './stack-event';
import { StackFactory, Unsupported } from './stack-factory';
import type { StackPlan } from './stack-plan';
import { checkStubs } from './stubs';
import { checkAllAttributes } from './unknown-attributes';
import { refuseUnknownNames } from './unknown-names';
import { checkEmulator, LocalCloud } from '../cloud';
import { checkCreated, checkProperties, CREATED, OBJECT, optional } from '../inputs';

/** A resource of a deployment. */
export interface DeployedResource {
  /** The logical id of the resource. */
  readonly logicalId: string;
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The type of the resource, such as `AWS::Chime::Channel`. */
  readonly type: string;
  /** For example `CREATE_COMPLETE`. */
  readonly status: string;
  /** The values of `Fn::GetAtt`, masked if the resource requests it. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A stubbed resource. It does not run anything, but other resources get the values that they use. */
export interface StubbedResource {
  /** The name of the stack. */
  readonly stackName: string;
  /** The logical id of the resource. */
  readonly logicalId: string;
  /** The type of the resource. */
  readonly type: string;
  /** The values that other resources use and that are only placeholders: `Ref`, or the name of an attribute. */
  readonly placeholders: readonly string[];
}

/**
 * A stack on this machine, with the same lifecycle as in CloudFormation. Functions run their assets in separate
 * processes, and Chime resources are created on an emulator.
 */
export class LocalDeployment {
  /**
   * Deploys a stack.
   *
   * @throws {DeploymentFailedError} if a resource could not be created, after the rollback
   * @throws {Error} if the template cannot be deployed locally at all; then nothing was created
   */
  public static async deploy(
    source: DeploymentSource,
    options: LocalDeploymentOptions,
  ): Promise<LocalDeployment> {
    checkSource('the source of LocalDeployment.deploy', source);
    checkProperties('the options of LocalDeployment.deploy', options, DEPLOYMENT_OPTIONS);
    checkEmulator("'emulator' of the options of LocalDeployment.deploy", options.emulator);
    checkFailures(options.failures);
    checkStubs(options.stubs);
    const loaded = loadSource(source, options.stackName);
    refuseUnknownNames([loaded], options);
    checkAllAttributes(loaded, options.stubs);
    return LocalDeployment.deployLoaded(loaded, options);
  }

  /**
   * Deploys every stack of an app, a stage, or a cloud assembly, including nested stages, each after the stacks that it
   * depends on. Stacks without resources are left out, as with `cdk deploy`, but at least one must have resources.
   *
   * @throws {DeploymentFailedError} if a stack failed; the stacks before it stay, and the error's `app` contains them
   * @throws {Error} if one of the stacks cannot be deployed locally at all; then nothing was created
   */
  public static async deployApp(
    source: AppSource,
    options: LocalAppOptions,
  ): Promise<LocalApp<LocalDeployment>> {
    const app = await LocalDeployment.deployAppOrNothing(source, options);
    if (app.stacks.length === 0) throw new Error('no stack of the app has resources: nothing is deployed');
    return app;
  }

  /** Deploys an app that may get its first resources in a later update. @internal */
  public static async deployAppOrNothing(
    source: AppSource,
    options: LocalAppOptions,
  ): Promise<LocalApp<LocalDeployment>> {
    checkAppSource('the source of LocalDeployment.deployApp', source);
    checkProperties('the options of LocalDeployment.deployApp', options, APP_OPTIONS);
    checkEmulator("'emulator' of the options of LocalDeployment.deployApp", options.emulator);
    checkFailures(options.failures);
    checkStubs(options.stubs);
    const sources = loadApp(source);
    refuseUnknownNames(sources, options);
    const app = new LocalApp<LocalDeployment>({
      refuse: (stack, operation, former = new LocalDeployment(CREATED, stack.stackName, options)) => {
        checkAllAttributes(stack, options.stubs);
        former.refuseUnsupported(stack, operation.parameters);
      },
      deploy: (stack, operation) => LocalDeployment.deployLoaded(stack, { ...options, ...operation }),
    });
    try {
      await app.updateLoaded(sources, { parameters: options.parameters, failures: options.failures });
    } catch (error) {
      if (error instanceof DeploymentFailedError) error.app = app;
      throw error;
    }
    return app;
  }

  private static async deployLoaded(
    source: StackSource,
    options: LocalDeploymentOptions,
  ): Promise<LocalDeployment> {
    const deployment = new LocalDeployment(CREATED, source.stackName, options);
    const { stack } = deployment;
    const plan = deployment.planFor(source, options.parameters);
    const failures = stack.failurePlan(options.failures, plan);
    await deployment.cloud.start();
    deployment.claimName();
    await deployment.run('created', () => stack.create(plan, failures));
    return deployment;
  }

  /** The cloud that the stacks on this emulator share. */
  public readonly cloud: LocalCloud;
  /** The functions of this stack and its nested stacks, by logical id, construct path, name, or ARN. */
  public readonly functions: DeploymentFunctions;
  private readonly factory: StackFactory;
  private readonly stack: Stack;
  private readonly history: StackEvent[] = [];
  private parameters: Readonly<Record<string, string>> = {};
  private isProtected = false;
  private isBusy = false;
  private destroying?: Promise<void>;

  private constructor(
    created: symbol,
    /** The name of the stack. */
    public readonly stackName: string,
    private readonly options: LocalDeploymentOptions,
  ) {
    checkCreated(created, 'LocalDeployment.deploy()');
    const { emulator, asyncRetryDelays, iamPropagationDelay, concurrentFunctionChanges } = options;
    this.cloud = LocalCloud.of(emulator);
    if (asyncRetryDelays !== undefined) this.cloud.lambda.retryDelays = asyncRetryDelays;
    if (concurrentFunctionChanges) this.cloud.lambda.concurrentChanges = concurrentFunctionChanges;
    if (iamPropagationDelay !== undefined) this.cloud.iam.propagationDelay = iamPropagationDelay;
    this.factory = new StackFactory(this.cloud, options, (event) => this.record(event));
    this.stack = this.factory.open(stackName);
    this.functions = new DeploymentFunctions(
      this.cloud.lambda,
      (id) => this.functionName(id),
      () => [...new Set(this.functionEvents().map(({ logicalId }) => logicalId))],
      () => this.allStacks.flatMap(functionsOf),
    );
  }

  /** The ARN of the stack. */
  public get stackId(): string {
    return this.stack.stackId;
  }

  /** When the stack was created. */
  public get creationTime(): Date {
    return this.stack.creationTime;
  }

  /** For example `CREATE_COMPLETE`, `UPDATE_ROLLBACK_COMPLETE`. */
  public get stackStatus(): string {
    return this.stack.stackStatus;
  }

  /** Whether the stack is protected from deletion: `terminationProtection` of the AWS CDK. */
  public get terminationProtection(): boolean {
    return this.isProtected;
  }

  /** All events of the stack and its nested stacks. */
  public get events(): readonly StackEvent[] {
    return this.history;
  }

  /** The outputs of the stack, by their names. */
  public get outputs(): Readonly<Record<string, string>> {
    return this.stack.outputs;
  }

  /** The resources that are only stubbed. */
  public get stubs(): StubbedResource[] {
    return this.allStacks.flatMap((stack) => stubsOf(stack));
  }

  /** The resources of the stack, without those of nested stacks. */
  public get resources(): DeployedResource[] {
    return [...this.stack.resources.values()].map(deployedResource);
  }

  /**
   * A resource of the stack, or of one of its nested stacks.
   *
   * @param id logical id, or construct path with or without the stack and a trailing `/Resource`
   * @throws if the stack has no such resource
   */
  public resource(id: string): DeployedResource {
    const { state } = this.find(id) ?? {};
    if (state) return deployedResource(state);
    const known = [...this.stack.resources.keys()].join(', ') || 'none';
    throw new Error(`stack ${this.stackName} has no resource '${id}', only: ${known}`);
  }

  /**
   * The messages that arrived at a queue, a topic, or a log group of the stack, as text.
   *
   * @param id as for `resource`
   * @throws if the resource is none of these
   */
  public inbox(id: string): readonly string[] {
    const { type, attributes } = this.resource(id);
    if (!WITH_INBOX.includes(type)) {
      throw new Error(`'${id}' must be a queue, topic or log group (${WITH_INBOX.join(', ')}), got ${type}`);
    }
    const arn = String(attributes.Arn ?? attributes.TopicArn).replace(/:\*$/, '');
    return this.cloud.inboxes.get(arn) ?? [];
  }

  /**
   * The events that a rule of the stack has matched.
   *
   * @param id as for `resource`
   * @throws if the resource is not a rule
   */
  public ruleMatches(id: string): readonly object[] {
    const { type, attributes } = this.resource(id);
    if (type !== 'AWS::Events::Rule') throw new Error(`'${id}' must be an AWS::Events::Rule, got ${type}`);
    return this.cloud.eventBus.matches(String(attributes.Arn));
  }

  /**
   * Updates the stack with another template, other parameters, or other code.
   *
   * @throws {DeploymentFailedError} if a resource could not be changed, after the rollback
   */
  public async update(source: DeploymentSource, options: OperationOptions = {}): Promise<void> {
    checkSource('the source of LocalDeployment.update', source);
    checkProperties('the options of LocalDeployment.update', options, OPERATION_OPTIONS);
    checkFailures(options.failures);
    const loaded = loadSource(source, this.stackName);
    checkAllAttributes(loaded, this.options.stubs);
    return this.updateLoaded(loaded, options);
  }

  /** @internal */
  public async updateLoaded(source: StackSource, options: OperationOptions): Promise<void> {
    checkEmulator(`the emulator of stack ${this.stackName}`, this.options.emulator);
    if (!UPDATABLE.test(this.stackStatus)) {
      throw new Error(`stack ${this.stackName} is ${this.stackStatus} and cannot be updated, only destroyed`);
    }
    const former = this.parameters;
    const plan = this.planFor(source, options.parameters);
    try {
      const failures = this.stack.failurePlan(options.failures, plan);
      await this.run('updated', () => this.stack.update(plan, failures));
    } catch (error) {
      this.parameters = former;
      throw error;
    }
  }

  /**
   * Deletes the stack and ends all its processes.
   *
   * @throws {Error} if the stack has termination protection
   * @throws {DeploymentFailedError} if something could not be deleted; you can then call this method again
   */
  public async destroy(options: Pick<OperationOptions, 'failures'> = {}): Promise<void> {
    checkProperties('the options of LocalDeployment.destroy', options, { failures: optional(OBJECT) });
    checkFailures(options.failures);
    if (this.isProtected && !GONE.test(this.stackStatus)) {
      throw new Error(
        `stack ${this.stackName} cannot be deleted while 'terminationProtection' is true: update it with false` +
          ' first, or close the emulator, which ends everything',
      );
    }
    this.destroying ??= this.delete(options).finally(() => (this.destroying = undefined));
    return this.destroying;
  }

  private async delete(options: Pick<OperationOptions, 'failures'>): Promise<void> {
    if (GONE.test(this.stackStatus)) return this.close();
    const failures = this.stack.failurePlan(options.failures);
    await this.run('deleted', () => this.stack.delete(failures));
    this.cloud.stacks.delete(this.stackName);
    await this.close();
  }

  /** Ends all processes of the stack without deleting anything. Its functions start again when they are needed. */
  public async close(): Promise<void> {
    const states = this.allStacks.flatMap(({ resources }) => [...resources.values()]);
    for (const { type, physicalId } of states) {
      if (type === FUNCTION_TYPE) this.cloud.lambda.find(physicalId)?.kill();
    }
    await this.factory.close();
  }

  /** Runs one operation at a time, and keeps the program alive in the meantime. */
  private async run(verb: 'created' | 'updated' | 'deleted', operation: () => Promise<void>): Promise<void> {
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
      const message = `stack ${this.stackName} could not be ${verb}: ${error.message} (${this.stackStatus})`;
      throw new DeploymentFailedError(message, this);
    } finally {
      clearInterval(alive);
      this.isBusy = false;
    }
  }

  private planFor(source: StackSource, parameters: Readonly<Record<string, string>> = {}): StackPlan {
    const merged = this.withFormer(source, parameters);
    const plan = this.factory.plan(this.stack, source, merged);
    this.parameters = merged;
    this.isProtected = source.terminationProtection ?? false;
    return plan;
  }

  private withFormer(
    { template }: StackSource,
    parameters: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> {
    const kept = Object.entries(this.parameters).filter(([name]) => name in (template.Parameters ?? {}));
    return { ...Object.fromEntries(kept), ...parameters };
  }

  /** Checks only things that don't depend on other stacks, which may not exist yet. */
  private refuseUnsupported(source: StackSource, parameters: Readonly<Record<string, string>> = {}): void {
    const merged = this.withFormer(source, parameters);
    checkParameters(source, merged);
    try {
      this.factory.plan(this.stack, source, merged);
    } catch (error) {
      if (error instanceof Unsupported) throw error;
    }
  }

  private claimName(): void {
    if (this.cloud.stacks.has(this.stackName)) throw new Error(`stack ${this.stackName} already exists`);
    this.cloud.stacks.set(this.stackName, this.stack);
  }

  private get allStacks(): Stack[] {
    return [this.stack, ...this.factory.nestedStacks];
  }

  private find(id: string): { stack: Stack; state: ResourceState } | undefined {
    for (const stack of this.allStacks) {
      const state = stack.resources.get(id) ?? stack.resources.get(stack.logicalIdAt(id) ?? '');
      if (state) return { stack, state };
    }
    return undefined;
  }

  /** Also works for deleted functions, so that their logs can be read. */
  private functionName(id: string): string | undefined {
    const found = this.find(id);
    const logicalId = found?.state.logicalId ?? this.stack.logicalIdAt(id) ?? id;
    return this.functionEvents()
      .filter((event) => event.logicalId === logicalId)
      .filter(({ stackName }) => stackName === (found?.stack.stackName ?? stackName))
      .at(-1)?.physicalId;
  }

  private functionEvents(): StackEvent[] {
    return this.events.filter(({ type, physicalId }) => type === FUNCTION_TYPE && physicalId !== '');
  }

  private record(event: StackEvent): void {
    this.history.push(event);
    this.options.onEvent?.(event);
  }
}

/** A failed deployment, update, or deletion. Everything that could be rolled back has been rolled back. */
export class DeploymentFailedError extends Error {
  /** Always `DeploymentFailedError`. */
  public override readonly name = 'DeploymentFailedError';
  // private, so that a test runner that prints the error does not print all of it
  readonly #deployment: LocalDeployment;
  #app?: LocalApp<LocalDeployment>;

  public constructor(message: string, deployment: LocalDeployment) {
    super(message.replace(/\s*\n\s*/g, ' '));
    this.#deployment = deployment;
  }

  /** The current state of the stack. */
  public get deployment(): LocalDeployment {
    return this.#deployment;
  }

  /** All events of the stack. */
  public get events(): readonly StackEvent[] {
    return this.#deployment.events;
  }

  /** The stacks that `LocalDeployment.deployApp` deployed before this one, so that you can inspect or destroy them. */
  public get app(): LocalApp<LocalDeployment> | undefined {
    return this.#app;
  }

  /** @internal */
  public set app(app: LocalApp<LocalDeployment> | undefined) {
    this.#app = app;
  }
}

function stubsOf({ stackName, resources }: Stack): StubbedResource[] {
  return [...resources.values()].flatMap(({ logicalId, type, stub }) =>
    stub ? [{ stackName, logicalId, type, placeholders: [...stub.placeholders] }] : [],
  );
}

function functionsOf(stack: Stack): DeployedFunction[] {
  const states = [...stack.resources.values()].filter(({ type }) => type === FUNCTION_TYPE);
  return states.map(({ logicalId, physicalId, attributes }) => {
    const constructPath = stack.constructPathOf(logicalId);
    return {
      functionName: physicalId,
      functionArn: String(attributes.Arn),
      stackName: stack.stackName,
      logicalId,
      ...(constructPath !== undefined && { constructPath }),
    };
  });
}

const WITH_INBOX = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup'];
const UPDATABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/;
const GONE = /^(DELETE|ROLLBACK)_COMPLETE$/;

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
