/** The prefix of CloudFormation's messages about malformed sections and resources. */
export function formatError(message: string): Error {
  return new Error(`Template format error: ${message}`);
}

/** The prefix of CloudFormation's messages about invalid templates. */
export function validationError(message: string): Error {
  return new Error(`Template validation error: ${message}`);
}

/** The prefix of CloudFormation's messages about incorrect function calls. */
export function functionError(message: string): Error {
  return new Error(`Template error: ${message}`);
}
