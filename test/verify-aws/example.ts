import assert from 'node:assert/strict';
import type { DeployedStack, Target } from './target';
import { until } from './until';
import type { Checklist } from '../harness/checklist';

const APP = 'examples/moderated-chat/app.ts';

/** The messages that Alice writes, and what Bob sees of them. */
const MESSAGES: readonly [sent: string, seen: string | undefined][] = [
  ['Hello Bob', 'Hello Bob'],
  ['Where is the damn key?', 'Where is the **** key?'],
  ['Win at https://example.com/prize', undefined],
];

/** Deploys the example, sends messages through its processor, and destroys it. */
export async function verifyExample(list: Checklist, target: Target): Promise<void> {
  list.step('the example, examples/moderated-chat');
  const stack = await list.require('it is deployed', () => target.deploy(APP, 'ModeratedChat'));
  try {
    for (const [sent, seen] of MESSAGES) {
      await list.check(`Alice writes “${sent}”, Bob sees ${seen ? `“${seen}”` : 'nothing'}`, async () => {
        const messageId = await send(target, stack, sent);
        await until('the message is settled', () => isSettled(target, stack, messageId));
        const contents = await seenByBob(target, stack);
        if (seen === undefined) assert.ok(!contents.includes(sent), 'Bob sees it');
        else assert.ok(contents.includes(seen), `Bob sees ${contents.join(', ')}`);
      });
    }
  } finally {
    await list.check('it is destroyed', () => stack.destroy());
  }
}

async function send({ messaging }: Target, { outputs }: DeployedStack, Content: string): Promise<string> {
  const { MessageId } = await messaging.sendChannelMessage({
    ChannelArn: outputs.ChannelArn,
    ChimeBearer: outputs.AliceArn,
    Content,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return MessageId!;
}

/** A denied message is gone, and so has no status. */
async function isSettled(
  { messaging }: Target,
  { outputs }: DeployedStack,
  MessageId: string,
): Promise<boolean> {
  const about = { ChannelArn: outputs.ChannelArn, ChimeBearer: outputs.AliceArn, MessageId };
  return messaging.getChannelMessageStatus(about).then(
    ({ Status }) => Status?.Value !== 'PENDING',
    () => true,
  );
}

async function seenByBob({ messaging }: Target, { outputs }: DeployedStack): Promise<(string | undefined)[]> {
  const { ChannelMessages = [] } = await messaging.listChannelMessages({
    ChannelArn: outputs.ChannelArn,
    ChimeBearer: outputs.BobArn,
  });
  return ChannelMessages.map(({ Content }) => Content);
}
