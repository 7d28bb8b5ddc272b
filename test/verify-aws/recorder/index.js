const { ChimeSDKMessagingClient, TagResourceCommand } = require('@aws-sdk/client-chime-sdk-messaging');

const client = new ChimeSDKMessagingClient({});

/** Makes no decision: tags the channel with the event it received, so that the probes can call back. */
exports.handler = async ({ CallbackId, ChannelMessage }) => {
  const { ChannelArn, MessageId, Content, ContentType } = ChannelMessage;
  const Key = `${MessageId}.${Date.now()}`;
  const Value = [CallbackId, ContentType === undefined ? 'omitted' : 'included', Content].join(' ');
  await client.send(new TagResourceCommand({ ResourceARN: ChannelArn, Tags: [{ Key, Value }] }));
};
