import type { ChannelFlowEvent } from 'cdk-chime-sdk-messaging/processor';

/** An invocation of a processor by the service. */
export interface ProcessorInvocation {
  /** The ARN of the function. */
  readonly functionArn: string;
  /** The event that the function gets. */
  readonly payload: ChannelFlowEvent;
  /** The ARN of the app instance. */
  readonly sourceArn: string;
  /** The id of the account of the app instance. */
  readonly sourceAccount: string;
  /** Who invokes the function. */
  readonly servicePrincipal: 'messaging.chime.amazonaws.com';
}

/** How the service reaches a processor. */
export interface ProcessorInvoker {
  /**
   * Resolves when the invocation has been accepted: asynchronously, before the function runs. Rejects when the function
   * cannot be reached, with an error whose message becomes the reason in the EventBridge event.
   */
  invoke(invocation: ProcessorInvocation): Promise<void>;
}

/** A processor in this process. Its return value is ignored; it responds through ChannelFlowCallback. */
export type ProcessorFunction = (event: ChannelFlowEvent) => Promise<unknown>;
