import type { Stack } from 'aws-cdk-lib';
import { admin, appInstanceIn, processors } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { ChannelFlow, type ChannelFlowCoverageOptions } from '../../src';
import { LocalCloud } from '../../testing';

const local = Lifecycle.forFile();

const MINUTE = 60_000;

/** A flow that covers every channel of a place, as an admin of its own. */
function covered(
  scope: Stack,
  place: Place,
  member: string,
  options: Partial<ChannelFlowCoverageOptions> = {},
) {
  const { bearer } = admin(scope, place, member);
  const flow = new ChannelFlow(scope, 'Flow', {
    appInstance: appInstanceIn(scope, place),
    processors: processors(scope, 'Moderate'),
    channelFlowName: 'covering',
    disassociateOnDelete: bearer,
  });
  flow.addCoverage('Coverage', { bearers: [bearer], ...options });
  return flow;
}

/** A place with a stack that covers its channels. */
async function deployed(options: Partial<ChannelFlowCoverageOptions> = {}) {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  const deploy = async (changed = options) =>
    stack.deploy((scope) => void covered(scope, place, sweeper, changed));
  await deploy();
  return { place, sweeper, stack, deploy, flow: stack.id('Flow') };
}

/** Lets time pass, with everything that happens in it. */
async function pass(minutes: number): Promise<void> {
  await local.emulator.clock.advance(minutes * MINUTE);
  await LocalCloud.of(local.emulator).lambda.idle();
}

test('a channel that is created at run time gets the flow with the next sweep, and one with another flow keeps that', async () => {
  const { place, flow } = await deployed();
  await pass(1);
  const channel = await place.newChannel('by hand');
  const theirs = await place.newFlow('theirs');
  const moderated = await place.newChannel('moderated by others');
  await place.setFlow(moderated, theirs);

  await pass(4);
  expect(await place.flowOn(channel)).toBeUndefined();
  await pass(2);

  expect(await place.flowOn(channel)).toBe(flow);
  expect(await place.flowOn(moderated)).toBe(theirs);
});

test('the first sweep begins within a minute, and covers what was there before', async () => {
  const place = await local.place();
  const channels = await Promise.all(['one', 'two'].map(async (name) => place.newChannel(name)));
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  await stack.deploy((scope) => void covered(scope, place, sweeper));

  await pass(1.1);

  expect(await place.channelsWith(stack.id('Flow'))).toEqual(expect.arrayContaining(channels));
});

test('destroying the stack leaves no bucket, no object and no rule, and takes the flow off its channels', async () => {
  const { place, stack } = await deployed();
  const channel = await place.newChannel();
  await pass(1.1);
  const bucket = stack.id('Flow/Coverage/State');
  const rule = `arn:aws:events:us-east-1:111122223333:rule/${stack.id('Flow/Coverage/Schedule')}`;
  const { s3, eventBus } = LocalCloud.of(local.emulator);
  expect(s3.list(bucket)).not.toEqual([]);
  expect(eventBus.matches(rule)).toHaveLength(1);

  await stack.destroy();

  expect(s3.hasBucket(bucket)).toBe(false);
  expect(eventBus.matches(rule)).toEqual([]);
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
  expect(await place.admins()).toEqual([]);
  const before = place.requests.length;
  await pass(10);
  expect(place.requests).toHaveLength(before);
});
