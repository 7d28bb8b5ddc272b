import type { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AppInstanceAdmin, Channel, ChannelFlowProvider, ChimeBearer, ProcessorGuard } from '../../../src';
import { CHANNEL_ARN, existingAppInstance, newFlow, newFunction, newStack, USER_ARN } from '../../support';

test('a provider of the user with the id of the shared one is the shared one', () => {
  const stack = newStack();
  const provider = new ChannelFlowProvider(stack, 'ChimeChannelFlowProvider');
  newFlow(stack);

  expect(stack.node.children.filter((child) => child instanceof ChannelFlowProvider)).toEqual([provider]);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['ChimeProcessorGuard', (stack) => newFlow(stack, { processors: [{ function: newFunction(stack) }] })],
  ['ChimeProcessorGuard', (stack) => ProcessorGuard.of(stack)],
  ['ChimeChannelFlowProvider', (stack) => newFlow(stack)],
  [
    'ChimeChannelFlowAssociationProvider',
    (stack) =>
      newFlow(stack).addAssociation('Lobby', {
        channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
        bearer: ChimeBearer.fromArn(USER_ARN),
      }),
  ],
  [
    'ChimeAppInstanceAdminProvider',
    (stack) =>
      new AppInstanceAdmin(stack, 'Admin', {
        appInstance: existingAppInstance(stack),
        member: ChimeBearer.fromArn(USER_ARN),
      }),
  ],
])('fails for another construct with the id %s', (id, use) => {
  const stack = newStack();
  new Construct(stack, id);

  expect(() => use(stack)).toThrow(
    `the id '${id}' is reserved for a construct that others in the stack share, got "Chat/${id}": give it another id (in Chat)`,
  );
});
