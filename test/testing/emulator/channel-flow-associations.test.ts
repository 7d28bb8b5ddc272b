import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, refusalOf, type World } from './support';
import { type EmulatorBehavior, EmulatorClock } from '../../../testing/emulator';

interface Association extends World {
  channel: string;
  flow: string;
  flowOf(): Promise<string | undefined>;
  disassociate(flow?: string, bearer?: string): Promise<string>;
  tryToAssociate(flow: string, bearer?: string): Promise<string>;
}

test('a channel is associated with a flow, and freed of it', async () => {
  const world = await newPair();

  const associated = await world.tryToAssociate(world.flow);
  const while_ = await world.flowOf();
  const freed = await world.disassociate();

  expect([associated, while_, freed, await world.flowOf()]).toEqual([
    'accepted',
    world.flow,
    'accepted',
    undefined,
  ]);
});

test.each([
  ['alice', 'the moderator', 'accepted'],
  ['admin', 'an admin that is no member', 'accepted'],
  ['bob', 'a member', '403 ForbiddenException'],
] as const)('%s, %s, may or may not associate and disassociate', async (who, _, expected) => {
  const world = await newPair();

  const associated = await world.tryToAssociate(world.flow, world[who]);
  await world.tryToAssociate(world.flow);
  const freed = await world.disassociate(world.flow, world[who]);

  expect([associated, freed]).toEqual([expected, expected]);
});

test('readers hear late of an association and of its end, writers at once', async () => {
  const clock = EmulatorClock.manual();
  const world = await newPair({ associationVisibilityDelay: 5000 }, clock);
  const listed = async () => {
    const input = { ChannelFlowArn: world.flow };
    const command = new messaging.ListChannelsAssociatedWithChannelFlowCommand(input);
    return (await world.messaging.send(command)).Channels?.length;
  };
  const shown = async () => [await world.flowOf(), await listed()];

  await world.tryToAssociate(world.flow);
  const before = [await shown(), await clock.advance(4999), await shown()];
  await clock.advance(1);
  const after = await shown();
  await world.disassociate();
  const ended = await shown();
  const isGone = await world.disassociate();
  await clock.advance(5000);

  expect(before).toEqual([[undefined, 0], undefined, [undefined, 0]]);
  expect([after, ended]).toEqual([
    [world.flow, 1],
    [world.flow, 1],
  ]);
  expect(isGone).toBe('404 NotFoundException');
  expect(await shown()).toEqual([undefined, 0]);
});

test.each([
  ['ok', 'accepted'],
  ['Conflict', '409 ConflictException'],
] as const)('associating the same flow again: %s', async (associateSame, expected) => {
  const world = await newPair({ associateSame });
  await world.tryToAssociate(world.flow);

  expect(await world.tryToAssociate(world.flow)).toBe(expected);
  expect(await world.flowOf()).toBe(world.flow);
});

test.each([
  ['Conflict', '409 ConflictException', false],
  ['overwrite', 'accepted', true],
] as const)('associating another flow: %s', async (associateOther, expected, isOverwritten) => {
  const world = await newPair({ associateOther });
  await world.tryToAssociate(world.flow);
  const other = await world.newFlow();

  expect(await world.tryToAssociate(other)).toBe(expected);
  expect(await world.flowOf()).toBe(isOverwritten ? other : world.flow);
  expect(await channelsOf(world, world.flow)).toEqual(isOverwritten ? [] : [world.channel]);
});

test.each([
  ['NotFound', '404 NotFoundException'],
  ['Conflict', '409 ConflictException'],
  ['Forbidden', '403 ForbiddenException'],
  ['ok', 'accepted'],
] as const)(
  'disassociating a flow that the channel does not have: %s',
  async (disassociateUnassociated, expected) => {
    const world = await newPair({ disassociateUnassociated });

    expect(await world.disassociate()).toBe(expected);
    await world.tryToAssociate(await world.newFlow());
    expect(await world.disassociate()).toBe(expected);
    expect(await world.flowOf()).toBeDefined();
  },
);

test.each([
  ['NotFound', '404 NotFoundException'],
  ['Forbidden', '403 ForbiddenException'],
] as const)('a channel or flow that does not exist: %s', async (answer, expected) => {
  const world = await newPair({ associateAbsentChannel: answer, associateAbsentFlow: answer });
  const otherChannel = new messaging.AssociateChannelFlowCommand({
    ChannelArn: `${world.channel}x`,
    ChannelFlowArn: world.flow,
    ChimeBearer: world.alice,
  });

  expect(await refusalOf(world.messaging.send(otherChannel))).toBe(expected);
  expect(await world.tryToAssociate(`${world.flow}x`)).toBe(expected);
  expect(await world.disassociate(`${world.flow}x`)).toBe(expected);
});

test('a flow of another app instance cannot be associated', async () => {
  const world = await newPair();
  const appInstance = world.appInstance;
  world.appInstance = await world.newAppInstance('other');
  const foreign = await world.newFlow();
  world.appInstance = appInstance;

  expect(await world.tryToAssociate(foreign)).toBe('404 NotFoundException');
});

test('the channels of a flow are listed in pages', async () => {
  const world = await newPair();
  const channels = [world.channel, await world.newChannel(), await world.newChannel()];
  for (const channel of [...channels].reverse()) await world.associate(channel, world.flow);
  const page = (NextToken?: string) =>
    world.messaging.send(
      new messaging.ListChannelsAssociatedWithChannelFlowCommand({
        ChannelFlowArn: world.flow,
        MaxResults: 2,
        NextToken,
      }),
    );

  const first = await page();
  const second = await page(first.NextToken);

  expect(first.Channels?.[0]).toEqual({
    ChannelArn: world.channel,
    Name: 'channel',
    Mode: 'UNRESTRICTED',
    Privacy: 'PRIVATE',
  });
  expect([...first.Channels!, ...second.Channels!].map((channel) => channel.ChannelArn)).toEqual(channels);
  expect(second.NextToken).toBeUndefined();
});

test.each([
  ['ok', 'accepted', []],
  ['Conflict', '409 ConflictException', ['channel']],
] as const)('deleting a channel that has a flow: %s', async (deleteAssociatedChannel, expected, left) => {
  const world = await newPair({ deleteAssociatedChannel });
  await world.tryToAssociate(world.flow);

  const remove = new messaging.DeleteChannelCommand({ ChannelArn: world.channel, ChimeBearer: world.alice });

  expect(await refusalOf(world.messaging.send(remove))).toBe(expected);
  expect((await channelsOf(world, world.flow)).length).toBe(left.length);
});

test('a flow counts as associated for a while after it was taken off, if so wished', async () => {
  const clock = EmulatorClock.manual();
  const world = await newPair({ disassociationDelay: 1000 }, clock);
  await world.tryToAssociate(world.flow);
  await world.disassociate();
  const remove = () =>
    refusalOf(world.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn: world.flow })));

  expect(await remove()).toBe('409 ConflictException');
  await clock.advance(1000);
  expect(await remove()).toBe('accepted');
});

async function newPair(behavior?: Partial<EmulatorBehavior>, clock?: EmulatorClock): Promise<Association> {
  const world = await newWorld({ behavior, clock });
  const channel = await world.newChannel();
  const flow = await world.newFlow();
  const send = world.messaging;
  return Object.assign(world, {
    channel,
    flow,
    async flowOf() {
      const command = new messaging.DescribeChannelCommand({ ChannelArn: channel, ChimeBearer: world.alice });
      return (await send.send(command)).Channel?.ChannelFlowArn;
    },
    async disassociate(ChannelFlowArn: string = flow, ChimeBearer: string = world.alice) {
      const input = { ChannelArn: channel, ChannelFlowArn, ChimeBearer };
      return refusalOf(send.send(new messaging.DisassociateChannelFlowCommand(input)));
    },
    async tryToAssociate(ChannelFlowArn: string, ChimeBearer: string = world.alice) {
      const input = { ChannelArn: channel, ChannelFlowArn, ChimeBearer };
      return refusalOf(send.send(new messaging.AssociateChannelFlowCommand(input)));
    },
  });
}

async function channelsOf(world: World, ChannelFlowArn: string): Promise<(string | undefined)[]> {
  const command = new messaging.ListChannelsAssociatedWithChannelFlowCommand({ ChannelFlowArn });
  return (await world.messaging.send(command)).Channels!.map((channel) => channel.ChannelArn);
}
