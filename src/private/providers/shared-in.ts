import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** What a stack has one of by its id, however many use it: created for the first of them. */
export function sharedIn<T extends Construct>(
  scope: IConstruct,
  id: string,
  create: (stack: Stack, id: string) => T,
): T {
  const stack = Stack.of(scope);
  return (stack.node.tryFindChild(id) as T | undefined) ?? create(stack, id);
}
