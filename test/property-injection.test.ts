import { PropertyInjectors, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AppInstanceAdmin,
  AppInstanceAdminProvider,
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  ChannelFlowAssociationProvider,
  ChannelFlowCoverage,
  ChannelFlowCoverageProvider,
  ChannelFlowProvider,
  ChimeBearer,
  MessagingStreamingConfiguration,
  MessagingStreamingConfigurationProvider,
  ProcessorGuard,
} from '../src';
import { CHANNEL_ARN, existingAppInstance, newFlow, newStack, USER_ARN } from './support';

/** A stack in which the app's property injector sets properties of each construct of a class. */
function stackThatInjects(constructUniqueId: string, injected: object): Stack {
  const stack = newStack();
  PropertyInjectors.of(stack).add({
    constructUniqueId,
    inject: (props: object) => ({ ...props, ...injected }),
  });
  return stack;
}

test('the classes have ids of their own, with the name of the package', () => {
  const classes = {
    AppInstanceAdmin,
    AppInstanceAdminProvider,
    ChannelFlow,
    ChannelFlowAssociation,
    ChannelFlowAssociationProvider,
    ChannelFlowCoverage,
    ChannelFlowCoverageProvider,
    ChannelFlowProvider,
    MessagingStreamingConfiguration,
    MessagingStreamingConfigurationProvider,
    ProcessorGuard,
  };
  for (const [name, type] of Object.entries(classes)) {
    expect(type.PROPERTY_INJECTION_ID).toBe(`cdk-chime-sdk-messaging.${name}`);
    expect(type.name).toBe(name);
  }
});

test('a property injector changes the properties of channel flows', () => {
  const stack = stackThatInjects(ChannelFlow.PROPERTY_INJECTION_ID, { channelFlowName: 'injected' });
  const flow = newFlow(stack);

  expect(flow).toBeInstanceOf(ChannelFlow);
  expect(ChannelFlow.isChannelFlow(flow)).toBe(true);
  Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', { Name: 'injected' });
});

test('a property injector changes the properties of associations', () => {
  const bearer = ChimeBearer.fromArn(USER_ARN);
  const stack = stackThatInjects(ChannelFlowAssociation.PROPERTY_INJECTION_ID, { bearer });
  newFlow(stack).addAssociation('Lobby', {
    channel: Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN),
    bearer: ChimeBearer.fromArn(USER_ARN.replace('alice', 'bob')),
  });

  Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlowAssociation', {
    ChimeBearer: USER_ARN,
  });
});

test('a property injector changes the properties of admins', () => {
  const member = ChimeBearer.fromArn(USER_ARN);
  const stack = stackThatInjects(AppInstanceAdmin.PROPERTY_INJECTION_ID, { member });
  new AppInstanceAdmin(stack, 'Admin', {
    appInstance: existingAppInstance(stack),
    member: ChimeBearer.fromArn(USER_ARN.replace('alice', 'bob')),
  });

  Template.fromStack(stack).hasResourceProperties('Custom::ChimeAppInstanceAdmin', { MemberArn: USER_ARN });
});

test('a property injector may set the VPC of security groups that a provider gets', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  PropertyInjectors.of(stack).add({
    constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
    inject: (props: object) => ({ ...props, vpc }),
  });
  const securityGroups = [new ec2.SecurityGroup(stack, 'Ours', { vpc })];

  const provider = new ChannelFlowProvider(stack, 'Provider', { securityGroups });

  expect(provider.connections.securityGroups).toEqual(securityGroups);
});
