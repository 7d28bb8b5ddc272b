/** Sends a message to 1,000 sessions in a channel of the emulator. */
import { Audience, LISTENERS } from './audience';
import { Chat } from './chat';
import { report, timeEach } from '../report';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

async function main(): Promise<void> {
  const emulator = await ChimeMessagingEmulator.start({ behavior: { signatures: 'ignored' } });
  const ids = Array.from({ length: LISTENERS }, (_, listener) => `listener-${listener}`);
  const [first, ...members] = ids;
  emulator.seed({
    appInstances: [
      {
        id: 'chat',
        users: ids.map((id) => ({ id })),
        channels: [{ id: 'lobby', createdBy: first!, members }],
      },
    ],
  });
  const { appInstanceArn: arn } = emulator.inventory()[0]!;
  const sessionOf = (listener: number) =>
    new URLSearchParams({ userArn: `${arn}/user/${ids[listener]}`, sessionId: `${listener}` }).toString();
  const host = new URL(emulator.endpoint).host;
  const audience = await Audience.join((listener) => `ws://${host}/connect?${sessionOf(listener)}`);
  const channel = { ChannelArn: `${arn}/channel/lobby`, ChimeBearer: `${arn}/user/${first}` };
  const chat = new Chat(emulator.endpoint, channel);
  const message = async () => Promise.all([audience.oneMore(), chat.send()]);
  await timeEach(30, message);
  report({ perSecond: 1000 / (await timeEach(100, message)) });
  audience.leave();
  await emulator.close();
}

void main();
