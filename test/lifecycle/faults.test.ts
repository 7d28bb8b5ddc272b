/** Brief failures of the service or the network. */
import type { Stack } from 'aws-cdk-lib';
import { association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place, PlaceFault } from './helpers/place';

const local = Lifecycle.forFile({ denials: true });

const OPERATIONS = [
  'AssociateChannelFlow',
  'CreateChannelFlow',
  'DeleteChannelFlow',
  'DescribeChannel',
  'DisassociateChannelFlow',
  'TagResource',
  'UntagResource',
  'UpdateChannelFlow',
] as const;

/** Two flows and a channel, in a first and a second version. */
function version(place: Place, channel: string, number: 1 | 2) {
  return (scope: Stack) => {
    const tags: Record<string, string> = number === 1 ? { a: '1', b: '1' } : { b: '2', c: '2' };
    const first = flow(scope, place, { channelFlowName: `first v${number}`, tags }, 'First');
    const second = flow(scope, place, {}, 'Second');
    association(scope, place, channel, number === 1 ? first : second);
  };
}

test.each<[string, Omit<PlaceFault, 'operation'>]>([
  ['throttled', { error: { name: 'ThrottledClientException' }, times: 2 }],
  ['status 500', { error: { name: 'ServiceFailureException' }, times: 2 }],
  ['status 503', { error: { name: 'ServiceUnavailableException' }, times: 2 }],
  ['not permitted yet', { error: { name: 'AccessDeniedException' }, times: 2 }],
  ['cut off before the work', { reset: true, times: 2 }],
  ['cut off after the work', { loseResponse: true, times: 2 }],
  ['cut off after the work, then throttled', { loseResponse: true, times: 1 }],
])(
  'create, update and delete come through when the first calls of each operation are %s',
  async (name, fault) => {
    const place = await local.place();
    const channel = await place.newChannel();
    const stack = local.stack();
    const next = () => OPERATIONS.map((operation) => place.fault({ ...fault, operation }));
    const throttle = () =>
      OPERATIONS.map((operation) =>
        place.fault({ operation, skip: 1, times: 1, error: { name: 'ThrottledClientException' } }),
      );
    const struck = next();
    if (name.endsWith('throttled') && fault.loseResponse) throttle();

    await stack.deploy(version(place, channel, 1));
    expect(await place.flowOn(channel)).toBe(stack.id('First'));
    expect((await place.flowArns()).sort()).toEqual([stack.id('First'), stack.id('Second')].sort());

    struck.push(...next());
    await stack.deploy(version(place, channel, 2));
    expect(await place.flowOn(channel)).toBe(stack.id('Second'));
    expect((await place.flows()).map(({ Name }) => Name).sort()).toEqual(['Second', 'first v2']);
    expect(await place.tags(stack.id('First'))).toEqual({ b: '2', c: '2' });

    struck.push(...next());
    await stack.destroy();
    expect(await place.flowArns()).toEqual([]);
    expect(await place.flowOn(channel)).toBeUndefined();
    expect(struck.reduce((sum, { hits }) => sum + hits, 0)).toBeGreaterThanOrEqual(10);
  },
);

test('policies that take time to spread are waited for', async () => {
  await Lifecycle.during({ denials: true }, async (lifecycle) => {
    const [before, after] = [await lifecycle.place(), await lifecycle.place()];
    const channels = [await before.newChannel(), await after.newChannel()] as const;
    const stack = lifecycle.stack({ iamPropagationDelay: 5000 });
    await stack.deploy((scope) => association(scope, before, channels[0], flow(scope, before)));
    const denied = lifecycle.emulator.requests.filter(
      ({ errorName }) => errorName === 'AccessDeniedException',
    );
    expect(denied.length).toBeGreaterThan(0);

    await stack.deploy((scope) => association(scope, after, channels[1], flow(scope, after)));

    expect(await after.flowOn(channels[1])).toBe(stack.id('Flow'));
    expect(await before.flowArns()).toEqual([]);
    await stack.destroy();
    expect(await after.flowArns()).toEqual([]);
  });
});

test('many resources at once come through a low quota of requests', async () => {
  const place = await local.place();
  const channels = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => place.newChannel(`${index}`)),
  );
  const stack = local.stack();
  const throttle = place.fault({ throttle: { requestsPerSecond: 1 } });

  await stack.deploy((scope) => {
    channels.forEach((channel, index) =>
      association(scope, place, channel, flow(scope, place, {}, `Flow${index}`), `Association${index}`),
    );
  });

  expect(throttle.hits).toBeGreaterThan(0);
  expect(await place.flowArns()).toHaveLength(6);
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});
