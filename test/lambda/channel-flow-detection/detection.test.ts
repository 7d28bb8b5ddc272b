import { putInForce } from '../../../lambda/channel-flow-coverage/generation';
import { createHandler } from '../../../lambda/channel-flow-detection/handler';
import { type CoverageSettings, StateFile } from '../../../lambda/coverage-state';
import { CoverageWorld, requestRun } from '../helpers/coverage-world';

let world: CoverageWorld;
beforeAll(async () => void (world = await CoverageWorld.start()));
afterAll(async () => world.emulator.close());

let appInstance: string;
let admin: string;
let flow: string;
let usual: CoverageSettings;

beforeEach(async () => {
  ({ appInstance, admin, flow, settings: usual } = await world.newPlace());
  await deploy();
});

/** Puts a generation into effect; without settings, there is nothing left to do. */
async function deploy(changes: Partial<CoverageSettings> | null = {}): Promise<void> {
  const settings = changes ? { ...usual, callsPerSecond: 1.5, ...changes } : undefined;
  const run = requestRun(world.clock, {});
  await world.complete(putInForce(run, new StateFile(world.detection), () => settings));
}

async function newChannel(
  fields: Record<string, unknown> = {},
  of = appInstance,
  by = admin,
): Promise<string> {
  return world.service.newChannel(of, by, fields);
}

const created = (ChannelArn: string) => ({ EventType: 'CREATE_CHANNEL', Payload: { ChannelArn } });
const updated = (ChannelArn: string) => ({ EventType: 'UPDATE_CHANNEL', Payload: { ChannelArn } });

/** The positions of the records to deliver again. */
async function detect(...records: unknown[]): Promise<number[]> {
  const { batchItemFailures } = await world.complete(world.detect(records));
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
}

const flowOf = async (channel: string) => world.service.flowOf(channel, admin);
const operations = () => world.calls.map(({ operation }) => operation);
const line = () => world.lines.at(-1)!;

test.each([
  ['flat', (ChannelArn: string) => ({ ChannelArn, Name: 'c' })],
  ['nested', (ChannelArn: string) => ({ Channel: { ChannelArn, Name: 'c' } })],
])('a new channel has the flow after a look and an association, told by a %s payload', async (_, Payload) => {
  const channel = await newChannel();

  expect(await detect({ EventType: 'CREATE_CHANNEL', Payload: Payload(channel) })).toEqual([]);
  expect(await flowOf(channel)).toBe(flow);
  expect(operations()).toEqual(['DescribeChannel', 'AssociateChannelFlow']);
  expect(line()).toMatchObject({
    FunctionName: 'sweep',
    DetectedChannels: 1,
    DetectionFailures: 0,
    channels: 1,
  });
});

test('a channel that was changed has the flow, too', async () => {
  const channel = await newChannel();

  await detect(updated(channel));

  expect(await flowOf(channel)).toBe(flow);
});

test('records that are doubled, reordered and late lead to one association', async () => {
  const channel = await newChannel();

  await detect(updated(channel), created(channel), created(channel));
  await detect(created(channel));

  expect(operations()).toEqual(['DescribeChannel', 'AssociateChannelFlow', 'DescribeChannel']);
});

test('what an association itself emits ends after one look', async () => {
  const channel = await newChannel();
  await detect(created(channel));

  await detect(updated(channel));

  expect(operations().slice(2)).toEqual(['DescribeChannel']);
  expect(line()).toMatchObject({ DetectedChannels: 0, covered: 1 });
});

test.each(['Conflict', 'overwrite'] as const)(
  'a channel of another flow is left alone, where an association responds with: %s',
  async (associateOther) => {
    world.emulator.behavior.associateOther = associateOther;
    const other = await world.service.newFlow(appInstance, 'other');
    const channel = await newChannel();
    await world.service.setFlow(channel, admin, other);

    expect(await detect(created(channel))).toEqual([]);
    expect(await flowOf(channel)).toBe(other);
    expect(operations()).toEqual(['DescribeChannel']);
  },
);

test('a channel that gets another flow between the look and the association is left alone if that is a conflict', async () => {
  world.emulator.behavior.associateOther = 'Conflict';
  const other = await world.service.newFlow(appInstance, 'other');
  const channel = await newChannel();
  world.fault = ({ operation }) => {
    if (operation === 'AssociateChannelFlow') void world.service.setFlow(channel, admin, other);
    return undefined;
  };

  expect(await detect(created(channel))).toEqual([]);
  expect(await flowOf(channel)).toBe(other);
});

test('a channel of a flow that the own one has replaced is left to the sweep', async () => {
  const former = await world.service.newFlow(appInstance, 'former');
  const channel = await newChannel();
  await world.service.setFlow(channel, admin, former);

  await detect(updated(channel));

  expect(await flowOf(channel)).toBe(former);
});

test('only channels that match are covered, according to the service, not to the record', async () => {
  await deploy({ channels: { namePrefix: 'support-', privacy: 'PUBLIC' } });
  const wanted = { Name: 'support-1', Privacy: 'PUBLIC' };
  const [matching, other] = [await newChannel(wanted), await newChannel({ Name: 'sales' })];

  await detect(
    { EventType: 'CREATE_CHANNEL', Payload: { ChannelArn: other, ...wanted } },
    { EventType: 'CREATE_CHANNEL', Payload: { ChannelArn: matching, Name: 'sales' } },
  );

  expect([await flowOf(matching), await flowOf(other)]).toEqual([flow, undefined]);
  expect(line()).toMatchObject({ DetectedChannels: 1, notMatching: 1 });
});

describe('a forged record', () => {
  test('of another app instance leads to no call', async () => {
    const theirs = await world.service.newAppInstance();
    const owner = await world.service.newAdmin(theirs, 'owner');
    const channel = await newChannel({}, theirs, owner);

    expect(await detect(created(channel))).toEqual([]);
    expect(operations()).toEqual([]);
    expect(await world.service.flowOf(channel, owner)).toBeUndefined();
  });

  test.each<[string, (channel: string) => unknown]>([
    ['that is no JSON', () => '{'],
    ['of nothing', () => 'null'],
    ['without a payload', () => ({ EventType: 'CREATE_CHANNEL' })],
    ['with a payload of text', () => ({ EventType: 'CREATE_CHANNEL', Payload: 'text' })],
    ['with an ARN that is no text', () => ({ EventType: 'CREATE_CHANNEL', Payload: { ChannelArn: ['x'] } })],
    ['of another event', (channel) => ({ EventType: 'DELETE_CHANNEL', Payload: { ChannelArn: channel } })],
    ['of something inside a channel', (channel) => created(`${channel}/membership/x`)],
    ['of an ARN that goes on', (channel) => created(`${channel}|${channel}`)],
    [
      'of an app instance with a longer id',
      (channel) => created(channel.replace('/channel/', '-2/channel/')),
    ],
    ['of a flow', () => created(flow)],
    ['of an id that is too long', () => created(`${appInstance}/channel/${'x'.repeat(65)}`)],
  ])('%s leads to no call and to no failure', async (_, recordOf) => {
    const channel = await newChannel();

    expect(await detect(recordOf(channel))).toEqual([]);
    expect(operations()).toEqual([]);
    expect(JSON.stringify(world.lines)).not.toContain('xxx');
  });

  test('of a channel that does not exist is given up after a few looks, and counted', async () => {
    expect(await detect(created(`${appInstance}/channel/none`))).toEqual([]);
    expect(line()).toMatchObject({ DetectionFailures: 1, refused: 1 });
    expect(operations().filter((operation) => operation === 'DescribeChannel')).toHaveLength(4);
  });
});

test.each(['anything', {}, undefined, { Records: [{}] }])('an input like %j is no failure', async (event) => {
  const unused = () => {
    throw new Error('unused');
  };
  const handler = createHandler({
    client: { send: unused },
    openState: unused,
    timers: world.clock,
    coverage: 'sweep',
    write: unused,
  });
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 1_000 };

  expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
});

test('a channel that is not visible yet is looked at again', async () => {
  const channel = await newChannel();
  let refusals = 2;
  world.fault = ({ operation }) =>
    operation === 'DescribeChannel' && refusals-- > 0 ? 'forbidden' : undefined;

  await detect(created(channel));

  expect(await flowOf(channel)).toBe(flow);
});

test.each(['throttled', 'failed', 'lost', 'cut off', 'conflict'] as const)(
  'an association that is %s once is made good, after another look',
  async (fault) => {
    const channel = await newChannel();
    let faults = 1;
    world.fault = ({ operation }) =>
      operation === 'AssociateChannelFlow' && faults-- > 0 ? fault : undefined;

    expect(await detect(created(channel))).toEqual([]);
    expect(await flowOf(channel)).toBe(flow);
  },
);

test('a record whose call gets no response is delivered again, and the rest is done', async () => {
  const [mute, other] = [await newChannel(), await newChannel()];
  world.fault = ({ operation, input }) =>
    operation === 'AssociateChannelFlow' && input.ChannelArn === mute ? 'failed' : undefined;

  expect(await detect(created(mute), created(other), updated(mute))).toEqual([0, 2]);
  expect(await flowOf(other)).toBe(flow);
  expect(line()).toMatchObject({ DetectedChannels: 1, DetectionFailures: 1 });
  expect(line().reasons).toEqual([expect.stringContaining('AssociateChannelFlow of')]);
});

test('another bearer goes on where one is no admin anymore', async () => {
  const second = await world.service.newAdmin(appInstance, 'second');
  await deploy({ bearers: [admin, second] });
  const channel = await newChannel();
  await world.service.demote(appInstance, admin);
  world.emulator.behavior.unknownBearer = 'Forbidden';

  expect(await detect(created(channel))).toEqual([]);
  expect(await world.service.flowOf(channel, second)).toBe(flow);
});

test('no bearer is called as more often than allowed, also by batches that follow each other closely', async () => {
  const channels = await Promise.all(Array.from({ length: 8 }, async () => newChannel()));
  for (const channel of channels) await detect(created(channel), updated(channel));
  await detect(...channels.map(updated));

  const times = world.calls.map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    if (index > 0) expect(at - times[index - 1]!).toBeGreaterThanOrEqual(1_000 / 1.5 - 1);
  }
  for (const channel of channels) expect(await flowOf(channel)).toBe(flow);
});

test('two shards work one after the other', async () => {
  const channels = await Promise.all(Array.from({ length: 6 }, async () => newChannel()));
  const batches = [channels.slice(0, 3), channels.slice(3)].map(async (batch) =>
    world.detect(batch.map(created)),
  );

  const responses = await world.complete(Promise.all(batches));

  expect(responses).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
  const runs = world.calls.map(({ run }) => run);
  expect(runs).toEqual([...runs].sort((one, other) => runs.indexOf(one) - runs.indexOf(other)));
});

describe('the fence', () => {
  test('a coverage that has ended, or detects no more, leads to no call', async () => {
    const channel = await newChannel();
    await deploy(null);

    expect(await detect(created(channel))).toEqual([]);
    expect(operations()).toEqual([]);
    expect(world.lines).toEqual([]);
  });

  test('no turn of a former generation writes once a new one is in force', async () => {
    const next = await world.service.newFlow(appInstance, 'next');
    const channels = await Promise.all(Array.from({ length: 40 }, async () => newChannel()));
    const working = world.detect(channels.map(created));
    await world.complete(world.clock.sleep(3_000));
    await deploy({ channelFlowArn: next });
    const inForceAt = world.clock.now();

    const { batchItemFailures } = await world.complete(working);

    expect(batchItemFailures.length).toBeGreaterThan(0);
    const late = world.calls.filter(({ at, input }) => at > inForceAt && input.ChannelFlowArn === flow);
    expect(late).toEqual([]);
    await world.complete(world.clock.sleep(1_000));
    for (const part of [0, 20]) await detect(...channels.slice(part, part + 20).map(created));
    const flows = await Promise.all(channels.map(flowOf));
    expect(new Set(flows)).toEqual(new Set([flow, next]));
  });

  test('what was done before a new generation came in force is not done again', async () => {
    const channel = await newChannel();
    const working = world.detect([created(channel)]);
    await world.complete(world.clock.sleep(300));
    await deploy();

    expect(await world.complete(working)).toEqual({ batchItemFailures: [] });
    expect(line()).toMatchObject({ DetectedChannels: 1, DetectionFailures: 0 });
  });

  test('a function that died is waited for as long as its lease lasts', async () => {
    const [one, two] = [await newChannel(), await newChannel()];
    const dead = world.newFunction();
    void world.detect([created(one)], dead);
    await world.complete(world.clock.sleep(300));
    dead.isDead = true;

    expect(await detect(created(two))).toEqual([]);
    expect(await flowOf(two)).toBe(flow);
  });

  test('records that time does not suffice for are delivered again', async () => {
    const channels = await Promise.all(Array.from({ length: 100 }, async () => newChannel()));

    const left = await detect(...channels.map(created));

    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(100);
    expect((await Promise.all(left.map(async (index) => flowOf(channels[index]!)))).every((f) => !f)).toBe(
      true,
    );
  });

  test('a store that fails leaves all records', async () => {
    const channel = await newChannel();
    world.detection.faults.push(...Array<'request lost'>(8).fill('request lost'));

    expect(await detect(created(channel), updated(channel))).toEqual([0, 1]);
    expect(line()).toMatchObject({ DetectionFailures: 2 });
  });
});
