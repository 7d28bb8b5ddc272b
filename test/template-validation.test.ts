// The only file with CDK's template validator turned on; CDK reads this variable when it is loaded.
process.env.CDK_VALIDATION = 'true';

import { Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  Channel,
  ChannelFlow,
  ChannelFlowAssociationProvider,
  ChannelFlowProvider,
  ChannelFlowProvisioning,
  ChimeBearer,
} from '../src';
import {
  CHANNEL_ARN,
  existingAppInstance,
  FLOW_ARN,
  FUNCTION_ARN,
  newApp,
  newAppInstance,
  newChannel,
  newFunction,
  newUser,
  USER_ARN,
} from './support';

/** Any finding of the validator, even a warning, stops the synthesis of such an app. */
function newStrictStack(): Stack {
  const app = newApp({ context: { '@aws-cdk/core:strictCfnValidateErrors': true } });
  return new Stack(app, 'Chat', { env: { account: '111122223333', region: 'us-east-1' } });
}

test('all constructs in one stack synthesize without a warning', () => {
  const stack = newStrictStack();
  Tags.of(stack).add('application', 'chat');
  const appInstance = newAppInstance(stack);
  const alice = ChimeBearer.appInstanceUser(newUser(stack, appInstance));
  const fn = newFunction(stack);
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
  const settings = { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } };

  const flow = new ChannelFlow(stack, 'Flow', {
    appInstance,
    processors: [{ function: fn }],
    disassociateOnDelete: alice,
  });
  flow.addAssociation('Lobby', { channel: newChannel(stack, appInstance), bearer: alice });
  flow.addCoverage('Coverage', { bearers: [alice], ...settings });
  flow.onProcessorInvocationFailure('Failed', { target: new events.SqsQueue(new sqs.Queue(stack, 'Queue')) });
  flow.grants.manage(newFunction(stack, 'Backend'));
  new ChannelFlow(stack, 'OwnProvider', {
    appInstance: existingAppInstance(stack),
    processors: [{ function: live }],
    provider: new ChannelFlowProvider(stack, 'Provider', settings),
  });
  new ChannelFlow(stack, 'Native', {
    appInstance,
    processors: [{ function: fn }],
    tags: { team: 'community' },
    provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
  });
  ChannelFlow.fromChannelFlowName(stack, 'LookedUp', { appInstance, channelFlowName: 'moderation' });
  ChannelFlow.fromChannelFlowArn(stack, 'Imported', FLOW_ARN).addAssociation('Channel', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN),
    provider: new ChannelFlowAssociationProvider(stack, 'AssociationProvider', settings),
  });

  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  expect(Annotations.fromStack(stack).findError('*', Match.anyValue())).toEqual([]);
});

test('the validator does find what is wrong with a flow', () => {
  const stack = newStrictStack();
  const processor = {
    name: 'moderate',
    configuration: { lambda: { resourceArn: FUNCTION_ARN, invocationType: 'SYNC' } },
    executionOrder: 4,
    fallbackAction: 'ABORT',
  };
  new CfnChannelFlow(stack, 'Flow', { appInstanceArn: 'ours', name: 'moderation', processors: [processor] });
  const output = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  expect(() => Annotations.fromStack(stack)).toThrow(/validation/i);
  output.mockRestore();
});
