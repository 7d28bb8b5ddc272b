import { Annotations, type IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function, type FunctionProps } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { validateEnvironment } from './environment';
import { type Shape, validateStruct } from './inputs';
import { ValidationError, type Where } from './validation-error';
import type { ProviderFunctionOptions } from '../../provider-function-options';

/** The options of each function of this library; others can't choose what is not listed, such as the code. */
export const FUNCTION_OPTIONS: Shape<Omit<ProviderFunctionOptions, 'timeout' | 'memorySize'>> = {
  role: 'role?',
  vpc: 'vpc?',
  vpcSubnets: 'struct?',
  securityGroups: 'securityGroups?',
  logGroup: 'logGroup?',
  runtime: 'runtime?',
  environmentEncryption: 'key?',
};

/** The options of a provider, beside which the guard's time and memory are its own. */
export const PROVIDER_OPTIONS: Shape<ProviderFunctionOptions> = {
  ...FUNCTION_OPTIONS,
  timeout: 'duration?',
  memorySize: 'number?',
};

/** What else a function of an app takes. An app may hand the options that its functions share to a provider. */
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
 * Checks the options of a function of this library. Those that its kind of function chooses by itself are left out, with a
 * warning; what no function takes is an error.
 */
export function validateFunctionOptions<T extends object>(
  where: Where,
  options: unknown,
  shape: Shape<T>,
  isSubclass: boolean,
): void {
  validateStruct(where, 'props', options, shape, { allowOthers: isSubclass, ignored: SHARED_OPTIONS });
  const { vpcSubnets } = options as ProviderFunctionOptions;
  // later versions of aws-cdk-lib may add ways to select
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

/** Checks that what places a function in a VPC comes with the VPC, unless a property injector of the app may set that. */
export function validateNetwork(scope: IConstruct, options: ProviderFunctionOptions): void {
  if (options.vpc || injectorOf(scope, Function.PROPERTY_INJECTION_ID)) return;
  for (const property of ['vpcSubnets', 'securityGroups'] as const) {
    if (options[property] === undefined) continue;
    throw new ValidationError(`'${property}' needs 'vpc', got none: set 'vpc' as well`, scope);
  }
}

/** Checks that what a function uses is where the function is, as far as that is known. */
export function validateEnvironmentOfOptions(scope: IConstruct, options: ProviderFunctionOptions): void {
  const { vpc, logGroup, role, environmentEncryption: key, securityGroups = [] } = options;
  const { region } = Stack.of(scope);
  if (vpc) validateEnvironment(scope, 'vpc', vpc);
  if (logGroup) validateEnvironment(scope, 'logGroup', logGroup);
  securityGroups.forEach((group, index) => validateEnvironment(scope, `securityGroups[${index}]`, group));
  // roles are in no Region
  if (role) validateEnvironment(scope, 'role', { node: role.node, env: { ...role.env, region } });
  validateEnvironmentOfKey(scope, 'environmentEncryption', key);
}

/** Checks that a key is in the Region of the stack, as far as that is known. It may be another account's. */
export function validateEnvironmentOfKey(scope: IConstruct, property: string, key: IKey | undefined): void {
  const { account } = Stack.of(scope);
  if (key) validateEnvironment(scope, property, { node: key.node, env: { ...key.env, account } });
}

/** The property injector of the app for a class of constructs below a scope: the nearest one, as CDK finds it. */
export function injectorOf({ node }: IConstruct, id: string): IPropertyInjector | undefined {
  const scopes = node.scopes.filter((scope) => PropertyInjectors.hasPropertyInjectors(scope)).reverse();
  return scopes.map((scope) => PropertyInjectors.of(scope).for(id)).find((injector) => injector);
}

/** Of all options that were passed, those that each function of this library takes. */
export function functionOptionsOf(options: ProviderFunctionOptions): ProviderFunctionOptions {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key in FUNCTION_OPTIONS));
}

/** Tells of options that are left out. */
export function warnOfLeftOut(scope: IConstruct, options: object, shape: object): void {
  const leftOut = Object.entries(options)
    .filter(([key, value]) => value !== undefined && SHARED_OPTIONS.has(key) && !(key in shape))
    .map(([key]) => key);
  warnOf(scope, leftOut, "'props'");
}

/**
 * Tells of properties that the app's property injector has set in vain.
 *
 * @param subject what they are properties of
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
