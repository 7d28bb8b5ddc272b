import { RemovalPolicy } from 'aws-cdk-lib';
import { association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { ChannelFlowProps } from '../../src';

const local = Lifecycle.forFile();

async function deployed(props: Partial<ChannelFlowProps> = {}, options = {}) {
  const place = await local.place();
  const stack = local.stack(options);
  await stack.deploy((scope) => flow(scope, place, props));
  return { place, stack, arn: stack.id('Flow') };
}

test('a flow is deleted by one call', async () => {
  const { place, stack, arn } = await deployed();
  const foreign = await place.newFlow('Flow');

  const calls = await place.callsDuring(async () => stack.destroy());

  expect(calls).toEqual(['DeleteChannelFlow']);
  expect(stack.asked('Flow').at(-1)).toBe(`Delete ${arn}`);
  expect(await place.flowArns()).toEqual([foreign]);
});

test('a deletion that is delivered twice succeeds', async () => {
  const { place, stack } = await deployed({}, { duplicateDelivery: true });

  await stack.destroy();

  expect(await place.flowArns()).toEqual([]);
});

test('a deletion that the service did without a response succeeds', async () => {
  const { place, stack } = await deployed();
  place.fault({ operation: 'DeleteChannelFlow', loseResponse: true, times: 1 });

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('a flow leaves its stack, and the stack stays', async () => {
  const { place, stack } = await deployed();

  await stack.deploy((scope) => flow(scope, place, {}, 'Other'));

  expect(await place.flowArns()).toEqual([stack.id('Other')]);
});

test('a flow that is to be kept is not even asked for', async () => {
  const { place, stack, arn } = await deployed({ removalPolicy: RemovalPolicy.RETAIN });

  const calls = await place.callsDuring(async () => stack.destroy());

  expect(calls).toEqual([]);
  expect(await place.flowArns()).toEqual([arn]);
});

test('an association is disassociated before its flow is deleted', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy((scope) => association(scope, place, channel, flow(scope, place)));

  const calls = await place.callsDuring(async () => stack.destroy());

  expect(calls).toEqual(['DisassociateChannelFlow', 'DeleteChannelFlow']);
  expect(await place.flowOn(channel)).toBeUndefined();
});

test('a deletion that failed can be repeated', async () => {
  const { place, stack } = await deployed();
  const refusal = place.fault({ operation: 'DeleteChannelFlow', error: { name: 'BadRequestException' } });

  const reasons = await stack.failToDestroy();

  expect(reasons).toMatch(
    /^could not delete channel flow arn:.*: DeleteChannelFlow of arn:.* failed with BadRequestException: .* \(request id .*\); correct the properties of the resource;/,
  );
  expect(stack.status).toBe('DELETE_FAILED');
  refusal.remove();
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});
