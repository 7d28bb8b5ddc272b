import type { FunctionError } from './messages';

/** A failed invocation, and its error. */
export interface FailedInvocation {
  readonly runtime: string;
  readonly requestId: string;
  readonly error: FunctionError;
}

/**
 * The message that Lambda logs for a failed function. It depends on who detected the failure: the runtime, which knows
 * the stack, or Lambda itself, if the process ended or was stopped. For Python, CloudWatch has it as one event of
 * several lines.
 */
export function errorMessage({ runtime, requestId, error }: FailedInvocation): string {
  const { errorType, errorMessage: message, trace, stackTrace = [] } = error;
  if (errorType === 'Sandbox.Timedout') return message; // it already names the request
  if (errorType === 'Runtime.ExitError') return `RequestId: ${requestId} ${message} ${errorType}`;
  if (runtime.startsWith('python')) {
    const traceback =
      stackTrace.length > 0 ? `\nTraceback (most recent call last):\n${stackTrace.join('')}`.trimEnd() : '';
    return `[ERROR] ${errorType}: ${message}${traceback}`;
  }
  const details = JSON.stringify({ errorType, errorMessage: message, stack: trace });
  return `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${details}`;
}
