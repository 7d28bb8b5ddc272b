import { flowProperties } from './channel-flow/flow-fixtures';
import { associationProperties, ID } from './channel-flow-association/association-fixtures';
import { APP_INSTANCE, FLOW, harnessForFile } from './helpers/provider-harness';
import { handler as flowHandler } from '../../lambda/channel-flow';
import { handler as associationHandler } from '../../lambda/channel-flow-association';

const { stub, harness } = harnessForFile();

beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

test.each([
  ['Custom::ChimeChannelFlow', flowHandler, flowProperties(), FLOW],
  ['Custom::ChimeChannelFlowLookup', flowHandler, { AppInstanceArn: APP_INSTANCE, Name: 'flow' }, FLOW],
  ['Custom::ChimeChannelFlowAssociation', associationHandler, associationProperties(), ID],
])('%s is provided', async (ResourceType, handler, ResourceProperties, PhysicalResourceId) => {
  stub
    .on('CreateChannelFlow', { ChannelFlowArn: FLOW })
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] })
    .on('AssociateChannelFlow', {});
  const context = { getRemainingTimeInMillis: () => 60_000 };
  await handler(harness.event({ ResourceType, ResourceProperties }), context);
  expect(harness.box.answers.at(-1)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
});
