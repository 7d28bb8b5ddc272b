import Module from 'node:module';

/** Names the command that installs a client of the AWS SDK, which is part of Lambda's runtime and need not be here. */
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

/** Adds to the error of a module that is missing how to get it, if it is one of the AWS SDK. */
export function withAdvice(error: Error, request: string): Error {
  const [name] = /^@(aws-sdk|smithy)\/[\w-]+/.exec(request) ?? [];
  if (name !== undefined && !error.message.includes('npm install')) {
    error.message = `${error.message.split('\n')[0]!}: ${clientAdvice(name)}`;
  }
  return error;
}

/** How to get a client of the AWS SDK that a function does not find. */
export function clientAdvice(name: string): string {
  return `Lambda's runtime has it, this machine does not; run 'npm install --save-dev ${name}' beside your app`;
}
