import type { Stack } from 'aws-cdk-lib';
import { association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { Channel, ChannelFlow, ChannelFlowAssociation, ChimeBearer } from '../../src';

const local = Lifecycle.forFile();

/** Two flows, and a channel that has one of them. */
function choice(place: Place, channel: string, chosen: 'First' | 'Second') {
  return (scope: Stack) => {
    const flows = { First: flow(scope, place, {}, 'First'), Second: flow(scope, place, {}, 'Second') };
    association(scope, place, channel, flows[chosen]);
  };
}

async function deployed(options = {}) {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack(options);
  await stack.deploy(choice(place, channel, 'First'));
  return { place, channel, stack };
}

test('a channel gets its flow by one call after a look, and the physical id comes from the channel', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => association(scope, place, channel, flow(scope, place))),
  );

  expect(calls).toEqual(['CreateChannelFlow', 'DescribeChannel', 'AssociateChannelFlow']);
  expect(stack.id('Association')).toBe(`${channel}/channel-flow`);
  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
});

test('a flow is disassociated from a channel by one call', async () => {
  const { place, channel, stack } = await deployed();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => {
      flow(scope, place, {}, 'First');
      flow(scope, place, {}, 'Second');
    }),
  );

  expect(calls).toEqual(['DisassociateChannelFlow']);
  expect(await place.flowOn(channel)).toBeUndefined();
});

test('a channel changes its flow by a look and three calls at most', async () => {
  const { place, channel, stack } = await deployed();
  const id = stack.id('Association');

  const calls = await place.callsDuring(async () => stack.deploy(choice(place, channel, 'Second')));

  expect(calls.length).toBeLessThanOrEqual(4);
  expect(stack.id('Association')).toBe(id);
  expect(await place.flowOn(channel)).toBe(stack.id('Second'));
});

test('another channel takes the place of the former one', async () => {
  const place = await local.place();
  const [former, latter] = [await place.newChannel(), await place.newChannel()];
  const stack = local.stack();
  await stack.deploy((scope) => association(scope, place, former, flow(scope, place)));

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => association(scope, place, latter, flow(scope, place))),
  );

  expect(calls).toEqual(['DescribeChannel', 'AssociateChannelFlow', 'DisassociateChannelFlow']);
  expect(stack.id('Association')).toBe(`${latter}/channel-flow`);
  expect(await place.flowOn(latter)).toBe(stack.id('Flow'));
  expect(await place.flowOn(former)).toBeUndefined();
});

test('another bearer makes no call', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const actingAs = (bearer: string) => (scope: Stack) => {
    new ChannelFlowAssociation(scope, 'Association', {
      channelFlow: flow(scope, place),
      channel: Channel.fromChannelArn(scope, 'Channel', channel),
      bearer: ChimeBearer.fromArn(bearer),
    });
  };
  await stack.deploy(actingAs(place.admin));
  const user = await place.newUser('another');

  const calls = await place.callsDuring(async () => stack.deploy(actingAs(user)));

  expect(stack.asked('Association')).toHaveLength(2);
  expect(calls).toEqual([]);
});

test('a flow that somebody else associated gives way when the association is made', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const foreign = await place.newFlow('foreign');
  await place.setFlow(channel, foreign);
  const stack = local.stack();

  await stack.deploy((scope) => association(scope, place, channel, flow(scope, place)));

  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  expect(await place.flowArns()).toContain(foreign);
});

test('a channel that has the flow already is adopted', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const arn = await place.newFlow('theirs');
  await place.setFlow(channel, arn);
  const stack = local.stack();

  await stack.deploy((scope) =>
    association(scope, place, channel, ChannelFlow.fromChannelFlowArn(scope, 'Flow', arn)),
  );

  expect(await place.flowOn(channel)).toBe(arn);
});

test('events that are delivered twice end as one', async () => {
  const { place, channel, stack } = await deployed({ duplicateDelivery: true });

  await stack.deploy(choice(place, channel, 'Second'));
  await stack.deployment.functions.idle();
  expect(await place.flowOn(channel)).toBe(stack.id('Second'));

  await stack.destroy();
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
});

test('channels of one stack share a flow', async () => {
  const place = await local.place();
  const channels = await Promise.all(['a', 'b', 'c'].map(async (name) => place.newChannel(name)));
  const stack = local.stack();

  await stack.deploy((scope) => {
    const shared = flow(scope, place);
    channels.forEach((channel, index) => association(scope, place, channel, shared, `Association${index}`));
  });

  expect((await place.channelsWith(stack.id('Flow'))).sort()).toEqual([...channels].sort());
});

test('what the service refuses for another reason is told, and nothing is left', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  place.fault({ operation: 'AssociateChannelFlow', error: { name: 'BadRequestException', message: 'no' } });

  await stack.fail((scope) => association(scope, place, channel, flow(scope, place)));

  expect(stack.reasons).toEqual([
    expect.stringMatching(
      /^could not create association of channel arn:.* with channel flow arn:.*: AssociateChannelFlow of arn:.* failed with BadRequestException: no \(request id .*\); correct the properties of the resource$/,
    ),
  ]);
  expect(stack.asked('Association')).toEqual([
    'Create',
    expect.stringMatching(/^Delete channel-flow-association-not-created\//),
  ]);
  expect(await place.flowArns()).toEqual([]);
});
