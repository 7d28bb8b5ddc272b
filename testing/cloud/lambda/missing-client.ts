import Module from 'node:module';

/**
 * Adds an install command to errors about missing AWS SDK clients, which Lambda's runtime includes but this machine may
 * not have.
 */
export function nameMissingClients(): void {
  const internals = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      throw withAdvice(error as Error, request);
    }
  };
}

/** Adds advice to the error about a missing module, if it belongs to the AWS SDK. */
export function withAdvice(error: Error, request: string): Error {
  const [name] = /^@(aws-sdk|smithy)\/[\w-]+/.exec(request) ?? [];
  if (name !== undefined && !error.message.includes('npm install')) {
    error.message = `${error.message.split('\n')[0]!}: ${clientAdvice(name)}`;
  }
  return error;
}

/** Explains how to get an AWS SDK client that a function can't find. */
export function clientAdvice(name: string): string {
  return `Lambda's runtime has it, this machine does not; run 'npm install --save-dev ${name}' beside your app`;
}
