import type { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';

/** What is needed of a `ChimeSDKMessagingClient`, which retries throttled calls by its own settings. */
export type ChannelsClient = Pick<ChimeSDKMessagingClient, 'send'>;
