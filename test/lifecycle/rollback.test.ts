import type { Stack } from 'aws-cdk-lib';
import { association, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { LiveStack } from './helpers/live-stack';
import type { RollbackOfReplacement } from '../../testing';

const local = Lifecycle.forFile();

const MODES: RollbackOfReplacement[] = ['reversedUpdate', 'restoreOldId'];

/** Deploys a change that fails afterward, so that it is rolled back. */
async function rollBack(
  stack: LiveStack,
  change: (scope: Stack) => Parameters<typeof obstacle>[1],
): Promise<void> {
  await stack.fail((scope) => obstacle(scope, change(scope)), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const failed = stack.events.filter(({ status }) => status.endsWith('_FAILED'));
  expect(failed.map(({ logicalId }) => logicalId)).toEqual([OBSTACLE]);
}

test('name, processors and tags of a flow go back', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'v1', tags: { a: '1', b: '2' } }));
  const before = await place.flows();

  await rollBack(stack, (scope) => flow(scope, place, { channelFlowName: 'v2', tags: { b: '3', c: '4' } }));

  expect(await place.flows()).toEqual(before);
  expect(await place.tags(stack.id('Flow'))).toEqual({ a: '1', b: '2' });
});

test('a step that fails after another was done goes back as well, with a wait that takes no time', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'v1', tags: { a: '1' } }));
  place.fault({
    operation: 'TagResource',
    match: (input) => JSON.stringify(input.Tags).includes('"b"'),
    error: { name: 'ResourceLimitExceededException' },
  });
  const skipped = () => local.emulator.clock.now() - Date.now();
  const before = skipped();

  await stack.fail((scope) => flow(scope, place, { channelFlowName: 'v2', tags: { b: '2' } }));

  expect(stack.reasons[0]).toMatch(/TagResource .* ResourceLimitExceededException/);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: 'v1' }]);
  expect(await place.tags(stack.id('Flow'))).toEqual({ a: '1' });
  expect(skipped() - before).toBeGreaterThan(100_000); // the rollback outlasts calls that may still be in progress: docs/adr/0014
});

test.each(MODES)(
  'a replaced flow comes back, or an equal one in its place: %s',
  async (rollbackOfReplacement) => {
    const [before, after] = [await local.place(), await local.place()];
    const channel = await before.newChannel();
    const stack = local.stack({ rollbackOfReplacement });
    await stack.deploy((scope) => {
      association(scope, before, channel, flow(scope, before, { tags: { a: '1' } }));
    });

    await stack.fail((scope) => obstacle(scope, flow(scope, after, { tags: { a: '1' } })), {
      failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
    });

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await before.flowArns()).toEqual([stack.id('Flow')]);
    expect(await before.tags(stack.id('Flow'))).toEqual({ a: '1' });
    expect(await before.flowOn(channel)).toBe(stack.id('Flow'));
    expect(await after.flowArns()).toEqual([]);
    await stack.destroy();
    expect(await before.flowArns()).toEqual([]);
  },
);

test('a flow that was added goes again', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place));
  const before = await place.flowArns();

  await rollBack(stack, (scope) => {
    flow(scope, place);
    return flow(scope, place, {}, 'Added');
  });

  expect(await place.flowArns()).toEqual(before);
});

test('a channel goes back to its former flow', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const withFlow = (chosen: 0 | 1) => (scope: Stack) => {
    const flows = [flow(scope, place, {}, 'First'), flow(scope, place, {}, 'Second')] as const;
    return association(scope, place, channel, flows[chosen]);
  };
  await stack.deploy(withFlow(0));

  await rollBack(stack, withFlow(1));

  expect(await place.flowOn(channel)).toBe(stack.id('First'));
  expect(stack.asked('Association')).toHaveLength(3);
});

test.each(MODES)('an association goes back to its former channel: %s', async (rollbackOfReplacement) => {
  const place = await local.place();
  const channels = [await place.newChannel(), await place.newChannel()] as const;
  const stack = local.stack({ rollbackOfReplacement });
  const onChannel = (chosen: 0 | 1) => (scope: Stack) =>
    association(scope, place, channels[chosen], flow(scope, place));
  await stack.deploy(onChannel(0));

  await rollBack(stack, onChannel(1));

  expect(await place.flowOn(channels[0])).toBe(stack.id('Flow'));
  expect(await place.flowOn(channels[1])).toBeUndefined();
  expect(stack.id('Association')).toBe(`${channels[0]}/channel-flow`);
});

test('a flow that was associated by the change that fails is disassociated again', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place));

  await rollBack(stack, (scope) => association(scope, place, channel, flow(scope, place)));

  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([stack.id('Flow')]);
});

test('a change of channel that the service refuses leaves the former association', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const withFlow = (chosen: 0 | 1) => (scope: Stack) => {
    const flows = [flow(scope, place, {}, 'First'), flow(scope, place, {}, 'Second')] as const;
    association(scope, place, channel, flows[chosen]);
  };
  await stack.deploy(withFlow(0));
  place.fault({
    operation: 'AssociateChannelFlow',
    match: ({ ChannelFlowArn }) => ChannelFlowArn === stack.id('Second'),
    error: { name: 'BadRequestException' },
  });

  await stack.fail(withFlow(1));

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flowOn(channel)).toBe(stack.id('First'));
});
