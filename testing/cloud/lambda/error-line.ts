import type { FunctionError } from './messages';

/** Which invocation failed, and of what. */
export interface FailedInvocation {
  readonly runtime: string;
  readonly requestId: string;
  readonly error: FunctionError;
}

/**
 * The line that Lambda writes into the log of a function that failed. It differs by who saw the failure: the runtime, which
 * knows the stack, or what is around it, when the process ended or was stopped.
 */
export function errorLine({ runtime, requestId, error }: FailedInvocation): string {
  const { errorType, errorMessage, trace } = error;
  if (errorType === 'Sandbox.Timedout') return errorMessage; // it names the request already
  if (errorType === 'Runtime.ExitError') return `RequestId: ${requestId} ${errorMessage} ${errorType}`;
  if (runtime.startsWith('python')) {
    const traceback = (trace ?? [])
      .join('')
      .trim()
      .replace(/\s*\n\s*/g, ' ');
    return `[ERROR] ${errorType}: ${errorMessage} ${traceback}`;
  }
  const details = JSON.stringify({ errorType, errorMessage, stack: trace });
  return `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${details}`;
}
