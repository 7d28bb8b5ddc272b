import { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import type { WireFields } from './wire';

/** The input of the `ChannelFlowCallback` operation. */
export interface ChannelFlowCallbackInput {
  readonly CallbackId: string;
  readonly ChannelArn: string;
  readonly DeleteResource?: boolean;
  readonly ChannelMessage: WireFields & { readonly MessageId: string; readonly SubChannelId?: string };
}

/** A `ChannelFlowCallbackCommand`. */
export interface CallbackCommand {
  readonly input: ChannelFlowCallbackInput;
}

/** The part of a `ChimeSDKMessagingClient` that the runtime uses. */
export interface CallbackClient {
  send(command: CallbackCommand, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** Makes one callback. */
export type Send = (input: ChannelFlowCallbackInput, abortSignal: AbortSignal) => Promise<unknown>;

/** Makes callbacks through a client: its own has one attempt, because only the caller knows how long retries may take. */
export function sendThrough(client: CallbackClient = new ChimeSDKMessagingClient({ maxAttempts: 1 })): Send {
  return async (input, abortSignal) =>
    client.send(new ChannelFlowCallbackCommand(input) as CallbackCommand, { abortSignal });
}
