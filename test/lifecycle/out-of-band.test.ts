/** Someone manually changes resources that a stack created. */
import type { Stack } from 'aws-cdk-lib';
import { association, bearer, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';

const local = Lifecycle.forFile();

async function deployed() {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const withName = (channelFlowName: string) => (scope: Stack) =>
    association(scope, place, channel, flow(scope, place, { channelFlowName, tags: { a: '1' } }));
  await stack.deploy(withName('v1'));
  return { place, channel, stack, withName, arn: stack.id('Flow') };
}

/** A stack whose channel switches between its two flows on each deployment. */
function choice(place: Place, channel: string, chosen: 0 | 1) {
  return (scope: Stack) => {
    const flows = [flow(scope, place, {}, 'First'), flow(scope, place, {}, 'Second')] as const;
    association(scope, place, channel, flows[chosen]);
  };
}

test('a flow that was deleted is made again by the next change of it', async () => {
  const { place, channel, stack, withName, arn } = await deployed();
  await place.deleteFlow(arn);

  await stack.deploy(withName('v2'));

  expect(stack.id('Flow')).not.toBe(arn);
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: 'v2' }]);
  expect(await place.tags(stack.id('Flow'))).toEqual({ a: '1' });
  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  const failed = stack.events.filter(({ status }) => status.endsWith('_FAILED'));
  expect(failed).toEqual([]);
});

test('a flow that was deleted is no obstacle to the deletion of its stack', async () => {
  const { place, stack, arn } = await deployed();
  await place.deleteFlow(arn);

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('an app instance that was deleted is no obstacle either, on the word of the identity service', async () => {
  const { place, stack } = await deployed();
  await local.emulator.call('DeleteAppInstance', { AppInstanceArn: place.arn });
  const before = local.emulator.requests.length;

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
  const calls = local.emulator.requests.slice(before).map(({ operation }) => operation);
  expect(calls).toContain('ListAppInstances');
});

test('tags that somebody added stay, tags that somebody changed follow the next change of theirs', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { tags: { a: '1', b: '1', c: '1' } }));
  const arn = stack.id('Flow');
  const tags = [
    { Key: 'b', Value: 'by hand' },
    { Key: 'theirs', Value: 'by hand' },
  ];
  await local.emulator.call('TagResource', { ResourceARN: arn, Tags: tags });
  await local.emulator.call('UntagResource', { ResourceARN: arn, TagKeys: ['c'] });

  await stack.deploy((scope) => flow(scope, place, { tags: { a: '1', b: '2' } }));

  expect(await place.tags(arn)).toEqual({ a: '1', b: '2', theirs: 'by hand' });
});

test('a flow that was renamed gets its new name by the next change of it', async () => {
  const { place, stack, withName, arn } = await deployed();
  const [{ Processors }] = (await place.flows()) as [Awaited<ReturnType<Place['flows']>>[number]];
  await local.emulator.call('UpdateChannelFlow', {
    ChannelFlowArn: arn,
    Name: 'by hand',
    Processors: [...Processors],
  });

  await stack.deploy(withName('v2'));

  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Name: 'v2' }]);
});

test.each<[string, 'none' | 'foreign']>([
  ['was disassociated', 'none'],
  ['gave way to another', 'foreign'],
])('a channel whose flow %s gets the new one by the next change', async (_what, instead) => {
  const place = await local.place();
  const channel = await place.newChannel();
  const foreign = await place.newFlow('foreign');
  const stack = local.stack();
  await stack.deploy(choice(place, channel, 0));
  await place.setFlow(channel, instead === 'foreign' ? foreign : undefined);

  await stack.deploy(choice(place, channel, 1));

  expect(await place.flowOn(channel)).toBe(stack.id('Second'));
});

test.each<[string, 'none' | 'foreign']>([
  ['was disassociated', 'none'],
  ['gave way to another', 'foreign'],
])('a channel whose flow %s is left as it is when the association is deleted', async (_what, instead) => {
  const { place, channel, stack } = await deployed();
  const left = instead === 'foreign' ? await place.newFlow('foreign') : undefined;
  await place.setFlow(channel, left);

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(await place.flowOn(channel)).toBe(left);
  expect(await place.flowArns()).toEqual(left ? [left] : []);
});

test('a channel that was deleted is no obstacle', async () => {
  const { place, channel, stack } = await deployed();
  await place.deleteChannel(channel);

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('a channel that was deleted gives way to another', async () => {
  const place = await local.place();
  const [former, latter] = [await place.newChannel(), await place.newChannel()];
  const stack = local.stack();
  await stack.deploy((scope) => association(scope, place, former, flow(scope, place)));
  await place.deleteChannel(former);

  await stack.deploy((scope) => association(scope, place, latter, flow(scope, place)));

  expect(await place.flowOn(latter)).toBe(stack.id('Flow'));
  expect(stack.status).toBe('UPDATE_COMPLETE');
});

test('a flow that somebody associated with channels of their own is disassociated from them before it is deleted', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { disassociateOnDelete: bearer(place) }));
  await place.setFlow(channel, stack.id('Flow'));

  await stack.destroy();

  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
});
