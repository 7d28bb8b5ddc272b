import { channelFlowProcessor, update } from 'cdk-chime-sdk-messaging/processor';

/** Takes "darn" out of a message. */
export const handler = channelFlowProcessor(({ content }) =>
  update({ content: content.replaceAll('darn', '***') }),
);
