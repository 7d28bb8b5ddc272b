import type { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';

/** The part of a `ChimeSDKMessagingClient` that is used. The client retries throttled calls according to its own settings. */
export type ChannelsClient = Pick<ChimeSDKMessagingClient, 'send'>;
