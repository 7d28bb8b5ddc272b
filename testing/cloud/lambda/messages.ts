/** The messages between the host of a function and its parent process. */

/** To the host: run the handler once. */
export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  /** The event, as JSON. */
  readonly event: string;
  readonly functionArn: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the function will be stopped, in milliseconds since the epoch of real time. */
  readonly deadline: number;
  /** How far the function's clock is ahead of real time, in milliseconds. */
  readonly clockOffset: number;
}

/** To the host, while it runs the handler: the clock was moved. */
export interface MoveMessage {
  readonly type: 'move';
  /** In milliseconds. */
  readonly by: number;
}

/** To the host, while it runs the handler: report when the first timer fires, whatever else the function waits for. */
export interface AskMessage {
  readonly type: 'ask';
}

export type MessageToHost = InvokeMessage | MoveMessage | AskMessage;

/** From the host. It is ready even if it could not load the handler: then, each invocation fails with that error. */
export type HostMessage =
  | { readonly type: 'ready'; readonly failure?: FunctionError }
  | { readonly type: 'log'; readonly text: string }
  /** The handler does nothing until a timer fires. */
  | { readonly type: 'waits'; readonly milliseconds: number }
  /** The handler continues, because a timer fires. */
  | { readonly type: 'works' }
  /** The response to {@link AskMessage}; without milliseconds, there is no timer. */
  | { readonly type: 'timer'; readonly milliseconds?: number }
  | { readonly type: 'result'; readonly payload: string }
  | { readonly type: 'error'; readonly error: FunctionError };

/** Lambda's description of an error that a function threw. */
export interface FunctionError {
  /** The name of the error. */
  readonly errorType: string;
  /** The message of the error. */
  readonly errorMessage: string;
  /** The lines of its stack, in Node.js. */
  readonly trace?: string[];
  /** The lines of its stack, in Python. */
  readonly stackTrace?: string[];
}
