import type { FunctionError } from './messages';

/** Which invocation failed, and why. */
export interface FailedInvocation {
  readonly runtime: string;
  readonly requestId: string;
  readonly error: FunctionError;
}

/**
 * What Lambda writes into the log of a function that failed. It differs by who saw the failure: the runtime, which knows the
 * stack, or what is around it, when the process ended or was stopped. Python's is one event of several lines in CloudWatch.
 */
export function errorMessage({ runtime, requestId, error }: FailedInvocation): string {
  const { errorType, errorMessage: message, trace, stackTrace = [] } = error;
  if (errorType === 'Sandbox.Timedout') return message; // it names the request already
  if (errorType === 'Runtime.ExitError') return `RequestId: ${requestId} ${message} ${errorType}`;
  if (runtime.startsWith('python')) {
    const traceback =
      stackTrace.length > 0 ? `\nTraceback (most recent call last):\n${stackTrace.join('')}`.trimEnd() : '';
    return `[ERROR] ${errorType}: ${message}${traceback}`;
  }
  const details = JSON.stringify({ errorType, errorMessage: message, stack: trace });
  return `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${details}`;
}
