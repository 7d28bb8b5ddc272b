import { putInForce } from '../../../lambda/channel-flow-coverage/generation';
import { type CoverageSettings, StateFile } from '../../../lambda/coverage-state';
import { Failure } from '../../../lambda/protocol';
import { CoverageWorld, requestRun, type SentCall } from '../helpers/coverage-world';

let world: CoverageWorld;
beforeAll(async () => void (world = await CoverageWorld.start()));
afterAll(async () => world.emulator.close());

let appInstance: string;
let admin: string;
let flow: string;
/** The settings in effect, unless a test says otherwise. */
let usual: CoverageSettings;

beforeEach(async () => {
  ({ appInstance, admin, flow, settings: usual } = await world.newPlace());
});

async function deploy(changes: Partial<CoverageSettings> = {}): Promise<void> {
  const run = requestRun(world.clock, {});
  await world.complete(putInForce(run, new StateFile(world.state), () => ({ ...usual, ...changes })));
}

async function sweep(): Promise<Record<string, unknown>> {
  await world.complete(world.tick());
  return world.lines.at(-1)!;
}

async function newChannel(fields: Record<string, unknown> = {}): Promise<string> {
  return world.service.newChannel(appInstance, admin, fields);
}

async function newChannels(count: number, fields: Record<string, unknown> = {}): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, async () => newChannel(fields)));
}

const flowOf = async (channel: string) => world.service.flowOf(channel, admin);
const associations = () => world.calls.filter(({ operation }) => operation === 'AssociateChannelFlow');
const countOf = (operation: string) => world.calls.filter((call) => call.operation === operation).length;

test('gives the flow to every channel, and says so in one line with metrics', async () => {
  const channels = [...(await newChannels(70)), ...(await newChannels(3, { Privacy: 'PUBLIC' }))];
  await deploy();

  const line = await sweep();

  for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
  expect(line).toMatchObject({
    FunctionName: 'sweep',
    outcome: 'COMPLETED',
    channels: 73,
    matching: 73,
    associated: 73,
    uncovered: 0,
    UncoveredChannels: 0,
    Failures: 0,
    calls: world.calls.length,
  });
  expect(line.SweepDuration).toBeGreaterThan(20);
  expect(world.lines).toHaveLength(1);
});

test('makes one call for each channel that has no flow, and lists the rest 50 at a time', async () => {
  const channels = await newChannels(120);
  for (const channel of channels.slice(0, 110)) await world.service.setFlow(channel, admin, flow);
  await deploy();

  await sweep();

  expect(associations()).toHaveLength(10);
  expect(countOf('ListChannelsAssociatedWithChannelFlow')).toBe(3);
  expect(countOf('ListChannels')).toBe(1 + 3);
  expect(countOf('ListChannelFlows')).toBe(1);
  expect(world.calls).toHaveLength(18);
});

test('leaves channels alone that do not match', async () => {
  const matching = await newChannel({ Name: 'support-1', Privacy: 'PUBLIC', Mode: 'RESTRICTED' });
  const others = [
    await newChannel({ Name: 'sales', Privacy: 'PUBLIC', Mode: 'RESTRICTED' }),
    await newChannel({ Name: 'support-2', Privacy: 'PRIVATE', Mode: 'RESTRICTED' }),
    await newChannel({ Name: 'support-3', Privacy: 'PUBLIC', Mode: 'UNRESTRICTED' }),
  ];
  await deploy({ channels: { namePrefix: 'support-', privacy: 'PUBLIC', mode: 'RESTRICTED' } });

  const line = await sweep();

  expect(line).toMatchObject({ channels: 3, matching: 1, associated: 1 });
  expect(await flowOf(matching)).toBe(flow);
  for (const other of others) expect(await flowOf(other)).toBeUndefined();
});

test.each(['Conflict', 'overwrite'] as const)(
  'leaves a channel alone that got another flow after it was indexed, where that responds with: %s',
  async (associateOther) => {
    world.emulator.behavior.associateOther = associateOther;
    const other = await world.service.newFlow(appInstance, 'other');
    const channel = await newChannel();
    await deploy();
    world.fault = ({ operation }) => {
      if (operation === 'ListChannels') void world.service.setFlow(channel, admin, other);
      return undefined;
    };

    const line = await sweep();

    expect(await flowOf(channel)).toBe(other);
    expect(line).toMatchObject({ outcome: 'COMPLETED', associated: 0, uncovered: 0 });
  },
);

test('looks before it associates only where there are other flows', async () => {
  await newChannels(3);
  await deploy();
  await sweep();
  expect(countOf('DescribeChannel')).toBe(0);

  await world.service.newFlow(appInstance, 'other');
  await newChannels(3);
  await deploy();
  await sweep();
  expect(countOf('DescribeChannel')).toBe(3);
});

test.each(['Conflict', 'overwrite'] as const)(
  'moves the channels of a flow that it replaces, where that responds with: %s',
  async (associateOther) => {
    world.emulator.behavior.associateOther = associateOther;
    const former = await world.service.newFlow(appInstance, 'former');
    const other = await world.service.newFlow(appInstance, 'other');
    const [moved, kept, bare] = (await newChannels(3)) as [string, string, string];
    await world.service.setFlow(moved, admin, former);
    await world.service.setFlow(kept, admin, other);
    await deploy({ formerFlows: [former] });

    const line = await sweep();

    expect(await Promise.all([moved, kept, bare].map(flowOf))).toEqual([flow, other, flow]);
    expect(line).toMatchObject({ moved: 1, associated: 1 });
  },
);

test('moves the channels of a former flow once: who associates it later means it', async () => {
  const former = await world.service.newFlow(appInstance, 'former');
  const channel = await newChannel();
  await deploy({ formerFlows: [former], sweepInterval: 60_000 });
  await sweep();
  await world.service.setFlow(channel, admin, former);

  await world.complete(world.ticks(3));

  expect(await flowOf(channel)).toBe(former);
});

test('moves a channel of a former flow that the list of all channels misses', async () => {
  const former = await world.service.newFlow(appInstance, 'former');
  world.emulator.behavior.channelListDelay = 70_000;
  const [late, other] = [await newChannel({ Name: 'in-1' }), await newChannel({ Name: 'out-1' })];
  for (const channel of [late, other]) await world.service.setFlow(channel, admin, former);
  await deploy({ formerFlows: [former], channels: { namePrefix: 'in-' } });

  const line = await sweep();

  expect(line).toMatchObject({ outcome: 'COMPLETED', channels: 0, moved: 1 });
  expect(await flowOf(late)).toBe(flow);
  expect(await flowOf(other)).toBe(former);
});

test('knows a former flow until a whole sweep has found nothing to move', async () => {
  const former = await world.service.newFlow(appInstance, 'former');
  const channels = await newChannels(3);
  await deploy({ formerFlows: [former], sweepInterval: 60_000 });
  const give = async (channel: string) => world.service.setFlow(channel, admin, former);
  const formerFlows = async () => (await world.stateNow())!.generation.settings!.formerFlows;

  await give(channels[0]!);
  await sweep();
  expect(await formerFlows()).toEqual([former]);
  await give(channels[1]!);
  await world.complete(world.ticks(3));

  expect(await flowOf(channels[1]!)).toBe(flow);
  expect(await formerFlows()).toEqual([]);
});

test('sweeps when the interval has passed since the last sweep began, and says each minute how long ago that is', async () => {
  await deploy({ sweepInterval: 180_000 });

  await world.complete(world.ticks(7));

  expect(world.lines.map(({ outcome }) => outcome)).toEqual(
    'COMPLETED IDLE IDLE COMPLETED IDLE IDLE COMPLETED'.split(' '),
  );
  expect(world.lines.map(({ SecondsSinceSweep }) => SecondsSinceSweep)).toEqual(
    [expect.any(Number), 60, 120, 1, 60, 120, 1].map((each) =>
      typeof each === 'number' && each > 1 ? expect.closeTo(each, -1) : expect.any(Number),
    ),
  );
});

test('spreads its calls over all bearers, none of which exceeds its rate', async () => {
  const second = await world.service.newAdmin(appInstance, 'second');
  const third = await world.service.newAdmin(appInstance, 'third');
  await newChannels(200);
  await deploy({ bearers: [admin, second, third] });
  const start = world.clock.now();

  await sweep();

  const seconds = (world.clock.now() - start) / 1_000;
  expect(world.calls.length).toBeLessThanOrEqual(seconds * 9 + 3);
  expect(world.calls.length).toBeGreaterThan(seconds * 9 * 0.9);
  for (const bearer of [admin, second, third]) {
    const times = world.calls.filter((call) => (call.bearer ?? admin) === bearer).map(({ at }) => at);
    const pauses = times.slice(1).map((time, index) => time - times[index]!);
    expect(times.length).toBeGreaterThan(50);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(333);
  }
});

test('goes on in the next turn where the time of one is over', async () => {
  const channels = await newChannels(400);
  await deploy({ callsPerSecond: 0.4 });

  await world.complete(world.ticks(1));
  const [first] = world.lines;
  const done = associations().length;
  await world.complete(world.ticks(1));

  expect(first).toMatchObject({ outcome: 'UNFINISHED', Failures: 0 });
  expect(first).not.toHaveProperty('SweepDuration');
  expect(world.lines.at(-1)).toMatchObject({ outcome: 'COMPLETED', channels: 400, associated: 400 });
  expect(done).toBeGreaterThan(300);
  expect(associations()).toHaveLength(400);
  for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
});

test('keeps to the rate of its bearers where one turn follows another at once', async () => {
  await newChannels(3);
  await deploy({ callsPerSecond: 0.5, sweepInterval: 30_000 });

  await sweep();
  const first = world.calls.length;
  await sweep();

  expect(world.calls.length).toBeGreaterThan(first);
  const between = world.calls[first]!.at - world.calls[first - 1]!.at;
  expect(between).toBeGreaterThanOrEqual(2_000);
  expect(between).toBeLessThan(4_000);
});

test('restarts a list whose page token is refused, and keeps its knowledge', async () => {
  const channels = await newChannels(170);
  await deploy();
  let isRefused = false;
  world.fault = ({ operation, input }) => {
    if (
      operation === 'ListChannels' &&
      input.NextToken !== undefined &&
      countOf(operation) > 4 &&
      !isRefused
    ) {
      isRefused = true;
      (input as Record<string, unknown>).NextToken = 'unknown';
    }
    return undefined;
  };

  const line = await sweep();

  expect(isRefused).toBe(true);
  expect(line).toMatchObject({ outcome: 'COMPLETED', channels: 170, associated: 170 });
  expect(associations()).toHaveLength(170);
  for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
});

describe('a bearer that is no admin anymore', () => {
  test('is told of in words, and the next minute is another try', async () => {
    const channel = await newChannel();
    await deploy();
    await world.service.demote(appInstance, admin);

    const line = await sweep();
    expect(line).toMatchObject({
      outcome: 'FAILED',
      Failures: 2,
      reasons: [
        `${admin} is no longer an admin of the app instance`,
        'no bearer is an admin of the app instance anymore',
      ],
    });

    await world.service.promote(appInstance, admin);
    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', Failures: 0 });
    expect(await flowOf(channel)).toBe(flow);
  });

  test('leaves the work to the others', async () => {
    const second = await world.service.newAdmin(appInstance, 'second');
    const channels = await newChannels(60);
    await deploy({ bearers: [admin, second] });
    world.fault = ({ operation }) => {
      if (operation === 'AssociateChannelFlow') void world.service.demote(appInstance, admin).catch(() => {});
      return undefined;
    };

    const line = await sweep();

    expect(line).toMatchObject({ outcome: 'COMPLETED', uncovered: 0, Failures: 1 });
    for (const channel of channels) expect(await world.service.flowOf(channel, second)).toBe(flow);
  });
});

describe('a failure', () => {
  test.each(['throttled', 'failed', 'lost', 'cut off', 'dropped'] as const)(
    'of each third call (%s) is overcome',
    async (kind) => {
      const channels = await newChannels(40);
      await deploy();
      let count = 0;
      world.fault = () => (++count % 3 === 0 ? kind : undefined);

      const line = await sweep();

      expect(line).toMatchObject({ outcome: 'COMPLETED', uncovered: 0 });
      for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
    },
  );

  test.each(['NotFound', 'Forbidden', 'BadRequest'] as const)(
    'of a channel that is gone is none, where a look at it responds with: %s',
    async (absentResource) => {
      world.emulator.behavior.absentResource = absentResource;
      const [gone, kept] = (await newChannels(2)) as [string, string];
      await deploy();
      world.fault = ({ operation }) => {
        if (operation === 'AssociateChannelFlow') {
          void world.emulator.call('DeleteChannel', { ChannelArn: gone, ChimeBearer: admin }).catch(() => {});
        }
        return undefined;
      };

      expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', uncovered: 0, Failures: 0 });
      expect(await flowOf(kept)).toBe(flow);
    },
  );

  test('to find a channel whose flow is gone as well leaves it uncovered', async () => {
    const channel = await newChannel();
    await deploy();
    world.fault = ({ operation, input }) => {
      if (operation === 'AssociateChannelFlow') {
        void world.emulator.call('DeleteChannelFlow', { ChannelFlowArn: flow }).catch(() => {});
        return 'not found';
      }
      return operation === 'DescribeChannel' && input.ChannelArn === channel ? 'forbidden' : undefined;
    };

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', UncoveredChannels: 1 });
  });

  test('to find a channel, as somebody who is no admin anymore, leaves it to another bearer', async () => {
    const second = await world.service.newAdmin(appInstance, 'second');
    const channel = await newChannel();
    await deploy({ bearers: [admin, second] });
    world.fault = ({ operation }) => {
      if (operation !== 'AssociateChannelFlow' || associations().length > 1) return undefined;
      void world.service.demote(appInstance, admin);
      return 'not found';
    };

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', associated: 1, uncovered: 0 });
    expect(await world.service.flowOf(channel, second)).toBe(flow);
  });

  test('to list the flows is forgotten once the service responds again', async () => {
    const channels = await newChannels(400);
    await deploy();
    const start = world.clock.now();
    const isAway = ({ operation, at }: SentCall) =>
      operation === 'ListChannelFlows' && at > start + 55_000 && at < start + 72_000;
    world.fault = (call) => (isAway(call) ? 'failed' : undefined);

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', uncovered: 0, Failures: 0 });
    for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
  });

  test('of a channel that the service keeps refusing is left to the next sweep, and counted', async () => {
    const channels = await newChannels(3);
    await deploy();
    const isRefused = ({ operation, input }: SentCall) =>
      operation === 'AssociateChannelFlow' && input.ChannelArn === channels[1];
    world.fault = (call) => (isRefused(call) ? 'failed' : undefined);

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', UncoveredChannels: 1, associated: 2 });
  });

  test('of a channel that is in conflict with other changes for good is left to the next sweep, and counted', async () => {
    const channel = await newChannel();
    await deploy();
    world.fault = ({ operation }) => (operation === 'AssociateChannelFlow' ? 'conflict' : undefined);

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', UncoveredChannels: 1, associated: 0 });
    expect(await flowOf(channel)).toBeUndefined();
  });

  test('of a channel that got another flow, which responds with a conflict, is none', async () => {
    const channel = await newChannel();
    await deploy();
    const other = await world.service.newFlow(appInstance, 'other');
    world.fault = ({ operation }) => {
      if (operation !== 'AssociateChannelFlow') return undefined;
      void world.service.setFlow(channel, admin, other);
      return 'conflict';
    };

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', UncoveredChannels: 0, associated: 0 });
    expect(await flowOf(channel)).toBe(other);
  });

  test.each(['not found', 'conflict', 'failed'] as const)(
    'to disassociate a former flow, as somebody else has (%s), does not keep its channel from being moved',
    async (fault) => {
      world.emulator.behavior.associateOther = 'Conflict';
      const former = await world.service.newFlow(appInstance, 'former');
      const channel = await newChannel();
      await world.service.setFlow(channel, admin, former);
      await deploy({ formerFlows: [former] });
      let isFirst = true;
      world.fault = ({ operation }) => {
        if (operation !== 'DisassociateChannelFlow' || !isFirst) return undefined;
        isFirst = false;
        void world.service.setFlow(channel, admin, undefined);
        return fault;
      };

      expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', UncoveredChannels: 0 });
      expect(await flowOf(channel)).toBe(flow);
    },
  );

  test('to look whether a channel is there is no proof that it is gone', async () => {
    const channel = await newChannel();
    await deploy();
    let refusals = 0;
    world.fault = ({ operation }) => {
      if (operation === 'AssociateChannelFlow' && refusals++ === 0) return 'not found';
      return operation === 'DescribeChannel' && refusals === 1 ? 'failed' : undefined;
    };

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', uncovered: 0 });
    expect(await flowOf(channel)).toBe(flow);
  });

  test('because the flow is gone is told of in words', async () => {
    await deploy();
    await world.emulator.call('DeleteChannelFlow', { ChannelFlowArn: flow });

    expect(await sweep()).toMatchObject({
      outcome: 'FAILED',
      Failures: 1,
      reasons: [`channel flow ${flow} does not exist`],
    });
  });

  /** Makes the store reject writes for some seconds of the first turn. */
  function keepStoreAway(from: number, to: number): void {
    const start = world.clock.now();
    const write = world.state.write.bind(world.state);
    jest.spyOn(world.state, 'write').mockImplementation(async (text, etag) => {
      const seconds = (world.clock.now() - start) / 1_000;
      if (seconds >= from && seconds < to) throw new Failure('the store is away', 'wait');
      return write(text, etag);
    });
  }

  test('of the store for less than the lease lasts is overcome', async () => {
    await newChannels(300);
    await deploy();
    keepStoreAway(15, 40);

    expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', associated: 300, Failures: 0 });
  });

  test('of the store for longer ends the turn, is told of as one, and is overcome in the next', async () => {
    await newChannels(300);
    await deploy();
    keepStoreAway(15, 100);

    expect(await sweep()).toMatchObject({ outcome: 'FAILED', Failures: 1, reasons: ['the store is away'] });
    await world.complete(world.ticks(3));
    expect(world.lines).toContainEqual(expect.objectContaining({ outcome: 'COMPLETED', channels: 300 }));
  });

  test('of the store is told of, with no age', async () => {
    await deploy();
    jest.spyOn(world.state, 'read').mockRejectedValue(new TypeError('secret text'));

    const line = await sweep();

    expect(line).toMatchObject({ outcome: 'FAILED', Failures: 1 });
    expect(line).not.toHaveProperty('SecondsSinceSweep');
    expect(JSON.stringify(line)).not.toContain('secret text');
  });
});

test('counts a flow that is not visible yet as no reason to give channels up', async () => {
  const channels = await newChannels(5);
  world.emulator.behavior.visibilityDelay = 3_000;
  flow = await world.service.newFlow(appInstance, 'new');
  await deploy({ channelFlowArn: flow });

  await world.complete(world.ticks(3));

  const sweeps = world.lines.filter(({ outcome }) => outcome === 'COMPLETED');
  expect(sweeps).toMatchObject([{ uncovered: 0 }]);
  for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
});

test('does nothing, and says nothing, where nothing was deployed or the coverage was deleted', async () => {
  await world.complete(world.tick());
  const run = requestRun(world.clock, { RequestType: 'Delete' });
  await world.complete(putInForce(run, new StateFile(world.state), () => undefined));
  await world.complete(world.tick());

  expect(world.lines).toEqual([]);
  expect(world.calls).toEqual([]);
});

test('ends at once when another generation comes, which then has its own way', async () => {
  await newChannels(100);
  const replacement = await world.service.newFlow(appInstance, 'replacement');
  await deploy();
  const turn = world.tick();
  await world.complete(world.clock.sleep(15_000));

  await deploy({ channelFlowArn: replacement, formerFlows: [flow] });
  const count = world.calls.length;
  await world.complete(turn);

  expect(world.calls).toHaveLength(count);
  expect(world.lines.at(-1)).toMatchObject({ outcome: 'OVERTAKEN', Failures: 0 });
  expect(await sweep()).toMatchObject({ outcome: 'COMPLETED' });
});

test('keeps its lease from another generation until an association on its way has landed', async () => {
  await newChannels(100);
  const replacement = await world.service.newFlow(appInstance, 'replacement');
  await deploy();
  const turn = world.tick();
  await world.complete(world.clock.sleep(19_000)); // a second later, the turn renews its lease
  const landed: number[] = [];
  world.onEffect = ({ operation, doneAt }) =>
    void (operation === 'AssociateChannelFlow' && landed.push(doneAt!));
  world.fault = ({ operation }) => (operation === 'AssociateChannelFlow' ? 'late' : undefined);

  await deploy({ channelFlowArn: replacement, formerFlows: [flow] });
  const inForceAt = world.clock.now();
  await world.complete(turn);
  await world.complete(world.clock.sleep(60_000));

  expect(landed.length).toBeGreaterThan(0);
  expect(Math.max(...landed)).toBeLessThanOrEqual(inForceAt);
});

test('begins anew for a filter that widens in its middle', async () => {
  const before = await newChannels(60, { Name: 'room-1', Privacy: 'PUBLIC' });
  const others = await newChannels(3, { Name: 'other', Privacy: 'PUBLIC' });
  await newChannels(60, { Name: 'room-2' });
  await deploy({ channels: { namePrefix: 'room' }, callsPerSecond: 1 });
  const run = world.newFunction(100_000);
  await world.complete(world.tick(run));
  expect((await world.stateNow())?.sweep?.done).toContain('PUBLIC');

  await deploy();
  const widenedAt = world.clock.now();
  expect(await sweep()).toMatchObject({ outcome: 'COMPLETED', matching: 123, uncovered: 0 });

  for (const channel of [...before, ...others]) expect(await flowOf(channel)).toBe(flow);
  const { generation, lastSweep } = (await world.stateNow())!;
  expect(lastSweep?.requestId).toBe(generation.requestId);
  expect(lastSweep?.startedAt).toBeGreaterThanOrEqual(widenedAt - 1_000); // the store's times are in whole seconds
});

test('writes no names, metadata or tags into its log', async () => {
  await newChannels(3, { Name: 'my-secret', Metadata: 'my-secret' });
  await deploy();
  world.fault = ({ operation }) => (operation === 'AssociateChannelFlow' ? 'failed' : undefined);

  await sweep();

  expect(JSON.stringify(world.lines)).not.toContain('my-secret');
});
