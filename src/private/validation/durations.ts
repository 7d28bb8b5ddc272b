import type { Duration } from 'aws-cdk-lib';
import { ValidationError, type Where } from './validation-error';

/** Whether a duration is known only at deployment. It must then be in seconds, as in templates, because CDK doesn't convert tokens. */
export function isKnownAtDeployment(
  where: Where,
  property: string,
  duration: Duration,
  source: string = '',
): boolean {
  if (!duration.isUnresolved()) return false;
  const unit = duration.unitLabel();
  if (unit === 'seconds') return true;
  throw new ValidationError(
    `'${property}' must be in seconds if it is known only at deployment, got a token in ${unit}${source}: use Duration.seconds()`,
    where,
  );
}
