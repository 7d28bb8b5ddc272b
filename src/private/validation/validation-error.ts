import { DefaultTokenResolver, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
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

/** A value for a warning, which is read by people: a reference to a construct as its path. */
export function readable(scope: IConstruct, value: string): string {
  const resolved: unknown = Tokenization.resolve(value, { scope, resolver: new Paths(), preparing: false });
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}

class Paths extends DefaultTokenResolver {
  public constructor() {
    super(new StringConcat());
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    if (!Reference.isReference(token)) return super.resolveToken(...args);
    const { target, displayName } = token;
    return `<${Stack.isStack(target) ? displayName : target.node.path}>`;
  }
}
