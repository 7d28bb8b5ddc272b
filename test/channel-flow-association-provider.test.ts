import { type Stack } from 'aws-cdk-lib';
import { Match, type Matcher, Template } from 'aws-cdk-lib/assertions';
import { Channel, ChannelFlow, ChannelFlowAssociationProvider, ChimeBearer } from '../src';
import {
  APP_INSTANCE_ARN,
  CHANNEL_ARN,
  ENV,
  FLOW_ARN,
  newAppInstance,
  newBot,
  newChannel,
  newFlow,
  newStack,
  newUser,
  USER_ARN,
} from './support';

const PROVIDER = { Architectures: ['arm64'] };

function associate(stack: Stack, id: string, provider?: ChannelFlowAssociationProvider): void {
  ChannelFlow.fromChannelFlowArn(stack, `${id}Flow`, FLOW_ARN).addAssociation('Association', {
    channel: Channel.fromChannelArn(stack, `${id}Channel`, `${CHANNEL_ARN}-${id}`),
    bearer: ChimeBearer.fromArn(USER_ARN),
    provider,
  });
}

test('the provider may associate channels of the app instance, and nothing else', () => {
  const stack = newStack({ env: ENV });
  associate(stack, 'One');

  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 3);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: [
        {
          Action: ['chime:AssociateChannelFlow', 'chime:DescribeChannel', 'chime:DisassociateChannelFlow'],
          Effect: 'Allow',
          Resource: [`${APP_INSTANCE_ARN}/channel/*`, `${APP_INSTANCE_ARN}/channel-flow/*`],
        },
        {
          Action: ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
          Effect: 'Allow',
          Resource: [APP_INSTANCE_ARN, `${APP_INSTANCE_ARN}/channel-flow/*`],
        },
      ],
    }),
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: [
        {
          Action: 'chime:ListAppInstances',
          Effect: 'Allow',
          Resource: {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':chime:us-east-1:111122223333:app-instance/*'],
            ],
          },
        },
        { Action: 'cloudformation:DescribeStacks', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
      ],
    }),
  });
  template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: policyToActAs(USER_ARN) });
});

function policyToActAs(bearer: unknown): Matcher {
  const Action = ['chime:AssociateChannelFlow', 'chime:DescribeChannel', 'chime:DisassociateChannelFlow'];
  return Match.objectLike({ Statement: [{ Action, Effect: 'Allow', Resource: bearer }] });
}

test('the associations of a stack share one provider, and the policies of their app instance and bearer', () => {
  const stack = newStack();
  for (let index = 0; index < 10; index++) associate(stack, `No${index}`);

  const template = Template.fromStack(stack);
  template.resourceCountIs('Custom::ChimeChannelFlowAssociation', 10);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 1);
  template.resourceCountIs('AWS::IAM::Policy', 3);
});

test('a user who is replaced with the app instance gets another policy, so that the former one lasts for the clean-up', () => {
  const idsIn = (appInstanceId: string) => {
    const stack = newStack();
    const appInstance = newAppInstance(stack, appInstanceId);
    newFlow(stack, { appInstance }).addAssociation('Lobby', {
      channel: newChannel(stack, appInstance),
      bearer: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
    });
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    return policies.filter((id) => id.startsWith('ChimeAssociateAs'));
  };

  const [former, latter] = [idsIn('One'), idsIn('Two')];

  expect([former.length, latter.length]).toEqual([1, 1]);
  expect(latter).not.toEqual(former);
});

test('each bearer has a policy, which its associations depend on', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const flow = newFlow(stack, { appInstance });
  const bearers = [
    ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
    ChimeBearer.appInstanceBot(newBot(stack, appInstance)),
  ];
  bearers.forEach((bearer, index) => {
    const channel = newChannel(stack, appInstance, `Channel${index}`);
    flow.addAssociation(`Association${index}`, { channel, bearer });
  });

  const template = Template.fromStack(stack);
  for (const bearer of ['Alice', 'Lex']) {
    const PolicyDocument = policyToActAs({ Ref: bearer });
    const [policy] = Object.keys(
      template.findResources('AWS::IAM::Policy', { Properties: { PolicyDocument } }),
    );
    template.hasResource('Custom::ChimeChannelFlowAssociation', {
      Properties: { ChimeBearer: { Ref: bearer } },
      DependsOn: Match.arrayWith([policy]),
    });
  }
});

test('an association may have a provider of its own', () => {
  const stack = newStack();
  const provider = new ChannelFlowAssociationProvider(stack, 'Ours', { memorySize: 512 });
  associate(stack, 'One', provider);

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 1);
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
  template.hasResourceProperties('Custom::ChimeChannelFlowAssociation', {
    ServiceToken: stack.resolve(provider.serviceToken),
  });
});
