import { Annotations, type IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function, type FunctionProps } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { validateEnvironment } from './environment';
import { type Shape, validateStruct } from './inputs';
import { ValidationError, type Where } from './validation-error';
import type { ProviderFunctionOptions } from '../../provider-function-options';

/** The options of each function of this library. Callers can't choose anything that is not listed, such as the code. */
export const FUNCTION_OPTIONS: Shape<Omit<ProviderFunctionOptions, 'timeout' | 'memorySize'>> = {
  role: 'role?',
  vpc: 'vpc?',
  vpcSubnets: 'struct?',
  securityGroups: 'securityGroups?',
  logGroup: 'logGroup?',
  runtime: 'runtime?',
  environmentEncryption: 'key?',
};

/** The options of a provider. For the guard, time and memory are fixed. */
export const PROVIDER_OPTIONS: Shape<ProviderFunctionOptions> = {
  ...FUNCTION_OPTIONS,
  timeout: 'duration?',
  memorySize: 'number?',
};

/** The other options that an app's functions accept. An app may pass the options that its functions share to a provider. */
const SHARED_OPTIONS: ReadonlySet<string> = new Set<keyof FunctionProps>([
  'adotInstrumentation',
  'allowAllIpv6Outbound',
  'allowAllOutbound',
  'allowPublicSubnet',
  'applicationLogLevel',
  'applicationLogLevelV2',
  'architecture',
  'code',
  'codeSigningConfig',
  'currentVersionOptions',
  'deadLetterQueue',
  'deadLetterQueueEnabled',
  'deadLetterTopic',
  'description',
  'durableConfig',
  'environment',
  'ephemeralStorageSize',
  'events',
  'filesystem',
  'functionName',
  'handler',
  'initialPolicy',
  'insightsVersion',
  'ipv6AllowedForDualStack',
  'layers',
  'logFormat',
  'loggingFormat',
  'logRemovalPolicy',
  'logRetention',
  'logRetentionRetryOptions',
  'logRetentionRole',
  'maxEventAge',
  'memorySize',
  'onFailure',
  'onSuccess',
  'paramsAndSecrets',
  'profiling',
  'profilingGroup',
  'recursiveLoop',
  'reservedConcurrentExecutions',
  'retryAttempts',
  'runtimeManagementMode',
  'snapStart',
  'systemLogLevel',
  'systemLogLevelV2',
  'tenancyConfig',
  'timeout',
  'tracing',
]);

/**
 * Checks the options of a function of this library. Options that this kind of function sets by itself are left out, with a
 * warning. Options that no function accepts are an error.
 */
export function validateFunctionOptions<T extends object>(
  where: Where,
  options: unknown,
  shape: Shape<T>,
  isSubclass: boolean,
): void {
  validateStruct(where, 'props', options, shape, { allowOthers: isSubclass, ignored: SHARED_OPTIONS });
  const { vpcSubnets } = options as ProviderFunctionOptions;
  // later versions of aws-cdk-lib may add other ways to select subnets
  if (vpcSubnets) validateStruct(where, 'vpcSubnets', vpcSubnets, SUBNETS, { allowOthers: true });
}

const SUBNETS: Shape<SubnetSelection> = {
  availabilityZones: 'any?',
  onePerAz: 'flag?',
  subnetFilters: 'any?',
  subnetGroupName: 'text?',
  subnets: 'any?',
  subnetType: 'text?',
};

/** Checks that settings for a VPC come with the VPC, unless a property injector of the app may set that. */
export function validateNetwork(scope: IConstruct, options: ProviderFunctionOptions): void {
  if (options.vpc || injectorOf(scope, Function.PROPERTY_INJECTION_ID)) return;
  for (const property of ['vpcSubnets', 'securityGroups'] as const) {
    if (options[property] === undefined) continue;
    throw new ValidationError(`'${property}' needs 'vpc', got none: set 'vpc' as well`, scope);
  }
}

/** Checks that the resources that a function uses are in its environment, as far as that is known. */
export function validateEnvironmentOfOptions(scope: IConstruct, options: ProviderFunctionOptions): void {
  const { vpc, logGroup, role, environmentEncryption: key, securityGroups = [] } = options;
  const { region } = Stack.of(scope);
  if (vpc) validateEnvironment(scope, 'vpc', vpc);
  if (logGroup) validateEnvironment(scope, 'logGroup', logGroup);
  securityGroups.forEach((group, index) => validateEnvironment(scope, `securityGroups[${index}]`, group));
  // roles have no Region
  if (role) validateEnvironment(scope, 'role', { node: role.node, env: { ...role.env, region } });
  validateEnvironmentOfKey(scope, 'environmentEncryption', key);
}

/** Checks that a key is in the Region of the stack, as far as that is known. It may belong to another account. */
export function validateEnvironmentOfKey(scope: IConstruct, property: string, key: IKey | undefined): void {
  const { account } = Stack.of(scope);
  if (key) validateEnvironment(scope, property, { node: key.node, env: { ...key.env, account } });
}

/** The property injector of the app for a class of constructs below a scope: the nearest one, as CDK finds it. */
export function injectorOf({ node }: IConstruct, id: string): IPropertyInjector | undefined {
  const scopes = node.scopes.filter((scope) => PropertyInjectors.hasPropertyInjectors(scope)).reverse();
  return scopes.map((scope) => PropertyInjectors.of(scope).for(id)).find((injector) => injector);
}

/** The options that each function of this library accepts, out of all those that were passed. */
export function functionOptionsOf(options: ProviderFunctionOptions): ProviderFunctionOptions {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key in FUNCTION_OPTIONS));
}

/** Warns of options that are left out. */
export function warnOfLeftOut(scope: IConstruct, options: object, shape: object): void {
  const leftOut = Object.entries(options)
    .filter(([key, value]) => value !== undefined && SHARED_OPTIONS.has(key) && !(key in shape))
    .map(([key]) => key);
  warnOf(scope, leftOut, "'props'");
}

/**
 * Warns of properties that the app's property injector has set to no effect.
 *
 * @param subject the owner of the properties
 */
export function warnOfInjected(scope: IConstruct, injected: object, own: object, subject = 'function'): void {
  const ours = new Map<string, unknown>(Object.entries(own));
  const leftOut = Object.entries(injected).flatMap(([key, value]) =>
    ours.has(key) && ours.get(key) !== value ? [key] : [],
  );
  warnOf(scope, leftOut, 'a property injector', subject);
}

function warnOf(scope: IConstruct, leftOut: string[], source: string, subject = 'function'): void {
  if (leftOut.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:option-left-out',
    `${scope.node.path} ignores ${leftOut.map((key) => `'${key}'`).join(', ')} of ${source}: it configures its ${subject} itself`,
  );
}
