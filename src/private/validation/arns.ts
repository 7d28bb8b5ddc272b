import { DefaultTokenResolver, Fn, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { CfnAppInstance } from 'aws-cdk-lib/aws-chime';
import type { ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { got, ValidationError, type Where } from './validation-error';

/** The kinds of resources below an app instance, as they appear in ARNs. */
export type ChimeResourceKind = 'channel' | 'channel-flow' | 'user' | 'bot';

const APP_INSTANCE_ARN = /^arn:[^:]+:chime:[^:]*:[^:]*:app-instance\/[^/:\s]+$/;
const RESOURCE_ARN =
  /^(?<appInstanceArn>arn:[^:]+:chime:[^:]*:[^:]*:app-instance\/[^/:\s]+)\/(?<kind>[a-z-]+)\/[^/|\s]+$/;

/** Checks that an ARN, if it is known, is that of an app instance. */
export function validateAppInstanceArn(where: Where | undefined, property: string, arn: unknown): void {
  if (typeof arn === 'string' && (Token.isUnresolved(arn) || APP_INSTANCE_ARN.test(arn))) return;
  throw new ValidationError(
    `'${property}' must be the ARN of an app instance ('arn:aws:chime:<region>:<account>:app-instance/<id>'), ${got(arn)}`,
    where,
  );
}

/** Checks that an app instance matches the ARN of something in it, if both are known. */
export function validateAppInstanceBeside(
  scope: IConstruct,
  where: Where | undefined,
  appInstanceArn: string | undefined,
  property: string,
  arn: string,
): void {
  if (appInstanceArn === undefined) return;
  validateAppInstanceArn(where, 'appInstanceArn', appInstanceArn);
  const known = knownAppInstanceArn(arn);
  if (!areDifferent(scope, known, appInstanceArn)) return;
  throw new ValidationError(
    `'appInstanceArn' must be the app instance of '${property}' (${known}), ${got(appInstanceArn)}`,
    where,
  );
}

/** Checks that an ARN, if it is known, is that of a resource of one of these kinds. */
export function validateResourceArn(
  where: Where | undefined,
  property: string,
  arn: unknown,
  ...kinds: ChimeResourceKind[]
): void {
  if (typeof arn === 'string') {
    const kind = RESOURCE_ARN.exec(arn)?.groups?.kind;
    if (Token.isUnresolved(arn) || kinds.some((expected) => expected === kind)) return;
  }
  const forms = kinds.map((expected) => `'…:app-instance/<id>/${expected}/<id>'`).join(' or ');
  throw new ValidationError(`'${property}' must be an ARN of the form ${forms}, ${got(arn)}`, where);
}

/** The app instance in the ARN of a channel, flow, user or bot; undefined if the ARN is a token. */
export function knownAppInstanceArn(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : RESOURCE_ARN.exec(arn)?.groups?.appInstanceArn;
}

/** The account and Region in an ARN, if they are known. */
export function knownEnvironment(arn: string): ResourceEnvironment | undefined {
  const [, , , region, account] = Token.isUnresolved(arn) ? [] : arn.split(':');
  return account && region ? { account, region } : undefined;
}

/**
 * The app instance of a resource, if the resource has it as a property, as the L1s and this library's constructs do. Reference
 * interfaces don't have it.
 */
export function appInstanceArnOfResource(resource: IConstruct): string | undefined {
  const arn = (resource as { appInstanceArn?: unknown }).appInstanceArn;
  return typeof arn === 'string' ? arn : undefined;
}

/** The app instance of a channel flow, from its ARN (at deployment, if that is a token). */
export function appInstanceArnOfFlow(channelFlowArn: string): string {
  return knownAppInstanceArn(channelFlowArn) ?? Fn.select(0, Fn.split('/channel-flow/', channelFlowArn));
}

/** The app instance of a user or bot, from its ARN (at deployment, if that is a token). */
export function appInstanceArnOfMember(arn: string): string {
  const known = knownAppInstanceArn(arn);
  if (known !== undefined) return known;
  const parts = Fn.split('/', arn);
  return `${Fn.select(0, parts)}/${Fn.select(1, parts)}`;
}

/** The id of a channel flow, from its ARN (at deployment, if that is a token). */
export function channelFlowIdOf(channelFlowArn: string): string {
  return Fn.select(1, Fn.split('/channel-flow/', channelFlowArn));
}

/**
 * The identity of an ARN's resource, as a key: equal keys are the same resource. It consists of construct ids rather than
 * token values, so that it is the same in every synthesis. It uses only the ids inside the stack (or inside the stage, for a
 * resource of another stack), so that it is the same in every stage.
 */
export function identityOf(scope: IConstruct, arn: string): string {
  const stack = Stack.of(scope);
  const known = identities.get(stack) ?? new Map<string, string>();
  identities.set(stack, known);
  const identity = known.get(arn) ?? resolveIdentity(stack, arn);
  known.set(arn, identity);
  return identity;
}

/** The same for a whole stage: the ARN itself if it is known, otherwise its identity in the stack that uses it. */
export function identityInStage(scope: IConstruct, arn: string): string {
  return Token.isUnresolved(arn) ? `${Stack.of(scope).node.path} ${identityOf(scope, arn)}` : arn;
}

/** A cache, because many flows have the same app instance and functions. */
const identities = new WeakMap<Stack, Map<string, string>>();

function resolveIdentity(scope: Stack, arn: string): string {
  const reference = referenceOf(arn);
  if (reference) return keyOf(scope, reference);
  const resolver = new ConstructIds(scope);
  return JSON.stringify(Tokenization.resolve(arn, { scope, resolver, preparing: false }));
}

/** The identity of a reference's target. */
function keyOf(scope: Stack, { target, displayName }: Reference): string {
  const stack = Stack.of(target);
  const isOwn = stack === scope;
  const origin = isOwn ? stack : (Stage.of(target) ?? target.node.root);
  const ids = target.node.scopes.slice(origin.node.scopes.length).map(({ node }) => node.id);
  const path = [isOwn ? 'stack' : 'stage', ...ids].join('/');
  // `Ref` of an app instance is its ARN, as is its attribute
  return CfnAppInstance.isCfnAppInstance(target) ? path : `${path}.${displayName}`;
}

/** Resolves references to construct ids: an equal logical id in another stack is another resource. */
class ConstructIds extends DefaultTokenResolver {
  public constructor(private readonly scope: Stack) {
    super({ join: (left, right) => [left, right].map(asText).join('') });
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    return Reference.isReference(token) ? keyOf(this.scope, token) : super.resolveToken(...args);
  }
}

function asText(part: unknown): string {
  return typeof part === 'string' ? part : JSON.stringify(part ?? '');
}

/** Whether two ARNs of app instances are known to be different. If the first one is undefined, they are not. */
export function areDifferent(scope: IConstruct, one: string | undefined, other: string): boolean {
  if (!one) return false;
  const comparable =
    (!Token.isUnresolved(one) && !Token.isUnresolved(other)) || (isAppInstance(one) && isAppInstance(other));
  return comparable && identityOf(scope, one) !== identityOf(scope, other);
}

function isAppInstance(arn: string): boolean {
  const reference = referenceOf(arn);
  return reference !== undefined && CfnAppInstance.isCfnAppInstance(reference.target);
}

function referenceOf(arn: string): Reference | undefined {
  const fragments = Tokenization.reverseString(arn);
  const token = fragments.firstToken;
  return fragments.length === 1 && Reference.isReference(token) ? token : undefined;
}
