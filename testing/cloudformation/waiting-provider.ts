import type { Provisioner, ProvisioningContext } from './provisioner';
import { stubProvisioner } from './stubs';
import type { Properties } from './template';

/** The variable with the state machine that waits for `isComplete` in the framework of aws-cdk-lib's `cr.Provider`. */
const WAITER = 'WAITER_STATE_MACHINE_ARN';

/** The variable with the user's own endpoint for Step Functions. */
const STEP_FUNCTIONS = 'AWS_ENDPOINT_URL_SFN';

/**
 * Stubs the custom resources whose function would start this state machine: it can only be a stub here, and would never
 * respond. The function may be in another stack, so it is known only when the resource is provisioned.
 */
export function stubWhereWaiting(type: string, custom: Provisioner): Provisioner {
  const stub = stubProvisioner(type);
  const of = (properties: Properties, context: ProvisioningContext) =>
    waits(properties, context) ? stub : custom;
  return {
    create: (properties, context) => of(properties, context).create(properties, context),
    update: (existing, properties, context) => of(properties, context).update!(existing, properties, context),
    delete: (existing, context) => of(existing.properties, context).delete?.(existing, context),
  };
}

function waits({ ServiceToken: token }: Properties, { cloud }: ProvisioningContext): boolean {
  const { environment = {} } = cloud.lambda.find(String(token))?.configuration ?? {};
  return environment[WAITER] !== undefined && environment[STEP_FUNCTIONS] === undefined;
}
