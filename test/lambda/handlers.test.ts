import { flowProperties } from './channel-flow/flow-fixtures';
import { associationProperties, ID } from './channel-flow-association/association-fixtures';
import { APP_INSTANCE, BEARER, FLOW, harnessForFile } from './helpers/provider-harness';
import { handler as adminHandler } from '../../lambda/app-instance-admin';
import { handler as flowHandler } from '../../lambda/channel-flow';
import { handler as associationHandler } from '../../lambda/channel-flow-association';
import { handler as streamingHandler } from '../../lambda/messaging-streaming-configuration';

const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-one';

const { stub, harness } = harnessForFile();

beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

test.each([
  [
    'Custom::ChimeAppInstanceAdmin',
    adminHandler,
    { AppInstanceArn: APP_INSTANCE, MemberArn: BEARER },
    `${BEARER}/app-instance-admin/r1`,
  ],
  ['Custom::ChimeChannelFlow', flowHandler, flowProperties(), FLOW],
  ['Custom::ChimeChannelFlowLookup', flowHandler, { AppInstanceArn: APP_INSTANCE, Name: 'flow' }, FLOW],
  ['Custom::ChimeChannelFlowAssociation', associationHandler, associationProperties(), ID],
  [
    'Custom::ChimeMessagingStreamingConfiguration',
    streamingHandler,
    { AppInstanceArn: APP_INSTANCE, Streams: { Channel: STREAM } },
    `${APP_INSTANCE}/messaging-streaming-configuration`,
  ],
])('%s is provided', async (ResourceType, handler, ResourceProperties, PhysicalResourceId) => {
  stub
    .on('CreateChannelFlow', { ChannelFlowArn: FLOW })
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] })
    .on('AssociateChannelFlow', {})
    .on('DescribeAppInstanceAdmin', { AppInstanceAdmin: {} })
    .on('ListTagsForResource', { Tags: [] })
    .on('GetMessagingStreamingConfigurations', {
      StreamingConfigurations: [{ DataType: 'Channel', ResourceArn: STREAM }],
    });
  const context = { getRemainingTimeInMillis: () => 60_000 };
  await handler(harness.event({ RequestId: 'r1', ResourceType, ResourceProperties }), context);
  expect(harness.box.answers.at(-1)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
});
