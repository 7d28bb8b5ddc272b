import { createHash } from 'node:crypto';
import { CfnElement, DefaultTokenResolver, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The logical id of an association: it is the channel's, so that renaming a construct or moving it in a list changes nothing.
 * See docs/adr/0009-associations-are-identified-by-their-channel.md.
 *
 * Call this only at synthesis, because logical ids can be overridden until then.
 */
export function associationIdOf(scope: IConstruct, channelArn: string): string {
  return `ChimeAssociation${hashOfIdentity(scope, channelArn)}`;
}

/** The same for the streaming configuration of an app instance: a stack has at most one. */
export function streamingConfigurationIdOf(scope: IConstruct, appInstanceArn: string): string {
  return `ChimeStreaming${hashOfIdentity(scope, appInstanceArn)}`;
}

function hashOfIdentity(scope: IConstruct, arn: string): string {
  const identity = createHash('sha256').update(channelIdentityOf(scope, arn)).digest('hex');
  return identity.slice(0, 16);
}

/**
 * The ARN of a channel at deployment, with each reference as `[stacks]/logical id.attribute`, whichever expression renders
 * it. Frozen, because another text would be another logical id for every existing association.
 */
export function channelIdentityOf(scope: IConstruct, channelArn: string): string {
  const resolver = new Canonical(scope);
  return asText(canonical(scope, Tokenization.resolve(channelArn, { scope, resolver, preparing: false })));
}

/** Resolves references to their targets, instead of the export, parameter or output that carries them to the scope. */
class Canonical extends DefaultTokenResolver {
  public constructor(scope: IConstruct) {
    super({ join: (...parts) => parts.map((part) => asText(canonical(scope, part))).join('') });
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    // Stack.consumeReference() wraps a reference to record how it is carried
    const { reference = token } = token as { reference?: unknown };
    return Reference.isReference(reference) ? referenceText(reference) : super.resolveToken(...args);
  }
}

function referenceText({ target, displayName }: Reference): string {
  // a pseudo parameter refers to a construct that is not an element of the template
  return CfnElement.isCfnElement(target)
    ? attributeText(target, logicalIdOf(target), displayName)
    : attributeText(target, displayName, 'Ref');
}

function attributeText(scope: IConstruct, logicalId: string, attribute: string): string {
  return `[${stacksOf(Stack.of(scope)).join('|')}]/${logicalId}.${attribute}`;
}

/** The name of the stack; for a nested stack, the name of its root and the logical ids of the stacks in between. */
function stacksOf({ nestedStackParent, nestedStackResource, stackName }: Stack): string[] {
  if (!nestedStackParent || !nestedStackResource) return [stackName];
  return [...stacksOf(nestedStackParent), logicalIdOf(nestedStackResource)];
}

function logicalIdOf(element: CfnElement): string {
  return element.stack.resolve(element.logicalId) as string;
}

/** The same for expressions that were written by hand. Their references are to the stack that they are in. */
function canonical(scope: IConstruct, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(scope, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, argument]) => [key, canonical(scope, argument)] as const);
  const [[intrinsic, argument] = ['', undefined]] = entries;
  return canonicalIntrinsic(scope, intrinsic, argument) ?? Object.fromEntries(entries);
}

function canonicalIntrinsic(scope: IConstruct, intrinsic: string, argument: unknown): string | undefined {
  const list = Array.isArray(argument) ? (argument as unknown[]) : [];
  switch (intrinsic) {
    case 'Ref':
      return attributeText(scope, asText(argument), 'Ref');
    case 'Fn::GetAtt': {
      const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument : asText(argument).split('.');
      return attributeText(scope, asText(logicalId), attribute.map(asText).join('.'));
    }
    case 'Fn::Join':
      return Array.isArray(list[1]) ? list[1].map(asText).join(asText(list[0])) : undefined;
    case 'Fn::Select':
      return firstPartOfRef(list);
    default:
      return undefined;
  }
}

/** `Ref` of a channel is `arn|bearer`: its first part is the attribute. */
function firstPartOfRef([index, list]: unknown[]): string | undefined {
  const [delimiter, value] = (list as { 'Fn::Split'?: unknown[] } | undefined)?.['Fn::Split'] ?? [];
  const isOfRef = Number(index) === 0 && delimiter === '|' && typeof value === 'string';
  return isOfRef && value.endsWith('.Ref') ? value.replace(/Ref$/, 'Arn') : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
