import { DefaultTokenResolver, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

/**
 * Bad input, found at synthesis. aws-cdk-lib's own error class is internal and changes its signature between minor
 * versions, which a caret peer range would not survive.
 */
export class ValidationError extends Error {
  public override readonly name = 'ValidationError';

  public constructor(message: string, scope?: IConstruct) {
    super(scope ? `${message} (in ${scope.node.path})` : message);
  }
}

/** Renders a value for an error message, short enough to read. */
export function got(value: unknown): string {
  return `got ${shown(value)}`;
}

/** The same without the word. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, withPaths) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** A construct refers to all others, and back: its path stands for it. */
function withPaths(_: string, value: unknown): unknown {
  return Construct.isConstruct(value) ? value.node.path : value;
}

/** A value for a warning, which is read by people: references by the path of their construct. */
export function readable(scope: IConstruct, value: string): string {
  return asText(Tokenization.resolve(value, { scope, resolver: new Paths(), preparing: false }));
}

/** A part of a value: `<AWS::Region>` for a reference without a construct. */
function asText(part: unknown): string {
  if (typeof part === 'string') return part;
  const { Ref: parameter } = Object(part) as { Ref?: unknown };
  return typeof parameter === 'string' ? `<${parameter}>` : JSON.stringify(part);
}

class Paths extends DefaultTokenResolver {
  public constructor() {
    super({ join: (left, right) => asText(left ?? '') + asText(right ?? '') });
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    if (!Reference.isReference(token) || Stack.isStack(token.target)) return super.resolveToken(...args);
    return `<${token.target.node.path}>`;
  }
}
