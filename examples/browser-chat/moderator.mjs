import { allow, channelFlowProcessor, deny, update } from 'cdk-chime-sdk-messaging/processor';

const PROFANITY = /\b(?:bloody|crap|damn)\b/gi;
const LINK = /\bhttps?:\/\/\S+/i;

/** Denies links, masks profanity, and passes everything else. */
export const handler = channelFlowProcessor((message) => {
  if (LINK.test(message.content)) return deny();
  const content = message.content.replace(PROFANITY, (word) => '*'.repeat(word.length));
  return content === message.content ? allow() : update({ content });
});
