/** What the host of a function and its parent process tell each other. */

/** To the host: run the handler once. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly event: string;
  readonly functionArn: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the function will be stopped, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** From the host. It is ready as well when it could not load the handler: each invocation then fails with that failure. */
export type HostMessage =
  | { readonly type: 'ready'; readonly failure?: FunctionError }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'result'; readonly payload: string }
  | { readonly type: 'error'; readonly error: FunctionError };

/** How Lambda describes what a function threw. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: string[];
}
