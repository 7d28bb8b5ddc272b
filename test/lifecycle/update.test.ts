import type { Stack } from 'aws-cdk-lib';
import { bearer, flow, processors } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { type ChannelFlowProps, FallbackAction } from '../../src';

const local = Lifecycle.forFile();

/** A stack with one flow, and its definition with other properties. */
async function deployed(props: Partial<ChannelFlowProps> = {}, options = {}) {
  const place = await local.place();
  const stack = local.stack(options);
  await stack.deploy((scope) => flow(scope, place, props));
  return { place, stack, arn: stack.id('Flow') };
}

test('a new name takes one call, and the flow stays the same one', async () => {
  const { place, stack, arn } = await deployed({ channelFlowName: 'before' });

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => flow(scope, place, { channelFlowName: 'after' })),
  );

  expect(calls).toEqual(['DescribeChannelFlow', 'UpdateChannelFlow']);
  expect(stack.id('Flow')).toBe(arn);
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Name: 'after' }]);
});

test.each<[string, (scope: Stack) => Partial<ChannelFlowProps>, object[]]>([
  [
    'another fallback action',
    (scope) => ({
      processors: [{ ...processors(scope, 'Moderate')[0]!, fallbackAction: FallbackAction.CONTINUE }],
    }),
    [{ Name: 'Moderate', FallbackAction: 'CONTINUE' }],
  ],
  [
    'another processor name',
    (scope) => ({ processors: [{ ...processors(scope, 'Moderate')[0]!, processorName: 'renamed' }] }),
    [{ Name: 'renamed', FallbackAction: 'ABORT' }],
  ],
  [
    'another order',
    (scope) => ({ processors: processors(scope, 'Mask', 'Moderate') }),
    [
      { Name: 'Mask', ExecutionOrder: 1 },
      { Name: 'Moderate', ExecutionOrder: 2 },
    ],
  ],
])('%s takes one call', async (_what, props, expected) => {
  const { place, stack, arn } = await deployed();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => flow(scope, place, props(scope))),
  );

  expect(calls).toEqual(['DescribeChannelFlow', 'UpdateChannelFlow']);
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Processors: expected }]);
});

test('a deployment without a change makes no call', async () => {
  const { place, stack } = await deployed({ tags: { team: 'chat' } });

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => flow(scope, place, { tags: { team: 'chat' } })),
  );

  expect(calls).toEqual([]);
  expect(stack.requests).toHaveLength(1);
});

test('an update that concerns the deletion only makes no call', async () => {
  const { place, stack, arn } = await deployed();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => flow(scope, place, { disassociateOnDelete: bearer(place) })),
  );

  expect(stack.asked('Flow')).toEqual(['Create', `Update ${arn}`]);
  expect(calls).toEqual([]);
});

test('an update that is delivered twice ends as one', async () => {
  const { place, stack, arn } = await deployed({ tags: { a: '1', b: '2' } }, { duplicateDelivery: true });

  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'after', tags: { b: '3', c: '4' } }));
  await stack.deployment.functions.idle();

  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Name: 'after' }]);
  expect(await place.tags(arn)).toEqual({ b: '3', c: '4' });
});

test('an update that the service refuses is reported, and the rollback restores the former state', async () => {
  const { place, stack, arn } = await deployed({ channelFlowName: 'before' });
  place.fault({
    operation: 'UpdateChannelFlow',
    match: ({ Name }) => Name === 'after',
    error: { name: 'BadRequestException', message: 'no such name' },
  });

  await stack.fail((scope) => flow(scope, place, { channelFlowName: 'after' }));

  expect(stack.reasons).toEqual([
    expect.stringMatching(
      /^could not update channel flow arn:.*: UpdateChannelFlow of arn:.* failed with BadRequestException: no such name \(request id .*\); correct the properties of the resource$/,
    ),
  ]);
  expect(stack.asked('Flow')).toEqual(['Create', `Update ${arn}`, `Update ${arn}`]);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Name: 'before' }]);
});

test('one function serves many flows of a stack', async () => {
  const place = await local.place();
  const stack = local.stack();
  const names = Array.from({ length: 4 }, (_, index) => `Flow${index}`);
  const flows = (suffix: string) => (scope: Stack) => {
    for (const name of names) flow(scope, place, { channelFlowName: name + suffix }, name);
  };

  await stack.deploy(flows(' v1'));
  const arns = await place.flowArns();
  await stack.deploy(flows(' v2'));

  expect(await place.flowArns()).toEqual(arns);
  expect((await place.flows()).map(({ Name }) => Name).sort()).toEqual(
    names.map((name) => `${name} v2`).sort(),
  );
  expect(stack.deployment.resources.filter(({ type }) => type === 'AWS::Lambda::Function')).toHaveLength(2);
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});
