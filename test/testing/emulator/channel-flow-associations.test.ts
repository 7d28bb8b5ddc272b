import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, refusalOf, type Fixture } from './support';
import { type EmulatorBehavior, EmulatorClock } from '../../../testing/emulator';

interface Association extends Fixture {
  channel: string;
  flow: string;
  flowOf(): Promise<string | undefined>;
  disassociate(flow?: string, bearer?: string): Promise<string>;
  tryToAssociate(flow: string, bearer?: string): Promise<string>;
}

test('a channel is associated with a flow, and freed of it', async () => {
  const fixture = await newPair();

  const associated = await fixture.tryToAssociate(fixture.flow);
  const while_ = await fixture.flowOf();
  const freed = await fixture.disassociate();

  expect([associated, while_, freed, await fixture.flowOf()]).toEqual([
    'accepted',
    fixture.flow,
    'accepted',
    undefined,
  ]);
});

test.each([
  ['alice', 'the moderator', 'accepted'],
  ['admin', 'an admin that is no member', 'accepted'],
  ['bob', 'a member', '403 ForbiddenException'],
] as const)('%s, %s, may or may not associate and disassociate', async (who, _, expected) => {
  const fixture = await newPair();

  const associated = await fixture.tryToAssociate(fixture.flow, fixture[who]);
  await fixture.tryToAssociate(fixture.flow);
  const freed = await fixture.disassociate(fixture.flow, fixture[who]);

  expect([associated, freed]).toEqual([expected, expected]);
});

test('readers hear late of an association and of its end, writers at once', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newPair({ associationVisibilityDelay: 5000 }, clock);
  const listed = async () => {
    const input = { ChannelFlowArn: fixture.flow };
    const command = new messaging.ListChannelsAssociatedWithChannelFlowCommand(input);
    return (await fixture.messaging.send(command)).Channels?.length;
  };
  const shown = async () => [await fixture.flowOf(), await listed()];

  await fixture.tryToAssociate(fixture.flow);
  const before = [await shown(), await clock.advance(4999), await shown()];
  await clock.advance(1);
  const after = await shown();
  await fixture.disassociate();
  const ended = await shown();
  const isGone = await fixture.disassociate();
  await clock.advance(5000);

  expect(before).toEqual([[undefined, 0], undefined, [undefined, 0]]);
  expect([after, ended]).toEqual([
    [fixture.flow, 1],
    [fixture.flow, 1],
  ]);
  expect(isGone).toBe('404 NotFoundException');
  expect(await shown()).toEqual([undefined, 0]);
});

test.each([
  ['ok', 'accepted'],
  ['Conflict', '409 ConflictException'],
] as const)('associating the same flow again: %s', async (associateSame, expected) => {
  const fixture = await newPair({ associateSame });
  await fixture.tryToAssociate(fixture.flow);

  expect(await fixture.tryToAssociate(fixture.flow)).toBe(expected);
  expect(await fixture.flowOf()).toBe(fixture.flow);
});

test.each([
  ['Conflict', '409 ConflictException', false],
  ['overwrite', 'accepted', true],
] as const)('associating another flow: %s', async (associateOther, expected, isOverwritten) => {
  const fixture = await newPair({ associateOther });
  await fixture.tryToAssociate(fixture.flow);
  const other = await fixture.newFlow();

  expect(await fixture.tryToAssociate(other)).toBe(expected);
  expect(await fixture.flowOf()).toBe(isOverwritten ? other : fixture.flow);
  expect(await channelsOf(fixture, fixture.flow)).toEqual(isOverwritten ? [] : [fixture.channel]);
});

test.each([
  ['NotFound', '404 NotFoundException'],
  ['Conflict', '409 ConflictException'],
  ['Forbidden', '403 ForbiddenException'],
  ['ok', 'accepted'],
] as const)(
  'disassociating a flow that the channel does not have: %s',
  async (disassociateUnassociated, expected) => {
    const fixture = await newPair({ disassociateUnassociated });

    expect(await fixture.disassociate()).toBe(expected);
    await fixture.tryToAssociate(await fixture.newFlow());
    expect(await fixture.disassociate()).toBe(expected);
    expect(await fixture.flowOf()).toBeDefined();
  },
);

test.each([
  ['NotFound', '404 NotFoundException'],
  ['Forbidden', '403 ForbiddenException'],
] as const)('a channel or flow that does not exist: %s', async (answer, expected) => {
  const fixture = await newPair({ associateAbsentChannel: answer, associateAbsentFlow: answer });
  const otherChannel = new messaging.AssociateChannelFlowCommand({
    ChannelArn: `${fixture.channel}x`,
    ChannelFlowArn: fixture.flow,
    ChimeBearer: fixture.alice,
  });

  expect(await refusalOf(fixture.messaging.send(otherChannel))).toBe(expected);
  expect(await fixture.tryToAssociate(`${fixture.flow}x`)).toBe(expected);
  expect(await fixture.disassociate(`${fixture.flow}x`)).toBe(expected);
});

test('a flow of another app instance cannot be associated', async () => {
  const fixture = await newPair();
  const appInstance = fixture.appInstance;
  fixture.appInstance = await fixture.newAppInstance('other');
  const foreign = await fixture.newFlow();
  fixture.appInstance = appInstance;

  expect(await fixture.tryToAssociate(foreign)).toBe('404 NotFoundException');
});

test('the channels of a flow are listed in pages', async () => {
  const fixture = await newPair();
  const channels = [fixture.channel, await fixture.newChannel(), await fixture.newChannel()];
  for (const channel of [...channels].reverse()) await fixture.associate(channel, fixture.flow);
  const page = (NextToken?: string) =>
    fixture.messaging.send(
      new messaging.ListChannelsAssociatedWithChannelFlowCommand({
        ChannelFlowArn: fixture.flow,
        MaxResults: 2,
        NextToken,
      }),
    );

  const first = await page();
  const second = await page(first.NextToken);

  expect(first.Channels?.[0]).toEqual({
    ChannelArn: fixture.channel,
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
  const fixture = await newPair({ deleteAssociatedChannel });
  await fixture.tryToAssociate(fixture.flow);

  const remove = new messaging.DeleteChannelCommand({
    ChannelArn: fixture.channel,
    ChimeBearer: fixture.alice,
  });

  expect(await refusalOf(fixture.messaging.send(remove))).toBe(expected);
  expect((await channelsOf(fixture, fixture.flow)).length).toBe(left.length);
});

test('a flow counts as associated for a while after it was disassociated, if so wished', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newPair({ disassociationDelay: 1000 }, clock);
  await fixture.tryToAssociate(fixture.flow);
  await fixture.disassociate();
  const remove = () =>
    refusalOf(
      fixture.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn: fixture.flow })),
    );

  expect(await remove()).toBe('409 ConflictException');
  await clock.advance(1000);
  expect(await remove()).toBe('accepted');
});

async function newPair(behavior?: Partial<EmulatorBehavior>, clock?: EmulatorClock): Promise<Association> {
  const fixture = await newFixture({ behavior, clock });
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();
  const send = fixture.messaging;
  return Object.assign(fixture, {
    channel,
    flow,
    async flowOf() {
      const command = new messaging.DescribeChannelCommand({
        ChannelArn: channel,
        ChimeBearer: fixture.alice,
      });
      return (await send.send(command)).Channel?.ChannelFlowArn;
    },
    async disassociate(ChannelFlowArn: string = flow, ChimeBearer: string = fixture.alice) {
      const input = { ChannelArn: channel, ChannelFlowArn, ChimeBearer };
      return refusalOf(send.send(new messaging.DisassociateChannelFlowCommand(input)));
    },
    async tryToAssociate(ChannelFlowArn: string, ChimeBearer: string = fixture.alice) {
      const input = { ChannelArn: channel, ChannelFlowArn, ChimeBearer };
      return refusalOf(send.send(new messaging.AssociateChannelFlowCommand(input)));
    },
  });
}

async function channelsOf(fixture: Fixture, ChannelFlowArn: string): Promise<(string | undefined)[]> {
  const command = new messaging.ListChannelsAssociatedWithChannelFlowCommand({ ChannelFlowArn });
  return (await fixture.messaging.send(command)).Channels!.map((channel) => channel.ChannelArn);
}
