/** The types of the runtime for backends, for an app that has the SDK. */
import { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import {
  ChannelCreationError,
  type ChannelWithFlow,
  createChannelWithFlow,
} from 'cdk-chime-sdk-messaging/channels';

export async function create(channel: ChannelWithFlow): Promise<string> {
  try {
    return await createChannelWithFlow(new ChimeSDKMessagingClient(), channel);
  } catch (error) {
    return error instanceof ChannelCreationError ? error.channelArn : '';
  }
}
