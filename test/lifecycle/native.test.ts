/** Flows of CloudFormation's own type, in addition to those of this library. */
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { appInstanceIn, association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { ChannelFlow, ChannelFlowProvisioning, type ChannelFlowProps, ProcessorGuard } from '../../src';
import { newFunction } from '../support';

const local = Lifecycle.forFile();

function nativeFlow(stack: Stack, place: Place, props: Partial<ChannelFlowProps> = {}): ChannelFlow {
  return flow(stack, place, { provisioning: ChannelFlowProvisioning.CLOUDFORMATION, ...props });
}

/** The physical id of a stack's only flow, of either type. */
function flowOf(stack: { deployment: { resources: { type: string; physicalId: string }[] } }): string {
  return stack.deployment.resources.find(({ type }) => /ChannelFlow$/.test(type))!.physicalId;
}

test('a native flow is made, changed and deleted without a function', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => nativeFlow(scope, place, { channelFlowName: 'v1', tags: { a: '1' } }));
  const arn = flowOf(stack);

  await stack.deploy((scope) => nativeFlow(scope, place, { channelFlowName: 'v2', tags: { b: '2' } }));

  expect(flowOf(stack)).toBe(arn);
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: arn, Name: 'v2' }]);
  expect(await place.tags(arn)).toEqual({ b: '2' });
  expect(stack.requests).toEqual([]);
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});

test('a native flow can be associated, and is deleted after its association', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();

  await stack.deploy((scope) => association(scope, place, channel, nativeFlow(scope, place)));

  expect(await place.flowOn(channel)).toBe(flowOf(stack));
  await stack.destroy();
  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test.each([
  [
    'native to custom resource',
    ChannelFlowProvisioning.CLOUDFORMATION,
    ChannelFlowProvisioning.CUSTOM_RESOURCE,
  ],
  [
    'custom resource to native',
    ChannelFlowProvisioning.CUSTOM_RESOURCE,
    ChannelFlowProvisioning.CLOUDFORMATION,
  ],
])(
  'a change from %s makes a new flow, gives it to the channel and deletes the old one',
  async (_what, from, to) => {
    const place = await local.place();
    const channel = await place.newChannel();
    const stack = local.stack();
    const provisioned = (provisioning: ChannelFlowProvisioning) => (scope: Stack) =>
      association(scope, place, channel, flow(scope, place, { provisioning }));
    await stack.deploy(provisioned(from));
    const old = flowOf(stack);

    await stack.deploy(provisioned(to));

    expect(flowOf(stack)).not.toBe(old);
    expect(await place.flowOn(channel)).toBe(flowOf(stack));
    expect(await place.flowArns()).toEqual([flowOf(stack)]);
  },
);

test.each([ChannelFlowProvisioning.CUSTOM_RESOURCE, ChannelFlowProvisioning.CLOUDFORMATION])(
  'a flow of provisioning %s that is retained, and then referred to by its ARN, stays on its channel all the time',
  async (provisioning) => {
    const place = await local.place();
    const channel = await place.newChannel();
    const stack = local.stack();
    await stack.deploy((scope) => {
      const retained = flow(scope, place, { provisioning, removalPolicy: RemovalPolicy.RETAIN });
      association(scope, place, channel, retained);
    });
    const arn = flowOf(stack);

    await stack.deploy((scope) => {
      const moderate = newFunction(scope, 'Moderate');
      const imported = ChannelFlow.fromChannelFlowArn(scope, 'Imported', arn);
      moderate.addPermission('Invoke', {
        principal: new ServicePrincipal('messaging.chime.amazonaws.com'),
        sourceArn: `${place.arn}*`,
      });
      imported.grants.callback(moderate);
      ProcessorGuard.of(moderate).addProcessor(moderate, { appInstance: appInstanceIn(scope, place) });
      association(scope, place, channel, imported);
    });

    expect(await place.flowOn(channel)).toBe(arn);
    expect(await place.flowArns()).toEqual([arn]);
    expect(place.requests.map(({ operation }) => operation)).not.toContain('DisassociateChannelFlow');
  },
);
