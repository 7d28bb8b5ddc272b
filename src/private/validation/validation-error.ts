import {
  type aws_chime,
  CfnElement,
  DefaultTokenResolver,
  type IFragmentConcatenator,
  Reference,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

/** A construct, or the path of one that is still to be created. */
export type Where = IConstruct | string;

/** The path of a construct that is still to be created. */
export function within(scope: IConstruct, id: string): string {
  if (!Construct.isConstruct(scope)) {
    throw new ValidationError(`'scope' must be a construct, such as a stack, ${got(scope)}`, id);
  }
  if (typeof id !== 'string' || id === '') {
    throw new ValidationError(`'id' must be a string that is not empty, ${got(id)}`, scope);
  }
  return [scope.node.path, id].filter(Boolean).join('/');
}

/**
 * Invalid input, detected at synthesis. aws-cdk-lib's own error class is internal and changes its signature between minor
 * versions, which would break a caret peer range.
 */
export class ValidationError extends Error {
  public override readonly name = 'ValidationError';

  public constructor(message: string, where?: Where) {
    const path = typeof where === 'object' ? where.node.path : where;
    super(path === undefined ? message : `${message} (in ${path})`);
  }
}

/** Renders a value for an error message, short enough to read. */
export function got(value: unknown): string {
  return Token.isUnresolved(value) && typeof value !== 'string' ? 'got a token' : `got ${shown(value)}`;
}

/** The same without the word `got`. */
export function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** The flow that a value belongs to: by its ARN, or by its path if the ARN is known only at deployment. */
export function forFlow({ channelFlowRef: { channelFlowArn }, node }: aws_chime.IChannelFlowRef): string {
  return `for ${Token.isUnresolved(channelFlowArn) ? `the flow ${node.path}` : shown(channelFlowArn)}`;
}

/** A function or class by its name, because its text would be its code. */
function textOf(value: unknown): string {
  if (typeof value === 'function') return ['a function', value.name].filter(Boolean).join(' named ');
  if (typeof value !== 'object' && typeof value !== 'string') return String(value);
  const [, type] = /^.object (Map|Promise|Set).$/.exec(Object.prototype.toString.call(value)) ?? [];
  if (type !== undefined) return `a ${type}`; // in JSON, all of them would be empty
  try {
    return JSON.stringify(value, readableItem) ?? 'an object';
  } catch {
    return 'an object'; // one that refers to itself
  }
}

/** A construct refers to all others, and back, so it is shown by its path. */
function readableItem(_: string, value: unknown): unknown {
  if (Construct.isConstruct(value)) return value.node.path;
  if (typeof value !== 'string') return value;
  return Token.isUnresolved(value)
    ? readable(value)
    : value.replace(LIST_TOKEN, '<part of a token; use Fn.select()>');
}

/** The value of `list[0]` if the list is a token: it represents the whole list, and CDK rejects it in a string. */
const LIST_TOKEN = /#\{Token\[[^\]]*\]\}/g;

/** A value for people to read: tokens as the constructs that they refer to, as far as that is known without their scope. */
export function readable(value: string, scope?: IConstruct): string {
  if (scope) return inWords(Tokenization.resolve(value, { scope, resolver: new Paths(), preparing: false }));
  const mapToken = (token: unknown) => (Reference.isReference(token) ? pathOf(token) : A_TOKEN);
  return inWords(Tokenization.reverseString(value).mapTokens({ mapToken }).join(CONCATENATION));
}

const A_TOKEN = '<a token>';
const CONCATENATION: IFragmentConcatenator = { join: (...parts) => parts.map(inWords).join('') };

/** Resolves references to the paths of constructs. */
class Paths extends DefaultTokenResolver {
  public constructor() {
    super(CONCATENATION);
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    return Reference.isReference(token) ? pathOf(token) : super.resolveToken(...args);
  }
}

function pathOf({ target, displayName }: Reference): string {
  if (!CfnElement.isCfnElement(target)) return `<${displayName}>`; // a pseudo parameter of a stack
  const attribute = displayName === 'Ref' ? '' : `.${displayName}`;
  return `<${target.node.path.replace(/\/Resource$/, '')}${attribute}>`;
}

/** An expression in a template, without its syntax. */
function inWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[intrinsic, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === 'Ref') return `<${String(argument)}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${[argument].flat().map(inWords).join('.')}>`;
  const [delimiter, parts] = intrinsic === 'Fn::Join' ? (argument as [string, unknown]) : [];
  if (Array.isArray(parts)) return parts.map(inWords).join(delimiter);
  const [, reference] = /<([^<>]+)>/.exec(JSON.stringify(value)) ?? [];
  return reference === undefined ? A_TOKEN : `<part of ${reference}>`;
}
