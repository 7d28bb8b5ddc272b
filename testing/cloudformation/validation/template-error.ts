/** How CloudFormation's messages about malformed sections and resources begin. */
export function formatError(message: string): Error {
  return new Error(`Template format error: ${message}`);
}

/** How CloudFormation begins to say that a template is not valid. */
export function validationError(message: string): Error {
  return new Error(`Template validation error: ${message}`);
}

/** How CloudFormation begins to say that a function is not called as it must be. */
export function functionError(message: string): Error {
  return new Error(`Template error: ${message}`);
}
