import type { EmulatorBehavior } from '../behavior';
import type { Draft, Message, MessageVersion } from '../state';
import type { ChannelFlowEvent, EventMessageAttributes } from 'cdk-chime-sdk-messaging/processor';

/** The event that the current processor of a message is invoked with. */
export function channelFlowEvent(
  message: Message,
  draft: Draft,
  behavior: EmulatorBehavior,
): ChannelFlowEvent {
  const version = behavior.laterProcessorsSee === 'changedContent' ? draft.version : draft.original;
  const { sender } = message;
  return {
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: draft.callbackId,
    ChannelMessage: {
      MessageId: message.id,
      ChannelArn: message.channel.arn,
      Content: version.content,
      ...(version.metadata !== undefined && { Metadata: version.metadata }),
      Sender: { Arn: sender.arn, ...(sender.name !== undefined && { Name: sender.name }) },
      Persistence: message.persistence,
      Type: 'STANDARD',
      CreatedTimestamp: new Date(message.createdAt).toISOString(),
      ...(draft.editedAt !== undefined && { LastEditedTimestamp: new Date(draft.editedAt).toISOString() }),
      ...(behavior.payloadExtras === 'included' && extras(message, version)),
    },
  };
}

function extras(message: Message, version: MessageVersion): Partial<ChannelFlowEvent['ChannelMessage']> {
  return {
    ...(message.subChannelId !== undefined && { SubChannelId: message.subChannelId }),
    ...(version.contentType !== undefined && { ContentType: version.contentType }),
    ...(version.attributes !== undefined && {
      MessageAttributes: version.attributes as EventMessageAttributes,
    }),
    ...(message.target !== undefined && { Target: message.target }),
  };
}
