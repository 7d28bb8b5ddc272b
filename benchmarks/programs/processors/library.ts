import { channelFlowProcessor, update } from 'cdk-chime-sdk-messaging/processor';

/** Removes "darn" from a message. */
export const handler = channelFlowProcessor(({ content }) =>
  update({ content: content.replaceAll('darn', '***') }),
);
