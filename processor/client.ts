import { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import type { WireFields } from './wire';

/** The input of the `ChannelFlowCallback` operation. */
export interface ChannelFlowCallbackInput {
  /** The id from the event. */
  readonly CallbackId: string;
  /** The ARN of the channel. */
  readonly ChannelArn: string;
  /**
   * Whether the message is denied.
   *
   * @default false
   */
  readonly DeleteResource?: boolean;
  /** The message, as the processor changed it. */
  readonly ChannelMessage: ChannelFlowCallbackMessage;
}

/** The message of a callback. */
export interface ChannelFlowCallbackMessage extends WireFields {
  /** The id of the message. */
  readonly MessageId: string;
  /** The id of the sub-channel, in an elastic channel. */
  readonly SubChannelId?: string;
}

/** A `ChannelFlowCallbackCommand`. */
export interface CallbackCommand {
  /** The input of the operation. */
  readonly input: ChannelFlowCallbackInput;
}

/** The part of a `ChimeSDKMessagingClient` that the runtime uses. */
export interface CallbackClient {
  /**
   * Sends a command to the service.
   *
   * @param command the callback
   * @param options the settings for this request only
   * @param options.abortSignal aborts the request when the time for it is over
   * @returns a promise that is rejected with the error of the service, if there is one
   */
  send(command: CallbackCommand, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** Sends one callback. */
export type Send = (input: ChannelFlowCallbackInput, abortSignal: AbortSignal) => Promise<unknown>;

/** Sends callbacks through a client. The default one makes one attempt, because only the caller knows how long retries may take. */
export function sendThrough(client: CallbackClient = new ChimeSDKMessagingClient({ maxAttempts: 1 })): Send {
  return async (input, abortSignal) =>
    client.send(new ChannelFlowCallbackCommand(input) as CallbackCommand, { abortSignal });
}
