/** Changes of constructs that don't affect the channels: each channel keeps its flow. */
import type { Stack } from 'aws-cdk-lib';
import { association, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';

const local = Lifecycle.forFile();

type FlowId = 'First' | 'Second';
/** Construct ids of associations, with their channels and flows. */
type Wiring = Readonly<Record<string, readonly [channel: string, flow: FlowId]>>;

const wired = (place: Place, wiring: Wiring) => (scope: Stack) => {
  const flows = { First: flow(scope, place, {}, 'First'), Second: flow(scope, place, {}, 'Second') };
  const made = Object.entries(wiring).map(([id, [channel, chosen]]) =>
    association(scope, place, channel, flows[chosen], id),
  );
  return made.at(-1)!;
};

/**
 * A check for concurrent changes, an attempt, and the fallback if a channel keeps its flow until it is disassociated.
 */
const REPLACED = [
  'DescribeChannel',
  'AssociateChannelFlow',
  'DisassociateChannelFlow',
  'AssociateChannelFlow',
];

async function deployed(wiringOf: (channels: readonly [string, string, string]) => Wiring) {
  const place = await local.place();
  const channels = [
    await place.newChannel('a'),
    await place.newChannel('b'),
    await place.newChannel('c'),
  ] as const;
  const stack = local.stack();
  await stack.deploy(wired(place, wiringOf(channels)));
  const change = async (wiring: Wiring) => place.callsDuring(async () => stack.deploy(wired(place, wiring)));
  const flows = async () => Promise.all(channels.map(async (channel) => nameOf(await place.flowOn(channel))));
  const nameOf = (arn: string | undefined) =>
    (['First', 'Second'] as const).find((id) => stack.id(id) === arn);
  return { place, channels, stack, change, flows };
}

test('the first channel that leaves a list takes only its own association along', async () => {
  const { channels, change, flows } = await deployed((list) =>
    Object.fromEntries(list.map((channel, index) => [`A${index}`, [channel, 'First']])),
  );
  const [, second, third] = channels;

  const calls = await change({ A0: [second, 'First'], A1: [third, 'First'] });

  expect(calls).toEqual(['DisassociateChannelFlow']);
  expect(await flows()).toEqual([undefined, 'First', 'First']);
});

test('associations that swap their channels make no call', async () => {
  const { channels, change, flows } = await deployed(([a, b]) => ({
    One: [a, 'First'],
    Other: [b, 'Second'],
  }));
  const [a, b] = channels;

  expect(await change({ Other: [a, 'First'], One: [b, 'Second'] })).toEqual([]);
  expect(await flows()).toEqual(['First', 'Second', undefined]);
});

test('associations that swap their channels and keep their flows change them in place', async () => {
  const { channels, change, flows } = await deployed(([a, b]) => ({
    One: [a, 'First'],
    Other: [b, 'Second'],
  }));
  const [a, b] = channels;

  const calls = await change({ One: [b, 'First'], Other: [a, 'Second'] });

  expect(calls.sort()).toEqual([...REPLACED, ...REPLACED].sort());
  expect(await flows()).toEqual(['Second', 'First', undefined]);
});

test('an association that is renamed makes no call', async () => {
  const { channels, change, flows } = await deployed(([a]) => ({ Former: [a, 'First'] }));

  expect(await change({ Latter: [channels[0], 'First'] })).toEqual([]);
  expect(await flows()).toEqual(['First', undefined, undefined]);
});

test('an association that is renamed and gets another flow ends with that one', async () => {
  const { channels, change, flows } = await deployed(([a]) => ({ Former: [a, 'First'] }));

  const calls = await change({ Latter: [channels[0], 'Second'] });

  expect(calls).toEqual(REPLACED);
  expect(await flows()).toEqual(['Second', undefined, undefined]);
});

test.each<[string, (channels: readonly [string, string, string]) => Wiring]>([
  ['a list that gets shorter', ([, b, c]) => ({ A0: [b, 'First'], A1: [c, 'First'] })],
  ['a swap', ([a, b, c]) => ({ A0: [c, 'First'], A1: [a, 'Second'], A2: [b, 'Second'] })],
  ['a rename with another flow', ([a, b, c]) => ({ R0: [a, 'Second'], R1: [b, 'First'], R2: [c, 'Second'] })],
])('%s that is rolled back leaves every channel its flow', async (_, wiringOf) => {
  const { place, channels, stack, flows } = await deployed((list) =>
    Object.fromEntries(list.map((channel, index) => [`A${index}`, [channel, 'First']])),
  );

  await stack.fail((scope) => obstacle(scope, wired(place, wiringOf(channels))(scope)), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await flows()).toEqual(['First', 'First', 'First']);
});
