import { FUNCTION_ARN, newFixture, processor, until } from './support';
import { EmulatorClock } from '../../../testing/emulator';

const SECOND_FUNCTION_ARN = `${FUNCTION_ARN}-2`;
const START = Date.UTC(2026, 0, 1);

test('a trace tells what each processor decided, and how long that took', async () => {
  const clock = EmulatorClock.manual(START);
  const fixture = await newFixture({ clock });
  const processors = [processor(2, 'ABORT', SECOND_FUNCTION_ARN), processor(1)];
  const channel = await fixture.newModeratedChannel(processors);
  const [first, second] = [fixture.holdProcessor(), fixture.holdProcessor(SECOND_FUNCTION_ARN)];

  const messageId = await fixture.send(channel, 'darn');
  const event = await first.next();
  await clock.advance(30);
  await fixture.callBack(event, { Content: '****' });
  await fixture.callBack(await second.next(), { Content: '****' });

  expect(fixture.emulator.messageTraces).toEqual([
    {
      number: 1,
      messageId,
      channelArn: channel,
      senderArn: fixture.alice,
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

test('a message whose processor did not respond yet is pending', async () => {
  const fixture = await newFixture();
  const held = fixture.holdProcessor();

  await fixture.send(await fixture.newModeratedChannel(), 'hello');
  await held.next();

  const [version] = fixture.emulator.messageTraces[0]!.versions;
  expect(version).toMatchObject({ status: 'PENDING', steps: [{ processorName: 'processor 1' }] });
  expect(version!.steps[0]!.decision).toBeUndefined();
});

test('an edit is a version of its own', async () => {
  const fixture = await newFixture();
  const held = fixture.holdProcessor();
  const channel = await fixture.newModeratedChannel();
  const id = await fixture.send(channel, 'hello');
  await fixture.callBack(await held.next(), { Content: 'hello' });
  const edit = { ChannelArn: channel, MessageId: id, ChimeBearer: fixture.alice };

  await fixture.emulator.call('UpdateChannelMessage', { ...edit, Content: 'darn' });
  await fixture.callBack(await held.next(), {}, true);

  expect(fixture.emulator.messageTraces[0]!.versions).toMatchObject([
    { kind: 'CREATE', status: 'SENT', content: 'hello', steps: [{ decision: 'UNCHANGED' }] },
    { kind: 'UPDATE', status: 'DENIED', content: 'darn', steps: [{ decision: 'DENIED' }] },
  ]);
});

test('a processor that cannot be invoked has failed, with the reason', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel([processor(1, 'CONTINUE')]);

  await fixture.emulator.settled(await fixture.send(channel, 'hello'));

  expect(fixture.emulator.messageTraces[0]!.versions).toMatchObject([
    {
      status: 'SENT',
      steps: [{ decision: 'FAILED', failureReason: `Function not found: ${FUNCTION_ARN}` }],
    },
  ]);
});

test('a message that was removed afterward keeps its sent content', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const MessageId = await fixture.send(channel, 'hello');

  await fixture.emulator.call('RedactChannelMessage', {
    ChannelArn: channel,
    MessageId,
    ChimeBearer: fixture.alice,
  });

  expect(fixture.emulator.messageTraces).toMatchObject([
    { removed: 'REDACTED', versions: [{ status: 'SENT', content: 'hello', steps: [] }] },
  ]);
});

test('the oldest traces are dropped beyond the limit; the numbers go on', async () => {
  const fixture = await newFixture({ logLimit: 2 });
  const channel = await fixture.newChannel();

  for (let sent = 0; sent < 5; sent++) await fixture.send(channel, 'hello');

  expect(fixture.emulator.messageTraces.map(({ number }) => number)).toEqual([4, 5]);
});

test('without a limit, the traces of the latest thousand messages are kept, and every message', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const message = {
    ChannelArn: channel,
    ChimeBearer: fixture.alice,
    Content: 'x',
    Type: 'STANDARD',
  } as const;
  const send = async () =>
    fixture.emulator.call('SendChannelMessage', { ...message, Persistence: 'NON_PERSISTENT' });
  const { MessageId: first } = await send();

  for (let sent = 0; sent < 2000; sent++) await send();

  expect(fixture.emulator.messageTraces).toHaveLength(1000);
  expect(fixture.emulator.deliveries(first)).toHaveLength(1);
});

test('with its trace a message is forgotten that no channel stores', async () => {
  const fixture = await newFixture({ logLimit: 2 });
  const channel = await fixture.newChannel();
  const stored = await fixture.send(channel, 'stored');
  const passing = await fixture.send(channel, 'passing', { Persistence: 'NON_PERSISTENT' });

  for (let sent = 0; sent < 4; sent++) await fixture.send(channel, 'more');

  await expect(fixture.emulator.settled(stored)).resolves.toBe('SENT');
  await expect(fixture.emulator.settled(passing)).rejects.toThrow(`no message ${passing} was sent`);
  expect(fixture.emulator.deliveries(passing)).toEqual([]);
  expect(fixture.emulator.messageTraces.map(({ number }) => number)).toEqual([4, 5, 6]);
});

test('the inventory has channels with their members and flows, and processors in their order', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel([
    processor(2, 'CONTINUE', SECOND_FUNCTION_ARN),
    processor(1),
  ]);

  const inventory = fixture.emulator.inventory();

  const channelFlowArn = expect.stringContaining('/channel-flow/') as string;
  expect(inventory).toEqual([
    {
      appInstanceArn: fixture.appInstance,
      name: expect.any(String),
      participants: ['admin', 'alice', 'bob'].map((name) => ({
        arn: `${fixture.appInstance}/user/${name}`,
        name,
      })),
      channels: [
        {
          channelArn: channel,
          name: 'channel',
          members: [fixture.alice, fixture.bob],
          hiddenMembers: [],
          moderators: [fixture.alice],
          channelFlowArn,
        },
      ],
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
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const seen: (string | undefined)[] = [];
  const stop = fixture.emulator.onChange(() =>
    seen.push(fixture.emulator.messageTraces[0]?.versions[0]!.status),
  );

  await fixture.send(channel, 'hello');
  await until(() => seen.includes('FAILED'));
  stop();
  const heard = seen.length;
  fixture.emulator.seed({ appInstances: [{ id: 'chat' }] });

  expect(seen[0]).toBe('PENDING');
  expect(seen).toHaveLength(heard);
});
