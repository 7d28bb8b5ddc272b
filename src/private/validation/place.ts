import { Stack, Token } from 'aws-cdk-lib';
import type { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { got, ValidationError } from './validation-error';

/** Whether a resource is known to be in another account or region than a stack. */
export function isElsewhere({ account, region }: Stack, { env }: IEnvironmentAware): boolean {
  return areDifferent(env.account, account) || areDifferent(env.region, region);
}

/** Checks that a resource is where its stack is, as far as that is known: the service's endpoints know no other region. */
export function validatePlace(
  scope: IConstruct,
  property: string,
  resource: IConstruct & IEnvironmentAware,
): void {
  const stack = Stack.of(scope);
  if (!isElsewhere(stack, resource)) return;
  const place = `account ${resource.env.account}, region ${resource.env.region}`;
  throw new ValidationError(
    `'${property}' must be in the account and region of the stack, ${got(place)}`,
    scope,
  );
}

function areDifferent(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}
