import { channelFlowProcessor, update } from 'cdk-chime-sdk-messaging/processor';

const CARD_NUMBER = /\b(?:\d[ -]?){12,18}\d\b/g;

/** Nobody at the desk needs to see a card number. */
export const handler = channelFlowProcessor(({ content }) =>
  update({ content: content.replace(CARD_NUMBER, '[card number]') }),
);
