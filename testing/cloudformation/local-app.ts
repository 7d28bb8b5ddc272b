import { namesOf, ONE_STAGE, type AssemblyStack, type StackSource } from './cloud-assembly';
import { OPERATION_OPTIONS, type OperationOptions } from './deployment-options';
import { checkAppSource, loadApp, type AppSource } from './deployment-source';
import { checkFailures, type InjectedFailures } from './failures';
import { namesResource } from './resource-names';
import { checkProperties, OBJECT, optional } from '../inputs';

/** The part of a stack that its app needs. */
interface AppStack {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  /** @internal */
  updateLoaded(source: StackSource, options: OperationOptions): Promise<void>;
  destroy(options?: Pick<OperationOptions, 'failures'>): Promise<void>;
  close(): Promise<void>;
}

/** How an app deploys its stacks. */
interface StackDeployer<S> {
  /**
   * @param former the existing stack, if any
   * @throws if the stack can't be deployed here at all
   */
  refuse(source: StackSource, options: OperationOptions, former: S | undefined): void;
  deploy(source: StackSource, options: OperationOptions): Promise<S>;
}

interface Member<S> {
  readonly deployment: S;
  source: AssemblyStack;
}

/** The stacks of an app on this machine. */
export class LocalApp<S extends AppStack> {
  private readonly members = new Map<string, Member<S>>();
  /** The names of the stacks, each after those that it depends on. */
  private order: readonly string[] = [];
  /** All parameters that were passed, for stacks and parameters that a later update adds. */
  private parameters: Readonly<Record<string, string>> = {};

  /** @internal */
  public constructor(private readonly deployer: StackDeployer<S>) {}

  /** The stacks, each after those that it depends on. */
  public get stacks(): S[] {
    return this.inOrder().map(({ deployment }) => deployment);
  }

  /** The outputs of each stack, by its name. */
  public get outputs(): Readonly<Record<string, Readonly<Record<string, string>>>> {
    return Object.fromEntries(this.stacks.map(({ stackName, outputs }) => [stackName, outputs]));
  }

  /**
   * A stack of the app.
   *
   * @param name stack name, artifact id, or construct path
   * @throws if there is no such stack
   */
  public stack(name: string): S {
    const found = [...this.members.values()].find(({ source }) => source.names.includes(name));
    if (found) return found.deployment;
    const known = [...this.members.keys()].join(', ') || 'none';
    throw new Error(`the app has no stack '${name}', only: ${known}`);
  }

  /**
   * Updates every stack of the app, in the order of their dependencies, and creates new stacks. Stacks that are no longer
   * in the app stay until the app is destroyed, as with `cdk deploy --all`. Parameters keep their values, and new ones get those that
   * were passed for the app before.
   *
   * @throws {DeploymentFailedError} if a stack failed, after its rollback; the stacks before it keep their new state
   */
  public async update(source: AppSource, options: OperationOptions = {}): Promise<void> {
    checkAppSource('the source of LocalApp.update', source);
    checkProperties('the options of LocalApp.update', options, OPERATION_OPTIONS);
    checkFailures(options.failures);
    return this.updateLoaded(loadApp(source), options);
  }

  /** The folders of the current stacks' assets. @internal */
  public get assets(): string[] {
    return [...this.members.values()].flatMap(({ source }) => [...source.assets.values()]);
  }

  /** @internal */
  public async updateLoaded(sources: readonly AssemblyStack[], options: OperationOptions): Promise<void> {
    const operations = operationsFor(sources, options, (stack) => this.passedBefore(stack));
    for (const stack of sources) {
      this.deployer.refuse(stack, operations.get(stack)!, this.members.get(stack.stackName)?.deployment);
    }
    refuseSameNames(sources);
    const names = sources.map(({ stackName }) => stackName);
    this.order = withFormer(names, this.order);
    this.parameters = { ...this.parameters, ...options.parameters };
    for (const stack of sources) await this.bring(stack, operations.get(stack)!);
  }

  /**
   * Deletes every stack, each before those that it depends on.
   *
   * @throws {Error} if a stack has termination protection; then none is deleted
   * @throws {DeploymentFailedError} if a stack could not be deleted; you can then call this method again
   */
  public async destroy(options: Pick<OperationOptions, 'failures'> = {}): Promise<void> {
    checkProperties('the options of LocalApp.destroy', options, { failures: optional(OBJECT) });
    checkFailures(options.failures);
    const members = this.inOrder();
    const kept = members.filter(({ deployment }) => deployment.terminationProtection);
    if (kept.length > 0) {
      const names = kept.map(({ deployment }) => deployment.stackName).join(', ');
      throw new Error(
        `stacks cannot be deleted while 'terminationProtection' is true, got ${names}: update the app with false` +
          ' first, or close the emulator, which ends everything',
      );
    }
    const sources = members.map(({ source }) => source);
    const operations = operationsFor(sources, options);
    for (const { source, deployment } of members.reverse()) {
      await deployment.destroy({ failures: operations.get(source)?.failures });
      this.members.delete(source.stackName);
    }
  }

  /** Ends all processes without deleting anything. Functions start again when they are needed. */
  public async close(): Promise<void> {
    for (const stack of this.stacks) await stack.close();
  }

  private async bring(source: AssemblyStack, options: OperationOptions): Promise<void> {
    const member = this.members.get(source.stackName);
    if (member) await member.deployment.updateLoaded(source, options);
    const deployment = member?.deployment ?? (await this.deployer.deploy(source, options));
    this.members.set(source.stackName, { source, deployment });
  }

  /** Values for the new parameters of a stack; it keeps the values of the others by itself. */
  private passedBefore(stack: AssemblyStack): Readonly<Record<string, string>> {
    const former = this.members.get(stack.stackName)?.source;
    const isNew = ([name]: [string, string]) => former === undefined || !hasParameter(former, name);
    return parametersFor(stack, Object.fromEntries(Object.entries(this.parameters).filter(isNew)));
  }

  private inOrder(): Member<S>[] {
    return this.order.flatMap((name) => this.members.get(name) ?? []);
  }
}

/**
 * Includes the stacks that are no longer in the app, each after all stacks that preceded it, because it may need them.
 */
function withFormer(names: readonly string[], former: readonly string[]): string[] {
  const order = [...names];
  former.forEach((name, index) => {
    if (names.includes(name)) return;
    const before = former.slice(0, index).map((other) => order.indexOf(other));
    order.splice(Math.max(-1, ...before) + 1, 0, name);
  });
  return order;
}

/** @throws Error if two stacks have the same name: the second would update the first */
function refuseSameNames(sources: readonly AssemblyStack[]): void {
  const second = sources.find(
    ({ stackName }, index) => sources.findIndex((other) => other.stackName === stackName) < index,
  );
  if (second === undefined) return;
  throw new Error(
    `the stacks of an app must have different names, got '${second.stackName}' more than once:` +
      ` deploy ${ONE_STAGE} at a time`,
  );
}

/**
 * The options that apply to each of several stacks.
 *
 * @param before the parameters for a stack if none are passed for it
 */
function operationsFor(
  stacks: readonly AssemblyStack[],
  { parameters = {}, failures = {} }: OperationOptions,
  before: (stack: AssemblyStack) => Readonly<Record<string, string>> = () => ({}),
): Map<AssemblyStack, OperationOptions> {
  refuseUnused('parameters', parameters, (name) => stacks.some((stack) => hasParameter(stack, name)), stacks);
  refuseUnused('failures', failures, (name) => stacks.some((stack) => namesResource(stack, name)), stacks);
  return new Map(
    stacks.map((stack) => [
      stack,
      {
        parameters: { ...before(stack), ...parametersFor(stack, parameters) },
        failures: failuresFor(stack, failures),
      },
    ]),
  );
}

function refuseUnused(
  option: string,
  given: object,
  isUsed: (name: string) => boolean,
  stacks: readonly AssemblyStack[],
): void {
  const unused = Object.keys(given).find((name) => !isUsed(name));
  if (unused === undefined) return;
  throw new Error(
    `'${option}' must name ${option === 'failures' ? 'resources' : option} of ${namesOf(stacks)}, got '${unused}'`,
  );
}

/** The name of a parameter in the template, if it applies to the stack. */
function nameIn({ names }: AssemblyStack, name: string): string | undefined {
  const [stackName, parameter] = name.split(':');
  if (parameter === undefined) return name;
  return names.includes(stackName!) ? parameter : undefined;
}

function hasParameter(stack: AssemblyStack, name: string): boolean {
  return Object.hasOwn(stack.template.Parameters ?? {}, nameIn(stack, name) ?? '');
}

/** Parameters that name the stack override those for any stack. */
function parametersFor(stack: AssemblyStack, parameters: Readonly<Record<string, string>>) {
  const meant = Object.entries(parameters).filter(([name]) => hasParameter(stack, name));
  meant.sort(([left], [right]) => Number(left.includes(':')) - Number(right.includes(':')));
  return Object.fromEntries(meant.map(([name, value]) => [nameIn(stack, name)!, value]));
}

function failuresFor(stack: AssemblyStack, failures: InjectedFailures): InjectedFailures {
  return Object.fromEntries(Object.entries(failures).filter(([name]) => namesResource(stack, name)));
}
