import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { appInstanceIn, association, obstacle, OBSTACLE } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { ChannelFlow, type IChannelFlow } from '../../src';

const local = Lifecycle.forFile();

function lookup(stack: Stack, place: Place, channelFlowName: string): IChannelFlow {
  const found = ChannelFlow.fromChannelFlowName(stack, 'Found', {
    appInstance: appInstanceIn(stack, place),
    channelFlowName,
  });
  new CfnOutput(stack, 'Id', { value: found.channelFlowId });
  return found;
}

test('a flow is found by its name, and can be associated', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  await place.newFlow('another');
  const wanted = await place.newFlow('wanted');
  const stack = local.stack();

  await stack.deploy((scope) => association(scope, place, channel, lookup(scope, place, 'wanted')));

  expect(stack.id('Found')).toBe(wanted);
  expect(stack.deployment.outputs.Id).toBe(wanted.split('/').at(-1));
  expect(await place.flowOn(channel)).toBe(wanted);
  await stack.destroy();
  expect(await place.flowArns()).toContain(wanted);
});

test('it is found on a later page', async () => {
  const place = await local.place();
  for (let index = 0; index < 60; index++) await place.newFlow(`flow ${index}`);
  const stack = local.stack();

  const calls = await place.callsDuring(async () => stack.deploy((scope) => lookup(scope, place, 'flow 59')));

  expect(calls).toEqual(['ListChannelFlows', 'ListChannelFlows']);
  expect((await place.flows()).find(({ Name }) => Name === 'flow 59')!.ChannelFlowArn).toBe(
    stack.id('Found'),
  );
});

test('another name leads to another flow, and neither is touched', async () => {
  const place = await local.place();
  const flows = [await place.newFlow('one'), await place.newFlow('two')];
  const stack = local.stack();
  await stack.deploy((scope) => lookup(scope, place, 'one'));

  const calls = await place.callsDuring(async () => {
    await stack.deploy((scope) => lookup(scope, place, 'two'));
    expect(stack.id('Found')).toBe(flows[1]);
    await stack.destroy();
  });

  expect(new Set(calls)).toEqual(new Set(['ListChannelFlows']));
  expect(await place.flowArns()).toEqual(flows);
});

test('fails if no flow has the name', async () => {
  const place = await local.place();
  const stack = local.stack();

  await stack.fail((scope) => lookup(scope, place, 'nobody'));

  expect(stack.reasons).toEqual([
    expect.stringMatching(
      /lookup of channel flow "nobody" in arn:.*: there is none; correct the name, or create the flow first$/,
    ),
  ]);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
});

test('a rollback ends if the former flow is gone, in a stack that has only a lookup', async () => {
  await Lifecycle.during({ denials: true }, async (lifecycle) => {
    const place = await lifecycle.place();
    const former = await place.newFlow('one');
    await place.newFlow('two');
    const stack = lifecycle.stack();
    await stack.deploy((scope) => lookup(scope, place, 'one'));
    await place.deleteFlow(former);

    await stack.fail((scope) => obstacle(scope, lookup(scope, place, 'two')), {
      failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
    });

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

test('fails if several flows have the name', async () => {
  const place = await local.place();
  const flows = [await place.newFlow('twin'), await place.newFlow('twin')];
  const stack = local.stack();

  await stack.fail((scope) => lookup(scope, place, 'twin'));

  expect(stack.reasons[0]).toContain(`there are 2: ${flows.join(', ')}; import the right one by its ARN`);
});
