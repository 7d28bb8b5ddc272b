import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CoveredChatStack } from '../../examples/covered-chat/covered-chat-stack';
import { ChimeMessagingEmulator, EmulatorClock, LocalDeployment } from '../../testing';
import { newApp } from '../support';

let stack: CoveredChatStack;
let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.skippingWaits() });
  stack = new CoveredChatStack(newApp(), 'CoveredChat');
  deployment = await LocalDeployment.deploy(stack, { emulator });
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
});

const user = (id: string) => `${deployment.outputs.AppInstanceArn}/user/${id}`;

/** Requests the channel of a ticket from the backend. */
async function open(ticket: string, customer = 'alice'): Promise<string> {
  return openBy('Backend', { ticket, customer });
}

async function openBy(backend: string, request: object): Promise<string> {
  const { payload, functionError } = await deployment.functions.invoke(backend, request);
  if (functionError) throw new Error(JSON.stringify(payload));
  return (payload as { channelArn: string }).channelArn;
}

async function say(ChannelArn: string, name: string, Content: string): Promise<string> {
  const message = { ChannelArn, ChimeBearer: user(name), Content };
  const { MessageId } = await emulator.call('SendChannelMessage', {
    ...message,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return emulator.settled(MessageId);
}

/** The messages that a user reads in a channel once all are settled; users see their own from the start. */
async function messagesIn(ChannelArn: string, bearer: string) {
  const list = async (name: string) => {
    const page = { ChannelArn, ChimeBearer: user(name) };
    return (await emulator.call('ListChannelMessages', page)).ChannelMessages;
  };
  for (const { MessageId } of await list('desk')) await emulator.settled(MessageId);
  return (await list(bearer)).map(({ Content }) => Content);
}

test('nothing is left to warn of', () => {
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('a channel that the backend creates is moderated from its first message on', async () => {
  const channel = await open('1');

  const { Channel } = await emulator.call('DescribeChannel', {
    ChannelArn: channel,
    ChimeBearer: user('desk'),
  });
  expect(Channel).toMatchObject({ ChannelFlowArn: deployment.outputs.ChannelFlowArn, Name: 'Ticket 1' });
  expect(await say(channel, 'alice', 'my card is 4111 1111 1111 1111')).toBe('SENT');
  expect(await messagesIn(channel, 'alice')).toEqual(
    expect.arrayContaining(['my card is [card number]', 'Hello alice, how can we help?']),
  );
});

test('a ticket that is asked for again has the same channel', async () => {
  expect(await open('2')).toBe(await open('2'));
});

test('a channel that is opened without a flow is moderated after the next sweep', async () => {
  const lounge = await openBy('Lounge', { visitor: 'bob' });
  await say(lounge, 'bob', 'my card is 4111 1111 1111 1111');
  expect(await messagesIn(lounge, 'bob')).toEqual(['my card is 4111 1111 1111 1111']);

  await emulator.clock.advance(6 * 60_000);

  await say(lounge, 'bob', 'or 5500 0000 0000 0004');
  expect(await messagesIn(lounge, 'bob')).toEqual(
    expect.arrayContaining(['my card is 4111 1111 1111 1111', 'or [card number]']),
  );
});

test('with detection, a channel that is opened without a flow is moderated within seconds', async () => {
  const detecting = new CoveredChatStack(newApp(), 'CoveredChat', { detection: true });
  expect(Annotations.fromStack(detecting).findWarning('*', Match.anyValue())).toEqual([]);
  await deployment.update(detecting);
  await emulator.clock.advance(2 * 60_000); // the sweep after a change
  const lounge = await openBy('Lounge', { visitor: 'bob' });

  await emulator.clock.advance(5_000);
  await deployment.functions.idle();

  await say(lounge, 'bob', 'my card is 4111 1111 1111 1111');
  expect(await messagesIn(lounge, 'bob')).toEqual(['my card is [card number]']);
});

test('the backend may act as the desk, and as nobody else', async () => {
  const denied = emulator.requests.filter(({ errorName }) => errorName === 'AccessDeniedException');
  expect(denied).toEqual([]);

  const template = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(template).not.toMatch(/\/(user|bot)\/\*/);
});

test('the stack goes although channels of the backend have its flow', async () => {
  await open('3', 'bob');

  await deployment.destroy();

  const { AppInstances } = await emulator.call('ListAppInstances', { MaxResults: 50 });
  expect(AppInstances).toEqual([]);
});
