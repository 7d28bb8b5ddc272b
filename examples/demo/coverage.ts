import { Chat } from './chat';
import type { Screen } from './screen';
import { synthesize } from './synthesize';
import { type ChimeMessagingEmulator, LocalDeployment } from 'cdk-chime-sdk-messaging/testing';

const MINUTE = 60_000;
const CARD = 'My card is 4111 1111 1111 1111';

/** Deploys the covered chat, and shows which of the channels that were made behind its back are moderated, and when. */
export async function showCoverage(
  screen: Screen,
  emulator: ChimeMessagingEmulator,
  scratch: string,
): Promise<void> {
  screen.heading('Deploy the covered chat, whose flow is to be on every channel');
  const assembly = await screen.step('synthesize examples/covered-chat', () =>
    synthesize(scratch, {}, 'covered-chat'),
  );
  const deployment = await screen.step('deploy it to the same emulator', (progress) =>
    LocalDeployment.deploy(assembly, {
      emulator,
      onEvent: ({ logicalId, status }) => progress(`${logicalId} ${status}`),
    }),
  );
  const appInstanceArn = deployment.outputs.AppInstanceArn!;
  const [alice, desk] = [`${appInstanceArn}/user/alice`, `${appInstanceArn}/user/desk`];
  const flowOf = async (ChannelArn: string) =>
    (await emulator.call('DescribeChannel', { ChannelArn, ChimeBearer: desk })).Channel.ChannelFlowArn;

  const { payload } = await deployment.functions.invoke('Lounge', { visitor: 'alice' });
  const { channelArn: lounge } = payload as { channelArn: string };
  const chat = new Chat(emulator, lounge, alice, desk);
  const theirs = await openWithOtherFlow(emulator, appInstanceArn, desk);
  const before = await chat.send(CARD);
  screen.note(
    `a function that knows nothing of flows opens a lounge: the desk reads ${before.recipientSees}`,
  );
  screen.expect('nothing moderates the lounge yet', before.recipientSees === `"${CARD}"`);

  await screen.step('six minutes pass on the clock of the emulator', () =>
    emulator.clock.advance(6 * MINUTE),
  );
  const after = await chat.send(CARD);
  screen.note(`the desk reads ${after.recipientSees}`);
  screen.expect('the lounge is moderated', after.recipientSees === '"My card is [card number]"');
  screen.expect(
    'a channel with the flow of somebody else is left alone',
    (await flowOf(theirs.channel)) === theirs.flow,
  );

  await theirs.remove();
  await screen.step('destroy', () => deployment.destroy());
  screen.expect('every resource of the stack is gone', deployment.resources.length === 0);
}

/** Somebody else's channel, with a flow of its own. */
async function openWithOtherFlow(
  emulator: ChimeMessagingEmulator,
  AppInstanceArn: string,
  ChimeBearer: string,
): Promise<{ channel: string; flow: string; remove: () => Promise<void> }> {
  const { ChannelFlowArn: flow } = await emulator.call('CreateChannelFlow', {
    AppInstanceArn,
    Name: 'theirs',
    Processors: [
      {
        Name: 'theirs',
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
        Configuration: {
          Lambda: {
            ResourceArn: `arn:aws:lambda:${emulator.region}:${emulator.account}:function:theirs`,
            InvocationType: 'ASYNC',
          },
        },
      },
    ],
  });
  const { ChannelArn: channel } = await emulator.call('CreateChannel', {
    AppInstanceArn,
    ChimeBearer,
    Name: 'Theirs',
  });
  const association = { ChannelArn: channel, ChannelFlowArn: flow, ChimeBearer };
  await emulator.call('AssociateChannelFlow', association);
  const remove = async () => {
    await emulator.call('DisassociateChannelFlow', association);
    await emulator.call('DeleteChannelFlow', { ChannelFlowArn: flow });
  };
  return { channel, flow, remove };
}
