const { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } = require('@aws-sdk/client-chime-sdk-messaging');

const client = new ChimeSDKMessagingClient();

/** A processor without the runtime: it marks each message, and sends back everything that it does not change. */
exports.handler = async ({ CallbackId, ChannelMessage: message }) => {
  await client.send(
    new ChannelFlowCallbackCommand({
      CallbackId,
      ChannelArn: message.ChannelArn,
      ChannelMessage: {
        MessageId: message.MessageId,
        SubChannelId: message.SubChannelId,
        Content: `${message.Content} (${process.env.GREETING})`,
        Metadata: message.Metadata,
      },
    }),
  );
};
