import { Chat } from './chat';
import type { Screen } from './screen';
import { synthesize } from './synthesize';
import { type ChimeMessagingEmulator, LocalDeployment } from 'cdk-chime-sdk-messaging/testing';

const MINUTE = 60_000;
const CARD = 'My card is 4111 1111 1111 1111';

/** Deploys the covered chat, and shows which of the channels that other code created are moderated, and when. */
export async function showCoverage(
  screen: Screen,
  emulator: ChimeMessagingEmulator,
  scratch: string,
): Promise<void> {
  screen.heading('Deploy the covered chat, whose flow covers every channel');
  const assembly = await screen.step('synthesize examples/covered-chat', () =>
    synthesize(scratch, {}, 'covered-chat'),
  );
  const deployment = await screen.step('deploy it to the same emulator', (progress) =>
    LocalDeployment.deploy(assembly, {
      emulator,
      onEvent: ({ logicalId, status }) => progress(`${logicalId} ${status}`),
    }),
  );
  const demo = { screen, emulator, deployment, appInstanceArn: deployment.outputs.AppInstanceArn! };
  await sweep(demo);
  await detect(demo, scratch);
  await screen.step('destroy', () => deployment.destroy());
  screen.expect('every resource of the stack is gone', deployment.resources.length === 0);
}

interface Demo {
  readonly screen: Screen;
  readonly emulator: ChimeMessagingEmulator;
  readonly deployment: LocalDeployment;
  readonly appInstanceArn: string;
}

/** The next sweep finds a lounge, and doesn't change a channel that has another flow. */
async function sweep(demo: Demo): Promise<void> {
  const { screen, emulator, appInstanceArn } = demo;
  const desk = deskOf(demo);
  const lounge = await openLounge(demo);
  const theirs = await openWithOtherFlow(emulator, appInstanceArn, desk);
  const before = await lounge.send(CARD);
  screen.note(
    `a function that knows nothing about flows opens a lounge: the desk reads ${before.recipientSees}`,
  );
  screen.expect('nothing moderates the lounge yet', before.recipientSees === `"${CARD}"`);

  await screen.step('six minutes pass on the clock of the emulator', () =>
    emulator.clock.advance(6 * MINUTE),
  );
  await expectModerated(demo, lounge);
  const { Channel } = await emulator.call('DescribeChannel', {
    ChannelArn: theirs.channel,
    ChimeBearer: desk,
  });
  screen.expect('a channel that has another flow keeps it', Channel.ChannelFlowArn === theirs.flow);
  await theirs.remove();
}

/** A stream reports another lounge long before the next sweep. */
async function detect(demo: Demo, scratch: string): Promise<void> {
  const { screen, emulator, deployment } = demo;
  screen.heading('Detect new channels by a stream: a lounge no longer waits for a sweep');
  await screen.step('deploy it with detection', async () =>
    deployment.update(await synthesize(scratch, { detection: 'true' }, 'covered-chat')),
  );
  await emulator.clock.advance(2 * MINUTE); // the sweep after a change
  const sweeps = () => emulator.requests.filter(({ operation }) => operation === 'ListChannels').length;
  const before = sweeps();

  const lounge = await openLounge(demo);
  await screen.step('five seconds pass', () => emulator.clock.advance(5_000));
  await deployment.functions.idle();
  await expectModerated(demo, lounge);
  screen.expect('no sweep was needed for it', sweeps() === before);
}

async function openLounge(demo: Demo): Promise<Chat> {
  const { emulator, deployment, appInstanceArn } = demo;
  const { payload } = await deployment.functions.invoke('Lounge', { visitor: 'alice' });
  const { channelArn } = payload as { channelArn: string };
  return new Chat(emulator, channelArn, `${appInstanceArn}/user/alice`, deskOf(demo));
}

async function expectModerated({ screen }: Demo, lounge: Chat): Promise<void> {
  const { recipientSees } = await lounge.send(CARD);
  screen.note(`the desk reads ${recipientSees}`);
  screen.expect('the lounge is moderated', recipientSees === '"My card is [card number]"');
}

function deskOf({ appInstanceArn }: Demo): string {
  return `${appInstanceArn}/user/desk`;
}

/** A channel of another app, with its own flow. */
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
