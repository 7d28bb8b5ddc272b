import { CHAT, GENERAL, MODERATE, newInspected } from './support';
import type { ChannelFlowEvent } from '../../../testing';
import { SHOWN } from '../../../testing/inspector/update';
import { SessionClient } from '../emulator/session-client';

test('a page that opens is told what there is', async () => {
  const inspected = await newInspected();
  const messageId = await inspected.send('hello');
  await inspected.emulator.settled(messageId);

  const follower = await inspected.follow();
  const snapshot = await follower.until(({ event }) => event === 'snapshot');

  expect(follower.headers['content-type']).toBe('text/event-stream');
  expect(snapshot.data).toMatchObject({
    total: 1,
    messages: [{ number: 1, messageId, versions: [{ status: 'FAILED', original: 'hello' }] }],
    appInstances: [
      {
        appInstanceArn: CHAT,
        participantCount: 3,
        channels: [
          { channelArn: GENERAL, memberCount: 2, channelFlowArn: `${CHAT}/channel-flow/moderation` },
        ],
        channelFlows: [{ name: 'moderation', processors: [{ name: 'moderate', functionArn: MODERATE }] }],
      },
    ],
  });
});

test('from then on, it is told of messages as they go on, and of nothing else', async () => {
  const inspected = await newInspected();
  const invoked = new Promise<ChannelFlowEvent>((resolve) => {
    inspected.emulator.useProcessorFunction(MODERATE, async (event) => resolve(event));
  });
  await inspected.send('first');
  const follower = await inspected.follow();
  const { CallbackId, ChannelMessage } = await invoked;

  await inspected.send('second');
  await follower.until(({ data }) => data.total === 2);
  await inspected.emulator.call('ChannelFlowCallback', {
    CallbackId,
    ChannelArn: GENERAL,
    ChannelMessage: { MessageId: ChannelMessage.MessageId },
    DeleteResource: true,
  });
  await follower.until(({ data }) => data.messages.some(({ versions }) => versions[0]!.status === 'DENIED'));

  const [snapshot, ...updates] = follower.events;
  expect(snapshot!.event).toBe('snapshot');
  expect(updates.every(({ event, data }) => event === 'update' && data.appInstances === undefined)).toBe(
    true,
  );
  const denied = updates.at(-1)!.data;
  expect(denied).toMatchObject({
    total: 2,
    messages: [{ number: 1, versions: [{ steps: [{ processorName: 'moderate', decision: 'DENIED' }] }] }],
  });
});

test('it is told of new channels', async () => {
  const inspected = await newInspected();
  const follower = await inspected.follow();
  await follower.until(({ event }) => event === 'snapshot');

  inspected.emulator.seed({
    appInstances: [
      { id: 'other', users: [{ id: 'carol' }], channels: [{ id: 'lobby', createdBy: 'carol' }] },
    ],
  });
  const { data } = await follower.until(({ event }) => event === 'update');

  expect(data).toMatchObject({ messages: [], appInstances: [{}, { channels: [{ name: 'lobby' }] }] });
});

test('it is told of sessions, of what they hear, and of who is in a channel as what', async () => {
  const inspected = await newInspected();
  const { emulator } = inspected;
  const follower = await inspected.follow();
  await follower.until(({ data }) => data.sessions?.openCount === 0);

  const userArn = `${CHAT}/user/bob`;
  const session = await SessionClient.connect(emulator.endpoint, { userArn, sessionId: 'phone' });
  await follower.until(({ data }) => data.sessions?.open[0]?.userArn === userArn);
  const eve = `${CHAT}/user/eve`;
  const hidden = {
    ChannelArn: GENERAL,
    ChimeBearer: `${CHAT}/user/alice`,
    MemberArn: eve,
    Type: 'HIDDEN',
  } as const;
  await emulator.call('CreateChannelMembership', hidden);
  const joined = await follower.until(
    ({ data }) => data.appInstances?.[0]?.channels[0]?.hiddenMembers.length === 1,
  );
  expect(joined.data.appInstances![0]!.channels[0]).toMatchObject({
    hiddenMembers: [eve],
    moderators: [`${CHAT}/user/alice`],
  });
  await emulator.call('UpdateChannel', {
    ChannelArn: GENERAL,
    ChimeBearer: `${CHAT}/user/alice`,
    Name: 'all',
  });
  await follower.until(({ data }) => data.sessions?.systemMessages.at(-1)?.type === 'UPDATE_CHANNEL');
  session.socket.destroy();

  const { data } = await follower.until(
    (event) => event.event === 'update' && event.data.sessions?.openCount === 0,
  );
  expect(data.sessions!.systemMessages).toMatchObject([
    { type: 'UPDATE_CHANNEL', channelArn: GENERAL, recipients: [userArn], recipientCount: 1 },
  ]);
});

test('many messages reach a page in few events, the latest of them only', async () => {
  const inspected = await newInspected();
  const follower = await inspected.follow();

  for (let sent = 0; sent < 1000; sent++) await inspected.send('hello');
  await follower.until(({ data }) => data.messages.some(({ number }) => number === 1000));
  const late = await inspected.follow();
  const { data } = await late.until(({ event }) => event === 'snapshot');

  expect(follower.events.length).toBeLessThan(100);
  expect(follower.events.every((event) => event.data.messages.length <= SHOWN)).toBe(true);
  expect([data.total, data.messages.length, data.messages[0]!.number]).toEqual([1000, SHOWN, 1001 - SHOWN]);
});

test('lists that are long are cut, and counted', async () => {
  const inspected = await newInspected();
  const users = Array.from({ length: 300 }, (_, index) => ({ id: `user-${index}` }));
  const channel = { id: 'lobby', createdBy: 'user-0', members: users.slice(1).map(({ id }) => id) };
  inspected.emulator.seed({ appInstances: [{ id: 'big', users, channels: [channel] }] });

  const follower = await inspected.follow();
  const { data } = await follower.until(({ event }) => event === 'snapshot');

  const { participants, participantCount, channels } = data.appInstances![1]!;
  expect([participants.length, participantCount]).toEqual([SHOWN, 300]);
  expect([channels[0]!.members.length, channels[0]!.memberCount]).toEqual([SHOWN, 300]);
});
