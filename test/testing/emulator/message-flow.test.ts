import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { FUNCTION_ARN, newWorld, processor, refusalOf, until, type World } from './support';
import { type ChannelFlowEvent, EmulatorClock } from '../../../testing/emulator';

const SECOND_FUNCTION_ARN = `${FUNCTION_ARN}-2`;
const HOUR = 60 * 60 * 1000;

test('a processor is invoked with the message', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();

  const id = await world.send(channel, 'hello', {
    Metadata: 'data',
    ContentType: 'text/plain',
    MessageAttributes: { mood: { StringValues: ['good'] } },
    Target: [{ MemberArn: world.bob }],
  });

  expect(await held.next()).toEqual({
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: expect.stringMatching(/^[-0-9a-f]{36}$/),
    ChannelMessage: {
      MessageId: id,
      ChannelArn: channel,
      Content: 'hello',
      Metadata: 'data',
      ContentType: 'text/plain',
      MessageAttributes: { mood: { StringValues: ['good'] } },
      Target: [{ MemberArn: world.bob }],
      Sender: { Arn: world.alice, Name: 'alice' },
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
  });
});

test('a processor is invoked without the undocumented fields if so wished', async () => {
  const world = await newWorld({ behavior: { payloadExtras: 'omitted' } });
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();

  await world.send(channel, 'hello', { ContentType: 'text/plain' });

  expect((await held.next()).ChannelMessage.ContentType).toBeUndefined();
});

test('an invocation comes from the app instance', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const invoke = jest.fn().mockResolvedValue(undefined);
  world.emulator.useProcessorInvoker({ invoke });

  await world.send(channel, 'hello');
  await until(() => invoke.mock.calls.length > 0);

  expect(invoke).toHaveBeenCalledWith({
    functionArn: FUNCTION_ARN,
    payload: expect.objectContaining({ EventType: 'CHANNEL_MESSAGE_EVENT' }),
    sourceArn: world.appInstance,
    sourceAccount: '111122223333',
    servicePrincipal: 'messaging.chime.amazonaws.com',
  });
});

test('a pending message is seen by its sender only', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();

  const id = await world.send(channel, 'hello');
  await held.next();

  expect(await seenBy(world, channel, id, world.alice)).toBe('PENDING: hello');
  expect(await seenBy(world, channel, id, world.bob)).toBe('403 ForbiddenException');
  expect(await seenBy(world, channel, id, world.admin)).toBe('403 ForbiddenException');
  expect(await listedFor(world, channel, world.alice)).toEqual(['PENDING: hello']);
  expect(await listedFor(world, channel, world.bob)).toEqual([]);
});

test('a message whose processor changes it is sent as changed', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const id = await world.send(channel, 'darn', { Metadata: 'data' });

  await world.callBack(await held.next(), { Content: '****' });

  expect(await world.emulator.settled(id)).toBe('SENT');
  expect(await seenBy(world, channel, id, world.bob)).toBe('SENT: ****');
  expect(world.shown(id)).toEqual([
    'PENDING_CREATE_CHANNEL_MESSAGE to alice: darn',
    'CREATE_CHANNEL_MESSAGE to alice+bob: ****',
  ]);
});

test.each([
  ['keep', 'hello', 'data'],
  ['clear', '', undefined],
] as const)(
  'what a callback leaves out is kept or cleared: %s',
  async (callbackOmittedFields, content, metadata) => {
    const world = await newWorld({ behavior: { callbackOmittedFields } });
    const channel = await world.newModeratedChannel();
    const held = world.holdProcessor();
    const id = await world.send(channel, 'hello', { Metadata: 'data' });

    await world.callBack(await held.next());

    const got = await world.messaging.send(
      new messaging.GetChannelMessageCommand({ ChannelArn: channel, MessageId: id, ChimeBearer: world.bob }),
    );
    expect(got.ChannelMessage).toMatchObject({ Content: content });
    expect(got.ChannelMessage?.Metadata).toBe(metadata);
  },
);

test('a denied message is not stored', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const id = await world.send(channel, 'bad');

  await world.callBack(await held.next(), {}, true);

  expect(await world.emulator.settled(id)).toBe('DENIED');
  expect(await seenBy(world, channel, id, world.alice)).toBe('404 NotFoundException');
  expect(await listedFor(world, channel, world.alice)).toEqual([]);
  expect(await statusOf(world, channel, id)).toBe('403 ForbiddenException');
  expect(world.shown(id)).toEqual([
    'PENDING_CREATE_CHANNEL_MESSAGE to alice: bad',
    'DENIED_CREATE_CHANNEL_MESSAGE to alice: bad',
  ]);
});

test.each([
  [
    'ABORT',
    'FAILED',
    ['PENDING_CREATE_CHANNEL_MESSAGE to alice: hello', 'FAILED_CREATE_CHANNEL_MESSAGE to alice: hello'],
  ],
  [
    'CONTINUE',
    'SENT',
    ['PENDING_CREATE_CHANNEL_MESSAGE to alice: hello', 'CREATE_CHANNEL_MESSAGE to alice+bob: hello'],
  ],
] as const)('a processor that cannot be reached: %s', async (fallbackAction, status, shown) => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel([processor(1, fallbackAction)]);
  const heard: string[] = [];
  world.emulator.onEvent((event) => heard.push(event.id));

  const id = await world.send(channel, 'hello');

  expect(await world.emulator.settled(id)).toBe(status);
  expect(world.shown(id)).toEqual(shown);
  expect(await seenBy(world, channel, id, world.alice)).toBe(`${status}: hello`);
  expect(await statusOf(world, channel, id)).toBe(status);
  expect(await seenBy(world, channel, id, world.bob)).toBe(
    status === 'SENT' ? 'SENT: hello' : '403 ForbiddenException',
  );
  expect(world.emulator.events).toEqual([
    {
      version: '0',
      id: heard[0],
      'detail-type': 'Chime ChannelFlow Processing Status',
      source: 'aws.chime',
      account: '111122223333',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [],
      detail: {
        eventType: 'ProcessorInvocationFailure',
        appInstanceArn: world.appInstance,
        channelArn: channel,
        messageId: id,
        processorResourceArn: FUNCTION_ARN,
        failureReason: `Function not found: ${FUNCTION_ARN}`,
      },
    },
  ]);
});

test('processors run one at a time, in execution order, each on what the one before left', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel([
    processor(2, 'ABORT', SECOND_FUNCTION_ARN),
    processor(1, 'ABORT', FUNCTION_ARN),
  ]);
  const first = world.holdProcessor();
  const second = world.holdProcessor(SECOND_FUNCTION_ARN);

  const id = await world.send(channel, 'a');
  const firstEvent = await first.next();
  const invokedBefore = world.emulator.invocations.length;
  await world.callBack(firstEvent, { Content: 'b' });
  const secondEvent = await second.next();
  const inBetween = await seenBy(world, channel, id, world.bob);
  await world.callBack(secondEvent);

  expect(invokedBefore).toBe(1);
  expect(secondEvent.ChannelMessage.Content).toBe('b');
  expect(secondEvent.CallbackId).not.toBe(firstEvent.CallbackId);
  expect(inBetween).toBe('403 ForbiddenException');
  expect(await seenBy(world, channel, id, world.bob)).toBe('SENT: b');
});

test('later processors see the original if so wished', async () => {
  const world = await newWorld({ behavior: { laterProcessorsSee: 'originalContent' } });
  const channel = await world.newModeratedChannel([processor(1), processor(2)]);
  const held = world.holdProcessor();

  await world.send(channel, 'a');
  await world.callBack(await held.next(), { Content: 'b' });

  expect((await held.next()).ChannelMessage.Content).toBe('a');
});

test('with one callback id for the whole message, a second callback settles the second processor', async () => {
  const world = await newWorld({ behavior: { callbackIds: 'perMessage' } });
  const channel = await world.newModeratedChannel([processor(1), processor(2)]);
  const held = world.holdProcessor();
  const id = await world.send(channel, 'a');
  const event = await held.next();

  await world.callBack(event);
  await world.callBack(event);

  expect(await world.emulator.settled(id)).toBe('SENT');
});

test.each([
  ['denies', true, 'DENIED', 0],
  ['allows', false, 'SENT', 1],
] as const)(
  'the second processor is invoked unless the first one denies: %s',
  async (_, denies, status, runs) => {
    const world = await newWorld();
    const channel = await world.newModeratedChannel([
      processor(1),
      processor(2, 'ABORT', SECOND_FUNCTION_ARN),
    ]);
    const first = world.holdProcessor();
    let secondRuns = 0;
    world.emulator.useProcessorFunction(SECOND_FUNCTION_ARN, async (event) => {
      secondRuns++;
      await world.callBack(event);
    });
    const id = await world.send(channel, 'a');

    await world.callBack(await first.next(), {}, denies);

    expect(await world.emulator.settled(id)).toBe(status);
    expect(secondRuns).toBe(runs);
  },
);

test('the processor after one that cannot be reached runs, if the fallback action is to continue', async () => {
  const world = await newWorld();
  const unreachable = processor(1, 'CONTINUE', SECOND_FUNCTION_ARN);
  const channel = await world.newModeratedChannel([unreachable, processor(2)]);
  const held = world.holdProcessor();
  const id = await world.send(channel, 'a');

  await world.callBack(await held.next());

  expect(await world.emulator.settled(id)).toBe('SENT');
  expect(world.emulator.events).toHaveLength(1);
});

test('CONTROL messages bypass the flow', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();

  const id = await world.send(channel, 'typing', { Type: 'CONTROL' });

  expect(world.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: typing']);
  expect(world.emulator.invocations).toEqual([]);
});

test('messages that do not persist go through the flow, and are not stored', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();

  const id = await world.send(channel, 'hello', { Persistence: 'NON_PERSISTENT' });
  const event = await held.next();
  const pending = await statusOf(world, channel, id);
  await world.callBack(event);

  expect(event.ChannelMessage.Persistence).toBe('NON_PERSISTENT');
  expect(pending).toBe('PENDING');
  expect(world.shown(id)[1]).toBe('CREATE_CHANNEL_MESSAGE to alice+bob: hello');
  expect(await listedFor(world, channel, world.bob)).toEqual([]);
});

test('a processor that throws leaves its message pending', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  world.emulator.useProcessorFunction(FUNCTION_ARN, () => {
    throw new Error('broken');
  });

  const id = await world.send(channel, 'hello');
  await until(() => world.emulator.invocations[0]?.functionError !== undefined);

  expect(world.emulator.invocations[0]).toMatchObject({
    messageId: id,
    functionError: 'broken',
    duplicate: false,
  });
  expect(await statusOf(world, channel, id)).toBe('PENDING');
  expect(world.emulator.events).toEqual([]);
});

test('an edit goes through the flow, and recipients see the old version until then', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const { held, id } = await sendThroughFlow(world, channel, 'old');

  const status = await edit(world, channel, id, 'new');
  const event = await held.next();
  const meanwhile = [
    await seenBy(world, channel, id, world.alice),
    await seenBy(world, channel, id, world.bob),
    await listedFor(world, channel, world.bob),
  ];
  await world.callBack(event, { Content: 'NEW' });

  expect(status).toBe('PENDING');
  expect(event.ChannelMessage.LastEditedTimestamp).toEqual(expect.any(String));
  expect(meanwhile).toEqual(['PENDING: new', 'SENT: old', ['SENT: old']]);
  expect(await seenBy(world, channel, id, world.bob)).toBe('SENT: NEW');
  expect(world.shown(id).slice(2)).toEqual([
    'PENDING_UPDATE_CHANNEL_MESSAGE to alice: new',
    'UPDATE_CHANNEL_MESSAGE to alice+bob: NEW',
  ]);
});

test.each([
  ['keepsOld', 'SENT: old', ['SENT: old']],
  ['removesMessage', '404 NotFoundException', []],
] as const)('a denied edit: %s', async (deniedEdit, seen, listed) => {
  const world = await newWorld({ behavior: { deniedEdit } });
  const channel = await world.newModeratedChannel();
  const { held, id } = await sendThroughFlow(world, channel, 'old');

  await edit(world, channel, id, 'new');
  await world.callBack(await held.next(), {}, true);

  expect(await world.emulator.settled(id)).toBe('DENIED');
  expect(world.shown(id)[3]).toBe('DENIED_UPDATE_CHANNEL_MESSAGE to alice: new');
  expect(await seenBy(world, channel, id, world.alice)).toBe(seen);
  expect(await listedFor(world, channel, world.bob)).toEqual(listed);
});

test('an edit that fails is seen by its sender only', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const { id } = await sendThroughFlow(world, channel, 'old');
  world.emulator.faults.inject({ operation: 'InvokeProcessor', error: { name: 'Error', message: 'gone' } });

  await edit(world, channel, id, 'new');

  expect(await world.emulator.settled(id)).toBe('FAILED');
  expect(await seenBy(world, channel, id, world.alice)).toBe('FAILED: new');
  expect(await seenBy(world, channel, id, world.bob)).toBe('SENT: old');
  expect(world.shown(id)[3]).toBe('FAILED_UPDATE_CHANNEL_MESSAGE to alice: new');
  expect(world.emulator.events[0]?.detail.failureReason).toBe('gone');
});

test.each([
  ['Conflict', '409 ConflictException'],
  ['Forbidden', '403 ForbiddenException'],
  ['BadRequest', '400 BadRequestException'],
] as const)('a pending message cannot be edited: %s', async (editUnsent, expected) => {
  const world = await newWorld({ behavior: { editUnsent } });
  const channel = await world.newModeratedChannel();
  world.holdProcessor();
  const id = await world.send(channel, 'old');

  expect(await refusalOf(edit(world, channel, id, 'new'))).toBe(expected);
});

test('a second callback is refused in three shapes, in turn', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  await world.send(channel, 'hello');
  const event = await held.next();
  await world.callBack(event);

  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await refusalOf(world.callBack(event)));

  expect(answers).toEqual([
    '400 BadRequestException',
    '409 ConflictException',
    '403 ForbiddenException',
    '400 BadRequestException',
  ]);
});

test('a second callback changes nothing', async () => {
  const world = await newWorld({ behavior: { secondCallback: 'Forbidden' } });
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const id = await world.send(channel, 'hello');
  const event = await held.next();
  await world.callBack(event);

  expect(await refusalOf(world.callBack(event, { Content: 'changed' }, true))).toBe('403 ForbiddenException');
  expect(await seenBy(world, channel, id, world.bob)).toBe('SENT: hello');
  expect(world.shown(id)).toHaveLength(2);
});

test('a callback for something else is refused', async () => {
  const world = await newWorld({ behavior: { callbackUnknownId: 'NotFound' } });
  const channel = await world.newModeratedChannel();
  const otherChannel = await world.newChannel();
  const held = world.holdProcessor();
  const id = await world.send(channel, 'hello');
  const event = await held.next();
  const { ChannelMessage: message } = event;

  const answers = [
    await refusalOf(world.callBack({ ...event, CallbackId: '0'.repeat(32) })),
    await refusalOf(world.callBack(event, { MessageId: 'other' })),
    await refusalOf(world.callBack({ ...event, ChannelMessage: { ...message, ChannelArn: otherChannel } })),
  ];

  expect(answers).toEqual(Array(3).fill('404 NotFoundException'));
  expect(await statusOf(world, channel, id)).toBe('PENDING');
});

test('a callback cannot make a message too long, or empty', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  await world.send(channel, 'hello');
  const event = await held.next();

  expect(await refusalOf(world.callBack(event, { Content: 'ä'.repeat(2049) }))).toBe(
    '400 BadRequestException',
  );
  expect(await refusalOf(world.callBack(event, { Content: '' }))).toBe('400 BadRequestException');
  expect(await refusalOf(world.callBack(event))).toBe('accepted');
});

test('in an elastic channel, event and callback carry the subchannel', async () => {
  const world = await newWorld();
  const channel = await world.newChannel({
    Mode: 'RESTRICTED',
    MemberArns: undefined,
    ElasticChannelConfiguration: {
      MaximumSubChannels: 2,
      TargetMembershipsPerSubChannel: 2,
      MinimumMembershipPercentage: 40,
    },
  });
  const membership = {
    ChannelArn: channel,
    ChimeBearer: world.alice,
    MemberArn: world.bob,
    Type: 'DEFAULT',
  } as const;
  const { SubChannelId } = await world.messaging.send(
    new messaging.CreateChannelMembershipCommand(membership),
  );
  await world.associate(channel, await world.newFlow());
  const held = world.holdProcessor();
  const id = await world.send(channel, 'hello', { ChimeBearer: world.bob, SubChannelId });
  const event = await held.next();

  const without = await refusalOf(world.callBack(event));
  await world.callBack(event, { SubChannelId });

  expect(event.ChannelMessage.SubChannelId).toBe(SubChannelId);
  expect(without).toBe('400 BadRequestException');
  expect(world.shown(id)[1]).toBe('CREATE_CHANNEL_MESSAGE to bob: hello');
});

test('a processor has 48 hours to call back', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock });
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const late = await sendAndTake(world, channel, held);
  await clock.advance(1);
  const inTime = await sendAndTake(world, channel, held);

  await clock.advance(48 * HOUR);

  expect(await refusalOf(world.callBack(late))).toBe('403 ForbiddenException');
  expect(await refusalOf(world.callBack(inTime))).toBe('accepted');
  expect(await statusOf(world, channel, late.ChannelMessage.MessageId)).toBe('PENDING');
});

test('a message that nobody calls back for fails after 48 hours, if so wished', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock, behavior: { messageExpired: 'fails' } });
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const { ChannelMessage: forgotten } = await sendAndTake(world, channel, held);
  const answered = await sendAndTake(world, channel, held);
  await world.callBack(answered);

  await clock.advance(49 * HOUR);

  expect(await world.emulator.settled(forgotten.MessageId)).toBe('FAILED');
  expect(await world.emulator.settled(answered.ChannelMessage.MessageId)).toBe('SENT');
});

test('a message that failed does not fail once more when its channel loses the flow', async () => {
  const clock = EmulatorClock.manual();
  const behavior = { messageExpired: 'fails', pendingWhenDisassociated: 'fails' } as const;
  const world = await newWorld({ clock, behavior });
  const channel = await world.newChannel();
  const flow = await world.newFlow();
  await world.associate(channel, flow);
  const { ChannelMessage: message } = await sendAndTake(world, channel, world.holdProcessor());
  await clock.advance(49 * HOUR);

  await world.takeFlowOff(channel, flow);

  const statuses = world.emulator.deliveries(message.MessageId).map(({ status }) => status);
  expect(statuses).toEqual(['PENDING', 'FAILED']);
});

test('an event can be delivered more than once', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock });
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  world.emulator.faults.inject({ operation: 'InvokeProcessor', duplicate: { copies: 2, after: 100 } });
  await world.send(channel, 'hello');
  const events = [await held.next()];

  await clock.advance(100);
  events.push(await held.next());
  await clock.advance(100);
  events.push(await held.next());

  expect(new Set(events.map((event) => event.CallbackId)).size).toBe(1);
  expect(world.emulator.invocations.map((invocation) => invocation.duplicate)).toEqual([false, true, true]);
});

test.each([
  ['atSend', FUNCTION_ARN],
  ['current', SECOND_FUNCTION_ARN],
] as const)(
  'an updated flow and messages that are pending: %s',
  async (pendingUsesProcessors, secondToRun) => {
    const world = await newWorld({ behavior: { pendingUsesProcessors } });
    const channel = await world.newChannel();
    const flow = await world.newFlow([processor(1), processor(2)]);
    await world.associate(channel, flow);
    const held = world.holdProcessor();
    const other = world.holdProcessor(SECOND_FUNCTION_ARN);
    await world.send(channel, 'hello');
    const event = await held.next();

    await world.messaging.send(
      new messaging.UpdateChannelFlowCommand({
        ChannelFlowArn: flow,
        Name: 'flow',
        Processors: [processor(1), processor(2, 'ABORT', SECOND_FUNCTION_ARN)],
      }),
    );
    await world.callBack(event);
    await (secondToRun === FUNCTION_ARN ? held : other).next();

    expect(world.emulator.invocations[1]?.functionArn).toBe(secondToRun);
  },
);

test('a message that is pending when its channel loses the flow still goes through it', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const flow = await world.newFlow();
  await world.associate(channel, flow);
  const held = world.holdProcessor();
  const id = await world.send(channel, 'hello');
  const event = await held.next();

  await world.takeFlowOff(channel, flow);
  await world.callBack(event);

  expect(await world.emulator.settled(id)).toBe('SENT');
});

test('waiting for a message ends with the emulator', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  world.holdProcessor();
  const settled = world.emulator.settled(await world.send(channel, 'hello'));

  await Promise.all([world.emulator.close(), expect(settled).rejects.toThrow('the emulator was closed')]);

  await expect(world.emulator.settled('none')).rejects.toThrow('no message none was sent');
});

test('deliveries can be followed', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const types: string[] = [];
  const stop = world.emulator.onDelivery((delivery) => types.push(delivery.eventType));

  await world.send(channel, 'one');
  stop();
  await world.send(channel, 'two');

  expect(types).toEqual(['CREATE_CHANNEL_MESSAGE']);
  expect(world.emulator.deliveries().map((delivery) => delivery.content)).toEqual(['one', 'two']);
});

test('the deliveries of a message are told apart from those in between, and known to who follows them', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const known: number[] = [];
  world.emulator.onDelivery(({ messageId }) => known.push(world.emulator.deliveries(messageId).length));

  const first = await world.send(channel, 'first');
  const second = await world.send(channel, 'second');
  await world.callBack(await held.next());
  await world.callBack(await held.next());

  const statuses = (id: string) => world.emulator.deliveries(id).map(({ status }) => status);
  expect([statuses(first), statuses(second)]).toEqual([
    ['PENDING', 'SENT'],
    ['PENDING', 'SENT'],
  ]);
  expect(known).toEqual([1, 1, 2, 2]);
  expect(world.emulator.deliveries('none')).toEqual([]);
});

test('the deliveries of a message are dropped with the oldest of all, beyond the limit', async () => {
  const world = await newWorld({ logLimit: 2 });
  const channel = await world.newChannel();
  const ids: string[] = [];

  for (let sent = 0; sent < 5; sent++) ids.push(await world.send(channel, 'hello'));

  expect(ids.map((id) => world.emulator.deliveries(id).length)).toEqual([0, 0, 0, 1, 1]);
});

test('a message whose first deliveries were dropped has those of a later edit', async () => {
  const world = await newWorld({ logLimit: 2 });
  const channel = await world.newChannel();
  const edited = await world.send(channel, 'hello');
  for (let sent = 0; sent < 4; sent++) await world.send(channel, 'more');

  await edit(world, channel, edited, 'edited');
  await world.send(channel, 'more');

  expect(world.emulator.deliveries(edited)).toMatchObject([
    { eventType: 'UPDATE_CHANNEL_MESSAGE', content: 'edited' },
  ]);
});

test('the deliveries of a message that is forgotten are found as long as they are kept', async () => {
  const world = await newWorld({ logLimit: 3 });
  const channel = await world.newChannel();
  const stored = await world.send(channel, 'stored');
  for (const content of ['one', 'two']) await edit(world, channel, stored, content);
  const passing: string[] = [];

  for (let sent = 0; sent < 6; sent++) {
    passing.push(await world.send(channel, 'passing', { Persistence: 'NON_PERSISTENT' }));
  }

  await expect(world.emulator.settled(passing[1]!)).rejects.toThrow('was sent'); // forgotten
  expect(passing.map((id) => world.emulator.deliveries(id).length)).toEqual([0, 1, 1, 1, 1, 1]);
  expect(world.emulator.deliveries(stored)).toEqual([]);
});

async function sendAndTake(
  world: World,
  channel: string,
  held: ReturnType<World['holdProcessor']>,
): Promise<ChannelFlowEvent> {
  await world.send(channel, 'hello');
  return held.next();
}

async function sendThroughFlow(
  world: World,
  channel: string,
  content: string,
): Promise<{ held: ReturnType<World['holdProcessor']>; id: string }> {
  const held = world.holdProcessor();
  const id = await world.send(channel, content);
  await world.callBack(await held.next());
  return { held, id };
}

async function edit(
  { messaging: client, alice }: World,
  ChannelArn: string,
  MessageId: string,
  Content: string,
): Promise<string | undefined> {
  const command = new messaging.UpdateChannelMessageCommand({
    ChannelArn,
    MessageId,
    Content,
    ChimeBearer: alice,
  });
  return (await client.send(command)).Status?.Value;
}

async function statusOf(
  { messaging: client, alice }: World,
  ChannelArn: string,
  MessageId: string,
): Promise<string> {
  const command = new messaging.GetChannelMessageStatusCommand({ ChannelArn, MessageId, ChimeBearer: alice });
  const answer = client.send(command);
  const refusal = await refusalOf(answer);
  return refusal === 'accepted' ? (await answer).Status!.Value! : refusal;
}

async function seenBy(
  { messaging: client }: World,
  ChannelArn: string,
  MessageId: string,
  ChimeBearer: string,
): Promise<string> {
  const answer = client.send(new messaging.GetChannelMessageCommand({ ChannelArn, MessageId, ChimeBearer }));
  const refusal = await refusalOf(answer);
  if (refusal !== 'accepted') return refusal;
  const { ChannelMessage: message } = await answer;
  return `${message?.Status?.Value}: ${message?.Content}`;
}

async function listedFor(
  { messaging: client }: World,
  ChannelArn: string,
  ChimeBearer: string,
): Promise<string[]> {
  const listed = await client.send(new messaging.ListChannelMessagesCommand({ ChannelArn, ChimeBearer }));
  return listed.ChannelMessages!.map((message) => `${message.Status?.Value}: ${message.Content}`);
}

test('a message that is pending in a channel that is deleted is delivered to nobody', async () => {
  const world = await newWorld();
  const channel = await world.newModeratedChannel();
  const held = world.holdProcessor();
  const messageId = await world.send(channel, 'hello');
  const event = await held.next();
  const settled = world.emulator.settled(messageId);
  settled.catch(() => undefined);

  await world.messaging.send(
    new messaging.DeleteChannelCommand({ ChannelArn: channel, ChimeBearer: world.alice }),
  );

  const reason = 'the channel was deleted while the message was pending';
  await expect(settled).rejects.toThrow(reason);
  await expect(world.emulator.settled(messageId)).rejects.toThrow(reason);
  expect(await refusalOf(world.callBack(event))).not.toBe('accepted');
  expect(world.shown(messageId)).toEqual(['PENDING_CREATE_CHANNEL_MESSAGE to alice: hello']);
  expect(world.emulator.messageTraces.at(-1)).toMatchObject({ removed: 'DELETED' });
});

test.each([
  ['goesOn', 'SENT'],
  ['fails', 'FAILED'],
] as const)(
  'a message that is pending when its channel loses the flow: %s',
  async (pendingWhenDisassociated, outcome) => {
    const world = await newWorld({ behavior: { pendingWhenDisassociated } });
    const channel = await world.newChannel();
    const flow = await world.newFlow();
    await world.associate(channel, flow);
    const held = world.holdProcessor();
    const messageId = await world.send(channel, 'hello');
    const event = await held.next();

    await world.takeFlowOff(channel, flow);
    await world.callBack(event).catch(() => undefined);

    expect(await world.emulator.settled(messageId)).toBe(outcome);
  },
);
