import type { MessageAttributes, Targets } from '../model';

/**
 * What a processor is invoked with.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/processor-setup.html
 */
export interface ChannelFlowEvent {
  readonly EventType: 'CHANNEL_MESSAGE_EVENT';
  /** To be passed to ChannelFlowCallback, once. */
  readonly CallbackId: string;
  readonly ChannelMessage: {
    readonly MessageId: string;
    readonly ChannelArn: string;
    readonly Content: string;
    readonly Metadata?: string;
    readonly Sender: { readonly Arn: string; readonly Name?: string };
    readonly Persistence: 'PERSISTENT' | 'NON_PERSISTENT';
    readonly Type: 'STANDARD';
    /** ISO 8601. */
    readonly CreatedTimestamp: string;
    /** ISO 8601; only on an edit. */
    readonly LastEditedTimestamp?: string;
    /** The subchannel of an elastic channel. Not documented. */
    readonly SubChannelId?: string;
    /** Not documented. */
    readonly ContentType?: string;
    /** Not documented. */
    readonly MessageAttributes?: MessageAttributes;
    /** Who alone receives the message. Not documented, but observed. */
    readonly Target?: Targets;
  };
}

/** An invocation of a processor by the service. */
export interface ProcessorInvocation {
  readonly functionArn: string;
  readonly payload: ChannelFlowEvent;
  /** The ARN of the app instance. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
  readonly servicePrincipal: 'messaging.chime.amazonaws.com';
}

/** How the service reaches a processor. */
export interface ProcessorInvoker {
  /**
   * Resolves when the invocation was accepted: asynchronously, before the function ran. Rejects when the function could
   * not be reached, with an error whose message becomes the reason in the EventBridge event.
   */
  invoke(invocation: ProcessorInvocation): Promise<void>;
}

/** A processor in this process. What it returns does not matter; it answers through ChannelFlowCallback. */
export type ProcessorFunction = (event: ChannelFlowEvent) => Promise<unknown>;
