import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A value for a warning, which is read by people: tokens as what they resolve to. */
export function readable(scope: IConstruct, value: string): string {
  const resolved: unknown = Stack.of(scope).resolve(value);
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}
