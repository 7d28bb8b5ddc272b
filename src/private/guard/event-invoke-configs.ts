import { CfnElement, type IAspect, Stack, Token } from 'aws-cdk-lib';
import {
  CfnAlias,
  CfnEventInvokeConfig,
  type CfnEventInvokeConfigProps,
  CfnFunction,
  CfnVersion,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { definitionIn, knownNameOf, propertiesOf, stageOf, wayBetween } from '../providers';

/** The configurations that send the failures of a processor to its guard. All others are the app's own. */
const GUARDING = new WeakSet<CfnEventInvokeConfig>();

/** Not a subclass of the CDK's class: that would load all L1s of Lambda together with this module, before anything needs one. */
export function guardConfig(
  scope: Construct,
  id: string,
  props: CfnEventInvokeConfigProps,
): CfnEventInvokeConfig {
  const config = new CfnEventInvokeConfig(scope, id, props);
  GUARDING.add(config);
  return config;
}

/**
 * Finds the app's own configurations, in the whole stage, for subjects that may also have a guard's configuration.
 *
 * @returns the path of one, by the subject that it is for
 */
export function findRivals(scope: IConstruct): Map<string, string> {
  const rivals = findConfigs(stageOf(scope)).filter((config) => !GUARDING.has(config));
  return new Map(rivals.map((config) => [subjectOf(config), pathOf(config)]));
}

/**
 * Orders the configurations of each function, because Lambda refuses to change two of them at the same time: first the app's own
 * (for another qualifier), then those of guards. Runs after the aspects that define configurations.
 */
export class OrderConfigs implements IAspect {
  public static readonly PRIORITY = 1000;

  public constructor(private readonly guard: IConstruct) {}

  public visit(node: IConstruct): void {
    if (node !== this.guard) return;
    for (const [config, earlier] of orderOf(Stack.of(node))) config.node.addDependency(...earlier);
  }
}

/**
 * Finds configurations that depend on that of a guard, which must come after them. Only at validation, when nothing may change
 * anymore.
 *
 * @param processors the processors of one guard in the stack
 */
export function findOrderProblems(
  stack: Stack,
  processors: Iterable<{ config: CfnEventInvokeConfig; fn: IConstruct }>,
): string[] {
  const guarded = new Map([...processors].map(({ config, fn }) => [config, fn]));
  return orderOf(stack).flatMap(([config, earlier]) => {
    const fn = guarded.get(config);
    if (!fn) return [];
    return earlier.flatMap((each) => {
      const way = wayBetween(each, config);
      return way ? [orderProblem(each, fn, way)] : [];
    });
  });
}

function orderProblem(
  config: CfnEventInvokeConfig,
  { node }: IConstruct,
  [, ...between]: IConstruct[],
): string {
  const through = between.map((each) => each.node.path).join(' and ');
  return (
    `${pathOf(config)} must not depend on a flow of ${node.path}, because the guard's configuration comes after it (Lambda changes one` +
    ` configuration of a function at a time) and before the flow, got a dependency through ${through}: in code, pass 'channelFlowName'` +
    ' and find the flow with ListChannelFlows'
  );
}

/** The configurations of guards in a stack, each with the configurations of its function that come directly before it. */
function orderOf(stack: Stack): Array<[config: CfnEventInvokeConfig, earlier: CfnEventInvokeConfig[]]> {
  const last = new Map<string, CfnEventInvokeConfig[]>();
  return findConfigs(stack)
    .filter((each) => each.stack === stack)
    .sort(guardsLast)
    .flatMap((config) => {
      const key = JSON.stringify(functionOf(config));
      const earlier = last.get(key) ?? [];
      const isGuard = GUARDING.has(config);
      last.set(key, isGuard ? [config] : [...earlier, config]);
      return isGuard ? [[config, earlier]] : [];
    });
}

/** Guards' configurations are ordered by path, so that the order of definition does not matter. */
function guardsLast(one: CfnEventInvokeConfig, other: CfnEventInvokeConfig): number {
  const byKind = Number(GUARDING.has(one)) - Number(GUARDING.has(other));
  return byKind || one.node.path.localeCompare(other.node.path, 'en');
}

/** All configurations of asynchronous invocation below a scope, including those of L2s. */
function findConfigs(scope: IConstruct): CfnEventInvokeConfig[] {
  return scope.node.findAll().filter((node) => CfnEventInvokeConfig.isCfnEventInvokeConfig(node));
}

/** The construct that the app defined: the L2, if the configuration is the resource of one. */
function pathOf({ node }: CfnEventInvokeConfig): string {
  return node.id === 'Resource' && node.scope ? node.scope.node.path : node.path;
}

/**
 * The function and qualifier that a configuration is for, as a key: Lambda has one configuration for each. Call this
 * only once everything is defined, because the logical ids of versions change until then.
 */
export function subjectOf(config: CfnEventInvokeConfig): string {
  return JSON.stringify([functionOf(config), qualifierOf(config)]);
}

/** By the name, if it is known; otherwise by the construct. */
function functionOf(config: CfnEventInvokeConfig): unknown {
  const { stack } = config;
  const { functionName } = textsOf(config);
  const definition = definitionIn(functionName, stack) ?? byLogicalId(functionName, stack);
  const isDefined = CfnFunction.isCfnFunction(definition);
  const name = knownNameOf(isDefined ? definition.ref : functionName);
  if (name !== undefined) return [environmentOf(stack), name];
  return isDefined ? definition.node.path : [stack.node.path, stack.resolve(functionName)];
}

/** An alias by its name, which others may pass as a literal; a version by its construct. */
function qualifierOf(config: CfnEventInvokeConfig): unknown {
  const { stack } = config;
  const { qualifier } = textsOf(config);
  const definition = definitionIn(qualifier, stack) ?? byLogicalId(qualifier, stack);
  if (CfnAlias.isCfnAlias(definition)) return stack.resolve(definition.name);
  return CfnVersion.isCfnVersion(definition) ? definition.node.path : stack.resolve(qualifier);
}

/** The function and qualifier of a configuration. One that was defined as a plain `CfnResource` has them only in its properties. */
function textsOf(config: CfnEventInvokeConfig): { functionName: string; qualifier: string } {
  if (config.functionName !== undefined) return config;
  const properties = propertiesOf(config);
  const text = (name: string) => Token.asString(properties[name] ?? '');
  return { functionName: text('FunctionName'), qualifier: text('Qualifier') };
}

/** The resource that a reference by logical id refers to, such as `Fn.ref()`. */
function byLogicalId(value: string, stack: Stack): CfnElement | undefined {
  const resolved = Token.isUnresolved(value) ? (stack.resolve(value) as unknown) : undefined;
  const [[intrinsic, argument] = []] = Object.entries(Object(resolved) as object) as [string, unknown][];
  if (intrinsic !== 'Ref' && intrinsic !== 'Fn::GetAtt') return undefined;
  const [id] = [argument].flat();
  return stack.node
    .findAll()
    .filter((node) => CfnElement.isCfnElement(node))
    .find((element) => element.stack === stack && stack.resolve(element.logicalId) === id);
}

/** The scope in which names are unique: an account and Region, or the stack if they are not known. */
function environmentOf({ account, region, environment, node }: Stack): string {
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? node.path : environment;
}
