import type { IConstruct } from 'constructs';
import { got, ValidationError } from './validation-error';

/** The part of a `ChimeBearer` that these checks need. */
interface Bearer {
  readonly bearerArn: string;
  readonly _expires: boolean;
}

/**
 * Checks that users do not expire. Runs at once, and again at synthesis, because properties of an L1 may be set later. The
 * keys are the names of the properties with the bearers.
 */
export function validateNoExpiration(scope: IConstruct, bearers: Readonly<Record<string, Bearer>>): void {
  const problems = () =>
    Object.entries(bearers)
      .filter(([, { _expires: expires }]) => expires)
      .map(
        ([property, { bearerArn }]) =>
          `'${property}' must not have 'expirationSettings', ${got(bearerArn)}: the service would delete it while it is still needed`,
      );
  const [problem] = problems();
  if (problem !== undefined) throw new ValidationError(problem, scope);
  scope.node.addValidation({ validate: problems });
}
