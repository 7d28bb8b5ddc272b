import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { FUNCTION_ARN, newFixture, processor, refusalOf, until, type Fixture } from './support';
import { type ChannelFlowEvent, EmulatorClock } from '../../../testing/emulator';

const SECOND_FUNCTION_ARN = `${FUNCTION_ARN}-2`;
const HOUR = 60 * 60 * 1000;

test('a processor is invoked with the message', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();

  const id = await fixture.send(channel, 'hello', {
    Metadata: 'data',
    ContentType: 'text/plain',
    MessageAttributes: { mood: { StringValues: ['good'] } },
    Target: [{ MemberArn: fixture.bob }],
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
      Target: [{ MemberArn: fixture.bob }],
      Sender: { Arn: fixture.alice, Name: 'alice' },
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
  });
});

test('a processor is invoked without the undocumented fields if so wished', async () => {
  const fixture = await newFixture({ behavior: { payloadExtras: 'omitted' } });
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();

  await fixture.send(channel, 'hello', { ContentType: 'text/plain' });

  expect((await held.next()).ChannelMessage.ContentType).toBeUndefined();
});

test('an invocation comes from the app instance', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const invoke = jest.fn().mockResolvedValue(undefined);
  fixture.emulator.useProcessorInvoker({ invoke });

  await fixture.send(channel, 'hello');
  await until(() => invoke.mock.calls.length > 0);

  expect(invoke).toHaveBeenCalledWith({
    functionArn: FUNCTION_ARN,
    payload: expect.objectContaining({ EventType: 'CHANNEL_MESSAGE_EVENT' }),
    sourceArn: fixture.appInstance,
    sourceAccount: '111122223333',
    servicePrincipal: 'messaging.chime.amazonaws.com',
  });
});

test('a pending message is seen by its sender only', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();

  const id = await fixture.send(channel, 'hello');
  await held.next();

  expect(await seenBy(fixture, channel, id, fixture.alice)).toBe('PENDING: hello');
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('403 ForbiddenException');
  expect(await seenBy(fixture, channel, id, fixture.admin)).toBe('403 ForbiddenException');
  expect(await listedFor(fixture, channel, fixture.alice)).toEqual(['PENDING: hello']);
  expect(await listedFor(fixture, channel, fixture.bob)).toEqual([]);
});

test('a message whose processor changes it is sent as changed', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'darn', { Metadata: 'data' });

  await fixture.callBack(await held.next(), { Content: '****' });

  expect(await fixture.emulator.settled(id)).toBe('SENT');
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('SENT: ****');
  expect(fixture.shown(id)).toEqual([
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
    const fixture = await newFixture({ behavior: { callbackOmittedFields } });
    const channel = await fixture.newModeratedChannel();
    const held = fixture.holdProcessor();
    const id = await fixture.send(channel, 'hello', { Metadata: 'data' });

    await fixture.callBack(await held.next());

    const got = await fixture.messaging.send(
      new messaging.GetChannelMessageCommand({
        ChannelArn: channel,
        MessageId: id,
        ChimeBearer: fixture.bob,
      }),
    );
    expect(got.ChannelMessage).toMatchObject({ Content: content });
    expect(got.ChannelMessage?.Metadata).toBe(metadata);
  },
);

test('a denied message is not stored', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'bad');

  await fixture.callBack(await held.next(), {}, true);

  expect(await fixture.emulator.settled(id)).toBe('DENIED');
  expect(await seenBy(fixture, channel, id, fixture.alice)).toBe('404 NotFoundException');
  expect(await listedFor(fixture, channel, fixture.alice)).toEqual([]);
  expect(await statusOf(fixture, channel, id)).toBe('403 ForbiddenException');
  expect(fixture.shown(id)).toEqual([
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
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel([processor(1, fallbackAction)]);
  const heard: string[] = [];
  fixture.emulator.onEvent((event) => heard.push(event.id));

  const id = await fixture.send(channel, 'hello');

  expect(await fixture.emulator.settled(id)).toBe(status);
  expect(fixture.shown(id)).toEqual(shown);
  expect(await seenBy(fixture, channel, id, fixture.alice)).toBe(`${status}: hello`);
  expect(await statusOf(fixture, channel, id)).toBe(status);
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe(
    status === 'SENT' ? 'SENT: hello' : '403 ForbiddenException',
  );
  expect(fixture.emulator.events).toEqual([
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
        appInstanceArn: fixture.appInstance,
        channelArn: channel,
        messageId: id,
        processorResourceArn: FUNCTION_ARN,
        failureReason: `Function not found: ${FUNCTION_ARN}`,
      },
    },
  ]);
});

test('processors run one at a time, in execution order, each on what the one before left', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel([
    processor(2, 'ABORT', SECOND_FUNCTION_ARN),
    processor(1, 'ABORT', FUNCTION_ARN),
  ]);
  const first = fixture.holdProcessor();
  const second = fixture.holdProcessor(SECOND_FUNCTION_ARN);

  const id = await fixture.send(channel, 'a');
  const firstEvent = await first.next();
  const invokedBefore = fixture.emulator.invocations.length;
  await fixture.callBack(firstEvent, { Content: 'b' });
  const secondEvent = await second.next();
  const inBetween = await seenBy(fixture, channel, id, fixture.bob);
  await fixture.callBack(secondEvent);

  expect(invokedBefore).toBe(1);
  expect(secondEvent.ChannelMessage.Content).toBe('b');
  expect(secondEvent.CallbackId).not.toBe(firstEvent.CallbackId);
  expect(inBetween).toBe('403 ForbiddenException');
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('SENT: b');
});

test('later processors see the original if so wished', async () => {
  const fixture = await newFixture({ behavior: { laterProcessorsSee: 'originalContent' } });
  const channel = await fixture.newModeratedChannel([processor(1), processor(2)]);
  const held = fixture.holdProcessor();

  await fixture.send(channel, 'a');
  await fixture.callBack(await held.next(), { Content: 'b' });

  expect((await held.next()).ChannelMessage.Content).toBe('a');
});

test('with one callback id for the whole message, a second callback settles the second processor', async () => {
  const fixture = await newFixture({ behavior: { callbackIds: 'perMessage' } });
  const channel = await fixture.newModeratedChannel([processor(1), processor(2)]);
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'a');
  const event = await held.next();

  await fixture.callBack(event);
  await fixture.callBack(event);

  expect(await fixture.emulator.settled(id)).toBe('SENT');
});

test.each([
  ['denies', true, 'DENIED', 0],
  ['allows', false, 'SENT', 1],
] as const)(
  'the second processor is invoked unless the first one denies: %s',
  async (_, denies, status, runs) => {
    const fixture = await newFixture();
    const channel = await fixture.newModeratedChannel([
      processor(1),
      processor(2, 'ABORT', SECOND_FUNCTION_ARN),
    ]);
    const first = fixture.holdProcessor();
    let secondRuns = 0;
    fixture.emulator.useProcessorFunction(SECOND_FUNCTION_ARN, async (event) => {
      secondRuns++;
      await fixture.callBack(event);
    });
    const id = await fixture.send(channel, 'a');

    await fixture.callBack(await first.next(), {}, denies);

    expect(await fixture.emulator.settled(id)).toBe(status);
    expect(secondRuns).toBe(runs);
  },
);

test('the processor after one that cannot be reached runs, if the fallback action is to continue', async () => {
  const fixture = await newFixture();
  const unreachable = processor(1, 'CONTINUE', SECOND_FUNCTION_ARN);
  const channel = await fixture.newModeratedChannel([unreachable, processor(2)]);
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'a');

  await fixture.callBack(await held.next());

  expect(await fixture.emulator.settled(id)).toBe('SENT');
  expect(fixture.emulator.events).toHaveLength(1);
});

test('CONTROL messages bypass the flow', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();

  const id = await fixture.send(channel, 'typing', { Type: 'CONTROL' });

  expect(fixture.shown(id)).toEqual(['CREATE_CHANNEL_MESSAGE to alice+bob: typing']);
  expect(fixture.emulator.invocations).toEqual([]);
});

test('messages that do not persist go through the flow, and are not stored', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();

  const id = await fixture.send(channel, 'hello', { Persistence: 'NON_PERSISTENT' });
  const event = await held.next();
  const pending = await statusOf(fixture, channel, id);
  await fixture.callBack(event);

  expect(event.ChannelMessage.Persistence).toBe('NON_PERSISTENT');
  expect(pending).toBe('PENDING');
  expect(fixture.shown(id)[1]).toBe('CREATE_CHANNEL_MESSAGE to alice+bob: hello');
  expect(await listedFor(fixture, channel, fixture.bob)).toEqual([]);
});

test('the message of a processor that throws stays pending', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  fixture.emulator.useProcessorFunction(FUNCTION_ARN, () => {
    throw new Error('broken');
  });

  const id = await fixture.send(channel, 'hello');
  await until(() => fixture.emulator.invocations[0]?.functionError !== undefined);

  expect(fixture.emulator.invocations[0]).toMatchObject({
    messageId: id,
    functionError: 'broken',
    duplicate: false,
  });
  expect(fixture.emulator.messageTraces[0]!.versions[0]!.steps).toMatchObject([{ functionError: 'broken' }]);
  expect(await statusOf(fixture, channel, id)).toBe('PENDING');
  expect(fixture.emulator.events).toEqual([]);
});

test('an edit goes through the flow, and recipients see the old version until then', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const { held, id } = await sendThroughFlow(fixture, channel, 'old');

  const status = await edit(fixture, channel, id, 'new');
  const event = await held.next();
  const meanwhile = [
    await seenBy(fixture, channel, id, fixture.alice),
    await seenBy(fixture, channel, id, fixture.bob),
    await listedFor(fixture, channel, fixture.bob),
  ];
  await fixture.callBack(event, { Content: 'NEW' });

  expect(status).toBe('PENDING');
  expect(event.ChannelMessage.LastEditedTimestamp).toEqual(expect.any(String));
  expect(meanwhile).toEqual(['PENDING: new', 'SENT: old', ['SENT: old']]);
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('SENT: NEW');
  expect(fixture.shown(id).slice(2)).toEqual([
    'PENDING_UPDATE_CHANNEL_MESSAGE to alice: new',
    'UPDATE_CHANNEL_MESSAGE to alice+bob: NEW',
  ]);
});

test.each([
  ['keepsOld', 'SENT: old', ['SENT: old']],
  ['removesMessage', '404 NotFoundException', []],
] as const)('a denied edit: %s', async (deniedEdit, seen, listed) => {
  const fixture = await newFixture({ behavior: { deniedEdit } });
  const channel = await fixture.newModeratedChannel();
  const { held, id } = await sendThroughFlow(fixture, channel, 'old');

  await edit(fixture, channel, id, 'new');
  await fixture.callBack(await held.next(), {}, true);

  expect(await fixture.emulator.settled(id)).toBe('DENIED');
  expect(fixture.shown(id)[3]).toBe('DENIED_UPDATE_CHANNEL_MESSAGE to alice: new');
  expect(await seenBy(fixture, channel, id, fixture.alice)).toBe(seen);
  expect(await listedFor(fixture, channel, fixture.bob)).toEqual(listed);
});

test('an edit that fails is seen by its sender only', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const { id } = await sendThroughFlow(fixture, channel, 'old');
  fixture.emulator.faults.inject({ operation: 'InvokeProcessor', error: { name: 'Error', message: 'gone' } });

  await edit(fixture, channel, id, 'new');

  expect(await fixture.emulator.settled(id)).toBe('FAILED');
  expect(await seenBy(fixture, channel, id, fixture.alice)).toBe('FAILED: new');
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('SENT: old');
  expect(fixture.shown(id)[3]).toBe('FAILED_UPDATE_CHANNEL_MESSAGE to alice: new');
  expect(fixture.emulator.events[0]?.detail.failureReason).toBe('gone');
});

test.each([
  ['Conflict', '409 ConflictException'],
  ['Forbidden', '403 ForbiddenException'],
  ['BadRequest', '400 BadRequestException'],
] as const)('a pending message cannot be edited: %s', async (editUnsent, expected) => {
  const fixture = await newFixture({ behavior: { editUnsent } });
  const channel = await fixture.newModeratedChannel();
  fixture.holdProcessor();
  const id = await fixture.send(channel, 'old');

  expect(await refusalOf(edit(fixture, channel, id, 'new'))).toBe(expected);
});

test('a second callback is refused in three shapes, in turn', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  await fixture.send(channel, 'hello');
  const event = await held.next();
  await fixture.callBack(event);

  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await refusalOf(fixture.callBack(event)));

  expect(answers).toEqual([
    '400 BadRequestException',
    '409 ConflictException',
    '403 ForbiddenException',
    '400 BadRequestException',
  ]);
});

test('a second callback changes nothing', async () => {
  const fixture = await newFixture({ behavior: { secondCallback: 'Forbidden' } });
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'hello');
  const event = await held.next();
  await fixture.callBack(event);

  expect(await refusalOf(fixture.callBack(event, { Content: 'changed' }, true))).toBe(
    '403 ForbiddenException',
  );
  expect(await seenBy(fixture, channel, id, fixture.bob)).toBe('SENT: hello');
  expect(fixture.shown(id)).toHaveLength(2);
});

test('a callback for something else is refused', async () => {
  const fixture = await newFixture({ behavior: { callbackUnknownId: 'NotFound' } });
  const channel = await fixture.newModeratedChannel();
  const otherChannel = await fixture.newChannel();
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'hello');
  const event = await held.next();
  const { ChannelMessage: message } = event;

  const answers = [
    await refusalOf(fixture.callBack({ ...event, CallbackId: '0'.repeat(32) })),
    await refusalOf(fixture.callBack(event, { MessageId: 'other' })),
    await refusalOf(fixture.callBack({ ...event, ChannelMessage: { ...message, ChannelArn: otherChannel } })),
  ];

  expect(answers).toEqual(Array(3).fill('404 NotFoundException'));
  expect(await statusOf(fixture, channel, id)).toBe('PENDING');
});

test('a callback cannot make a message too long, or empty', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  await fixture.send(channel, 'hello');
  const event = await held.next();

  expect(await refusalOf(fixture.callBack(event, { Content: 'ä'.repeat(2049) }))).toBe(
    '400 BadRequestException',
  );
  expect(await refusalOf(fixture.callBack(event, { Content: '' }))).toBe('400 BadRequestException');
  expect(await refusalOf(fixture.callBack(event))).toBe('accepted');
});

test('in an elastic channel, event and callback carry the subchannel', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel({
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
    ChimeBearer: fixture.alice,
    MemberArn: fixture.bob,
    Type: 'DEFAULT',
  } as const;
  const { SubChannelId } = await fixture.messaging.send(
    new messaging.CreateChannelMembershipCommand(membership),
  );
  await fixture.associate(channel, await fixture.newFlow());
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'hello', { ChimeBearer: fixture.bob, SubChannelId });
  const event = await held.next();

  const without = await refusalOf(fixture.callBack(event));
  await fixture.callBack(event, { SubChannelId });

  expect(event.ChannelMessage.SubChannelId).toBe(SubChannelId);
  expect(without).toBe('400 BadRequestException');
  expect(fixture.shown(id)[1]).toBe('CREATE_CHANNEL_MESSAGE to bob: hello');
});

test('a processor has 48 hours to call back', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock });
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const late = await sendAndTake(fixture, channel, held);
  await clock.advance(1);
  const inTime = await sendAndTake(fixture, channel, held);

  await clock.advance(48 * HOUR);

  expect(await refusalOf(fixture.callBack(late))).toBe('403 ForbiddenException');
  expect(await refusalOf(fixture.callBack(inTime))).toBe('accepted');
  expect(await statusOf(fixture, channel, late.ChannelMessage.MessageId)).toBe('PENDING');
});

test('a message that nobody calls back for fails after 48 hours, if so wished', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock, behavior: { messageExpired: 'fails' } });
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const { ChannelMessage: forgotten } = await sendAndTake(fixture, channel, held);
  const answered = await sendAndTake(fixture, channel, held);
  await fixture.callBack(answered);

  await clock.advance(49 * HOUR);

  expect(await fixture.emulator.settled(forgotten.MessageId)).toBe('FAILED');
  expect(await fixture.emulator.settled(answered.ChannelMessage.MessageId)).toBe('SENT');
});

test('a message that failed does not fail once more when its channel loses the flow', async () => {
  const clock = EmulatorClock.manual();
  const behavior = { messageExpired: 'fails', pendingWhenDisassociated: 'fails' } as const;
  const fixture = await newFixture({ clock, behavior });
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();
  await fixture.associate(channel, flow);
  const { ChannelMessage: message } = await sendAndTake(fixture, channel, fixture.holdProcessor());
  await clock.advance(49 * HOUR);

  await fixture.takeFlowOff(channel, flow);

  const statuses = fixture.emulator.deliveries(message.MessageId).map(({ status }) => status);
  expect(statuses).toEqual(['PENDING', 'FAILED']);
});

test('an event can be delivered more than once', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock });
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  fixture.emulator.faults.inject({ operation: 'InvokeProcessor', duplicate: { copies: 2, after: 100 } });
  await fixture.send(channel, 'hello');
  const events = [await held.next()];

  await clock.advance(100);
  events.push(await held.next());
  await clock.advance(100);
  events.push(await held.next());

  expect(new Set(events.map((event) => event.CallbackId)).size).toBe(1);
  expect(fixture.emulator.invocations.map((invocation) => invocation.duplicate)).toEqual([false, true, true]);
});

test.each([
  ['atSend', FUNCTION_ARN],
  ['current', SECOND_FUNCTION_ARN],
] as const)(
  'an updated flow and messages that are pending: %s',
  async (pendingUsesProcessors, secondToRun) => {
    const fixture = await newFixture({ behavior: { pendingUsesProcessors } });
    const channel = await fixture.newChannel();
    const flow = await fixture.newFlow([processor(1), processor(2)]);
    await fixture.associate(channel, flow);
    const held = fixture.holdProcessor();
    const other = fixture.holdProcessor(SECOND_FUNCTION_ARN);
    await fixture.send(channel, 'hello');
    const event = await held.next();

    await fixture.messaging.send(
      new messaging.UpdateChannelFlowCommand({
        ChannelFlowArn: flow,
        Name: 'flow',
        Processors: [processor(1), processor(2, 'ABORT', SECOND_FUNCTION_ARN)],
      }),
    );
    await fixture.callBack(event);
    await (secondToRun === FUNCTION_ARN ? held : other).next();

    expect(fixture.emulator.invocations[1]?.functionArn).toBe(secondToRun);
  },
);

test('a message that is pending when its channel loses the flow still goes through it', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();
  await fixture.associate(channel, flow);
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, 'hello');
  const event = await held.next();

  await fixture.takeFlowOff(channel, flow);
  await fixture.callBack(event);

  expect(await fixture.emulator.settled(id)).toBe('SENT');
});

test('waiting for a message ends with the emulator', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  fixture.holdProcessor();
  const settled = fixture.emulator.settled(await fixture.send(channel, 'hello'));

  await Promise.all([fixture.emulator.close(), expect(settled).rejects.toThrow('the emulator was closed')]);

  await expect(fixture.emulator.settled('none')).rejects.toThrow('needs an open emulator');
});

test('deliveries can be followed', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const types: string[] = [];
  const stop = fixture.emulator.onDelivery((delivery) => types.push(delivery.eventType));

  await fixture.send(channel, 'one');
  stop();
  await fixture.send(channel, 'two');

  expect(types).toEqual(['CREATE_CHANNEL_MESSAGE']);
  expect(fixture.emulator.deliveries().map((delivery) => delivery.content)).toEqual(['one', 'two']);
});

test('the deliveries of a message are told apart from those in between, and known to who follows them', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const known: number[] = [];
  fixture.emulator.onDelivery(({ messageId }) => known.push(fixture.emulator.deliveries(messageId).length));

  const first = await fixture.send(channel, 'first');
  const second = await fixture.send(channel, 'second');
  await fixture.callBack(await held.next());
  await fixture.callBack(await held.next());

  const statuses = (id: string) => fixture.emulator.deliveries(id).map(({ status }) => status);
  expect([statuses(first), statuses(second)]).toEqual([
    ['PENDING', 'SENT'],
    ['PENDING', 'SENT'],
  ]);
  expect(known).toEqual([1, 1, 2, 2]);
  expect(fixture.emulator.deliveries('none')).toEqual([]);
});

test('the deliveries of a message are dropped with the oldest of all, beyond the limit', async () => {
  const fixture = await newFixture({ logLimit: 2 });
  const channel = await fixture.newChannel();
  const ids: string[] = [];

  for (let sent = 0; sent < 5; sent++) ids.push(await fixture.send(channel, 'hello'));

  expect(ids.map((id) => fixture.emulator.deliveries(id).length)).toEqual([0, 0, 0, 1, 1]);
});

test('a message whose first deliveries were dropped has those of a later edit', async () => {
  const fixture = await newFixture({ logLimit: 2 });
  const channel = await fixture.newChannel();
  const edited = await fixture.send(channel, 'hello');
  for (let sent = 0; sent < 4; sent++) await fixture.send(channel, 'more');

  await edit(fixture, channel, edited, 'edited');
  await fixture.send(channel, 'more');

  expect(fixture.emulator.deliveries(edited)).toMatchObject([
    { eventType: 'UPDATE_CHANNEL_MESSAGE', content: 'edited' },
  ]);
});

test('the deliveries of a message that is forgotten are found as long as they are kept', async () => {
  const fixture = await newFixture({ logLimit: 3 });
  const channel = await fixture.newChannel();
  const stored = await fixture.send(channel, 'stored');
  for (const content of ['one', 'two']) await edit(fixture, channel, stored, content);
  const passing: string[] = [];

  for (let sent = 0; sent < 6; sent++) {
    passing.push(await fixture.send(channel, 'passing', { Persistence: 'NON_PERSISTENT' }));
  }

  await expect(fixture.emulator.settled(passing[1]!)).rejects.toThrow('was sent'); // it is forgotten
  expect(passing.map((id) => fixture.emulator.deliveries(id).length)).toEqual([0, 1, 1, 1, 1, 1]);
  expect(fixture.emulator.deliveries(stored)).toEqual([]);
});

async function sendAndTake(
  fixture: Fixture,
  channel: string,
  held: ReturnType<Fixture['holdProcessor']>,
): Promise<ChannelFlowEvent> {
  await fixture.send(channel, 'hello');
  return held.next();
}

async function sendThroughFlow(
  fixture: Fixture,
  channel: string,
  content: string,
): Promise<{ held: ReturnType<Fixture['holdProcessor']>; id: string }> {
  const held = fixture.holdProcessor();
  const id = await fixture.send(channel, content);
  await fixture.callBack(await held.next());
  return { held, id };
}

async function edit(
  { messaging: client, alice }: Fixture,
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
  { messaging: client, alice }: Fixture,
  ChannelArn: string,
  MessageId: string,
): Promise<string> {
  const command = new messaging.GetChannelMessageStatusCommand({ ChannelArn, MessageId, ChimeBearer: alice });
  const answer = client.send(command);
  const refusal = await refusalOf(answer);
  return refusal === 'accepted' ? (await answer).Status!.Value! : refusal;
}

async function seenBy(
  { messaging: client }: Fixture,
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
  { messaging: client }: Fixture,
  ChannelArn: string,
  ChimeBearer: string,
): Promise<string[]> {
  const listed = await client.send(new messaging.ListChannelMessagesCommand({ ChannelArn, ChimeBearer }));
  return listed.ChannelMessages!.map((message) => `${message.Status?.Value}: ${message.Content}`);
}

test('a message that is pending in a channel that is deleted is delivered to nobody', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const held = fixture.holdProcessor();
  const messageId = await fixture.send(channel, 'hello');
  const event = await held.next();
  const settled = fixture.emulator.settled(messageId);
  settled.catch(() => undefined);

  await fixture.messaging.send(
    new messaging.DeleteChannelCommand({ ChannelArn: channel, ChimeBearer: fixture.alice }),
  );

  const reason = 'the channel was deleted while the message was pending';
  await expect(settled).rejects.toThrow(reason);
  await expect(fixture.emulator.settled(messageId)).rejects.toThrow(reason);
  expect(await refusalOf(fixture.callBack(event))).not.toBe('accepted');
  expect(fixture.shown(messageId)).toEqual(['PENDING_CREATE_CHANNEL_MESSAGE to alice: hello']);
  expect(fixture.emulator.messageTraces.at(-1)).toMatchObject({ removed: 'DELETED' });
});

test.each([
  ['goesOn', 'SENT'],
  ['fails', 'FAILED'],
] as const)(
  'a message that is pending when its channel loses the flow: %s',
  async (pendingWhenDisassociated, outcome) => {
    const fixture = await newFixture({ behavior: { pendingWhenDisassociated } });
    const channel = await fixture.newChannel();
    const flow = await fixture.newFlow();
    await fixture.associate(channel, flow);
    const held = fixture.holdProcessor();
    const messageId = await fixture.send(channel, 'hello');
    const event = await held.next();

    await fixture.takeFlowOff(channel, flow);
    await fixture.callBack(event).catch(() => undefined);

    expect(await fixture.emulator.settled(messageId)).toBe(outcome);
  },
);
