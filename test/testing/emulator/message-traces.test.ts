import { FUNCTION_ARN, newWorld, processor, until } from './support';
import { EmulatorClock } from '../../../testing/emulator';

const SECOND_FUNCTION_ARN = `${FUNCTION_ARN}-2`;
const START = Date.UTC(2026, 0, 1);

test('a trace tells what each processor decided, and how long that took', async () => {
  const clock = EmulatorClock.manual(START);
  const world = await newWorld({ clock });
  const processors = [processor(2, 'ABORT', SECOND_FUNCTION_ARN), processor(1)];
  const channel = await world.newModeratedChannel(processors);
  const [first, second] = [world.holdProcessor(), world.holdProcessor(SECOND_FUNCTION_ARN)];

  const messageId = await world.send(channel, 'darn');
  const event = await first.next();
  await clock.advance(30);
  await world.callBack(event, { Content: '****' });
  await world.callBack(await second.next(), { Content: '****' });

  expect(world.emulator.messageTraces).toEqual([
    {
      number: 1,
      messageId,
      channelArn: channel,
      senderArn: world.alice,
      type: 'STANDARD',
      persistence: 'PERSISTENT',
      versions: [
        {
          kind: 'CREATE',
          at: START,
          original: 'darn',
          content: '****',
          status: 'SENT',
          steps: [
            {
              processorName: 'processor 1',
              functionArn: FUNCTION_ARN,
              invokedAt: START,
              decision: 'UPDATED',
              decidedAt: START + 30,
              content: '****',
            },
            {
              processorName: 'processor 2',
              functionArn: SECOND_FUNCTION_ARN,
              invokedAt: START + 30,
              decision: 'UNCHANGED',
              decidedAt: START + 30,
            },
          ],
        },
      ],
    },
  ]);
});

test('a message whose processor did not answer yet is pending', async () => {
  const world = await newWorld();
  const held = world.holdProcessor();

  await world.send(await world.newModeratedChannel(), 'hello');
  await held.next();

  const [version] = world.emulator.messageTraces[0]!.versions;
  expect(version).toMatchObject({ status: 'PENDING', steps: [{ processorName: 'processor 1' }] });
  expect(version!.steps[0]!.decision).toBeUndefined();
});

test('an edit is a version of its own', async () => {
  const world = await newWorld();
  const held = world.holdProcessor();
  const channel = await world.newModeratedChannel();
  const id = await world.send(channel, 'hello');
  await world.callBack(await held.next(), { Content: 'hello' });
  const edit = { ChannelArn: channel, MessageId: id, ChimeBearer: world.alice };

  await world.emulator.call('UpdateChannelMessage', { ...edit, Content: 'darn' });
  await world.callBack(await held.next(), {}, true);

  expect(world.emulator.messageTraces[0]!.versions).toMatchObject([
    { kind: 'CREATE', status: 'SENT', content: 'hello', steps: [{ decision: 'UNCHANGED' }] },
    { kind: 'UPDATE', status: 'DENIED', content: 'darn', steps: [{ decision: 'DENIED' }] },
  ]);
});

test('a processor that cannot be invoked has failed, with the reason', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel([processor(1, 'CONTINUE')]);

  await world.emulator.settled(await world.send(channel, 'hello'));

  expect(world.emulator.messageTraces[0]!.versions).toMatchObject([
    {
      status: 'SENT',
      steps: [{ decision: 'FAILED', failureReason: `Function not found: ${FUNCTION_ARN}` }],
    },
  ]);
});

test('what was taken away afterwards keeps what was sent', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const MessageId = await world.send(channel, 'hello');

  await world.emulator.call('RedactChannelMessage', {
    ChannelArn: channel,
    MessageId,
    ChimeBearer: world.alice,
  });

  expect(world.emulator.messageTraces).toMatchObject([
    { removed: 'REDACTED', versions: [{ status: 'SENT', content: 'hello', steps: [] }] },
  ]);
});

test('the oldest traces are dropped beyond the limit; the numbers go on', async () => {
  const world = await newWorld({ logLimit: 2 });
  const channel = await world.newChannel();

  for (let sent = 0; sent < 5; sent++) await world.send(channel, 'hello');

  expect(world.emulator.messageTraces.map(({ number }) => number)).toEqual([4, 5]);
});

test('without a limit, the traces of the latest thousand messages are kept, and every message', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const message = { ChannelArn: channel, ChimeBearer: world.alice, Content: 'x', Type: 'STANDARD' } as const;
  const send = async () =>
    world.emulator.call('SendChannelMessage', { ...message, Persistence: 'NON_PERSISTENT' });
  const { MessageId: first } = await send();

  for (let sent = 0; sent < 2000; sent++) await send();

  expect(world.emulator.messageTraces).toHaveLength(1000);
  expect(world.emulator.deliveries(first)).toHaveLength(1);
});

test('with its trace a message is forgotten that no channel stores', async () => {
  const world = await newWorld({ logLimit: 2 });
  const channel = await world.newChannel();
  const stored = await world.send(channel, 'stored');
  const passing = await world.send(channel, 'passing', { Persistence: 'NON_PERSISTENT' });

  for (let sent = 0; sent < 4; sent++) await world.send(channel, 'more');

  await expect(world.emulator.settled(stored)).resolves.toBe('SENT');
  await expect(world.emulator.settled(passing)).rejects.toThrow(`no message ${passing} was sent`);
  expect(world.emulator.deliveries(passing)).toEqual([]);
  expect(world.emulator.messageTraces.map(({ number }) => number)).toEqual([4, 5, 6]);
});

test('the inventory has channels with their members and flows, and processors in their order', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel([
    processor(2, 'CONTINUE', SECOND_FUNCTION_ARN),
    processor(1),
  ]);

  const inventory = world.emulator.inventory();

  const channelFlowArn = expect.stringContaining('/channel-flow/') as string;
  expect(inventory).toEqual([
    {
      appInstanceArn: world.appInstance,
      name: expect.any(String),
      participants: ['admin', 'alice', 'bob'].map((name) => ({
        arn: `${world.appInstance}/user/${name}`,
        name,
      })),
      channels: [{ channelArn: channel, name: 'channel', members: [world.alice, world.bob], channelFlowArn }],
      channelFlows: [
        {
          channelFlowArn,
          name: 'flow',
          processors: [
            { name: 'processor 1', functionArn: FUNCTION_ARN, fallbackAction: 'ABORT' },
            { name: 'processor 2', functionArn: SECOND_FUNCTION_ARN, fallbackAction: 'CONTINUE' },
          ],
        },
      ],
    },
  ]);
});

test('listeners are told of every change, until they stop that', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const seen: (string | undefined)[] = [];
  const stop = world.emulator.onChange(() => seen.push(world.emulator.messageTraces[0]?.versions[0]!.status));

  await world.send(channel, 'hello');
  await until(() => seen.includes('FAILED'));
  stop();
  const heard = seen.length;
  world.emulator.seed({ appInstances: [{ id: 'chat' }] });

  expect(seen[0]).toBe('PENDING');
  expect(seen).toHaveLength(heard);
});
