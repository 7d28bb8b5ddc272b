/**
 * A processor whose decisions are invalid, in the way that a message names after its first word; with each `onError`.
 */
import { channelFlowProcessor, update, type Decision, type OnError } from 'cdk-chime-sdk-messaging/processor';

const decisions: Record<string, () => unknown> = {
  'returns nothing': () => undefined,
  'returns no decision': () => ({ allow: true }),
  'changes nothing': () => update({}),
  'empties the content': () => update({ content: '' }),
  'goes over the limit of content': () => update({ content: 'ä'.repeat(2049) }),
  'goes over the limit of metadata': () => update({ metadata: 'm'.repeat(1025) }),
  'changes what it cannot': () => update({ sender: 'mallory' } as never),
};

const processor = (onError: OnError) =>
  channelFlowProcessor(({ content }) => decisions[content.replace(/^\S+ /, '')]!() as Decision, { onError });

export const deny = processor('deny');
export const allow = processor('allow');
export const leave = processor('throw');
