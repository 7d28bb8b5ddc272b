import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IEnvironmentAware, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { got, shown, ValidationError, type Where } from './validation-error';

/** Something in an environment, with the path that errors show. */
interface Located extends IEnvironmentAware {
  readonly node: { readonly path: string };
}

/** @see https://docs.aws.amazon.com/chime-sdk/latest/dg/sdk-available-regions.html */
const REGIONS = ['us-east-1', 'eu-central-1'];

/** Whether a resource is known to be in another account or Region than a stack or another resource. */
function isElsewhere(
  { account, region }: Pick<Stack, 'account' | 'region'>,
  { env }: IEnvironmentAware,
): boolean {
  return areDifferent(env.account, account) || areDifferent(env.region, region);
}

/**
 * Checks that a resource is in the environment of the stack, as far as that is known: no call reaches another Region.
 *
 * @param where the construct that an error names, if it is not the scope
 */
export function validateEnvironment(
  scope: IConstruct,
  property: string,
  resource: Located,
  where: Where = scope,
): void {
  if (!isElsewhere(Stack.of(scope), resource)) return;
  throw new ValidationError(
    `'${property}' must be in the account and Region of the stack, ${got(inWords(resource))} for ${resource.node.path}`,
    where,
  );
}

/** Checks that a provider is in the environment of the stack: CloudFormation invokes no function elsewhere. */
export function validateEnvironmentOfProvider(
  scope: IConstruct,
  provider: IConstruct | undefined,
  where?: Where,
): void {
  if (provider) validateEnvironmentOfScope(scope, 'provider', provider, where);
}

/** Checks that the stack of a construct has the environment of the scope's stack, as far as that is known. */
export function validateEnvironmentOfScope(
  scope: IConstruct,
  property: string,
  other: IConstruct,
  where?: Where,
): void {
  validateEnvironment(scope, property, { node: other.node, env: Stack.of(other) }, where);
}

/** Checks that a bearer is in the environment of the stack, as far as that is known. */
export function validateEnvironmentOfBearer(
  scope: IConstruct,
  property: string,
  arn: string,
  env: ResourceEnvironment | undefined,
): void {
  if (env) validateEnvironment(scope, property, { node: { path: shown(arn) }, env });
}

/** Checks that a function is in its app instance's environment, as far as that is known, even if the stack's environment is not. */
export function validateEnvironmentOfAppInstance(
  scope: IConstruct,
  property: string,
  resource: IConstruct & IEnvironmentAware,
  appInstance: IEnvironmentAware,
): void {
  if (!isElsewhere(appInstance.env, resource)) return;
  throw new ValidationError(
    `'${property}' must be in the account and Region of the app instance (${inWords(appInstance)}),` +
      ` ${got(inWords(resource))} for ${resource.node.path}`,
    scope,
  );
}

/** Warns of an app instance in a Region without Amazon Chime SDK messaging, as far as that is known: Regions may be added. */
export function warnOfRegion(scope: IConstruct, { env: { region } }: IEnvironmentAware): void {
  if (Token.isUnresolved(region) || REGIONS.includes(region)) return;
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:app-instance-region',
    `'appInstance' is in ${region}, but Amazon Chime SDK messaging supports app instances only in ${REGIONS.join(' and ')}: deploy the` +
      ' stack to one of these Regions',
  );
}

function areDifferent(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

function inWords({ env: { account, region } }: IEnvironmentAware): string {
  const known = (value: string) => (Token.isUnresolved(value) ? 'unknown' : value);
  return `account ${known(account)}, region ${known(region)}`;
}
