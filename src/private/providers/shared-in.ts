import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { got, isOfKind, type KindName, ValidationError } from '../validation';

/** A construct that a stack has only once, by its id: created on first use. */
export function sharedIn<T extends Construct>(
  scope: IConstruct,
  id: string,
  kind: KindName,
  create: (stack: Stack, id: string) => T,
): T {
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild(id);
  if (!existing) return create(stack, id);
  if (isOfKind(existing, kind)) return existing as T;
  throw new ValidationError(
    `the id '${id}' is reserved for a construct that others in the stack share, ${got(existing)}: give it` +
      ' another id',
    stack,
  );
}
