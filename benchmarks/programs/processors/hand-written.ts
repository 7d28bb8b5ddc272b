import { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import type { ChannelFlowEvent } from 'cdk-chime-sdk-messaging/processor';

const client = new ChimeSDKMessagingClient({});

/** Removes "darn" from a message, as one would write it without the runtime. */
export async function handler({ CallbackId, ChannelMessage }: ChannelFlowEvent): Promise<void> {
  const { ChannelArn, MessageId, Content, Metadata } = ChannelMessage;
  await client.send(
    new ChannelFlowCallbackCommand({
      CallbackId,
      ChannelArn,
      ChannelMessage: {
        MessageId,
        Content: Content?.replaceAll('darn', '***'),
        Metadata: Metadata ?? undefined,
      },
    }),
  );
}
