import { Stack, NestedStack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  ChannelFlow,
  type ChannelFlowProps,
  ChannelFlowProvider,
  ChannelFlowProvisioning,
  ChimeBearer,
} from '../src';
import {
  APP_INSTANCE_ARN,
  ENV,
  existingAppInstance,
  newAppInstance,
  newFlow,
  newStack,
  USER_ARN,
} from './support';

const POLICY = 'AWS::IAM::Policy';
const FLOWS = `${APP_INSTANCE_ARN}/channel-flow/*`;
const PROVIDER = { Architectures: ['arm64'] };

/** The provider's permissions: for each list of resources, the allowed actions. */
function statements(stack: Stack, purpose: string) {
  const policies = Object.entries(Template.fromStack(stack).findResources(POLICY)).filter(([id]) =>
    id.startsWith(`Chime${purpose}`),
  );
  return policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as object[]);
}

function stackWith(props: Partial<ChannelFlowProps>): Stack {
  const stack = newStack({ env: ENV });
  newFlow(stack, props);
  return stack;
}

test('the provider may manage the flows of the app instance, and nothing else', () => {
  expect(statements(stackWith({}), 'ManageFlows')).toEqual([
    {
      Action: [
        'chime:CreateChannelFlow',
        'chime:DeleteChannelFlow',
        'chime:ListChannelFlows',
        'chime:DescribeChannelFlow',
        'chime:ListChannelsAssociatedWithChannelFlow',
        'chime:ListTagsForResource',
        'chime:TagResource',
        'chime:UntagResource',
        'chime:UpdateChannelFlow',
      ],
      Effect: 'Allow',
      Resource: FLOWS,
    },
    {
      Action: ['chime:CreateChannelFlow', 'chime:DeleteChannelFlow', 'chime:ListChannelFlows'],
      Effect: 'Allow',
      Resource: [APP_INSTANCE_ARN, `${APP_INSTANCE_ARN}/channel/*`],
    },
  ]);
});

test('the provider may verify that an app instance is gone and that the stack rolls back, by one policy', () => {
  const stack = newStack({ env: ENV });
  for (const id of ['One', 'Other']) {
    newFlow(stack, { appInstance: newAppInstance(stack, id) }, `FlowOf${id}`);
  }

  expect(statements(stack, 'Verify')).toEqual([
    {
      Action: 'chime:ListAppInstances',
      Effect: 'Allow',
      Resource: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':chime:us-east-1:111122223333:app-instance/*']],
      },
    },
    { Action: 'cloudformation:DescribeStacks', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
  ]);
});

test('the provider may disassociate a flow from its channels only where the flow asks for it', () => {
  expect(statements(stackWith({}), 'DisassociateFlows')).toEqual([]);
  const disassociateOnDelete = ChimeBearer.fromArn(USER_ARN);
  expect(statements(stackWith({ disassociateOnDelete }), 'DisassociateFlows')).toEqual([
    {
      Action: ['chime:DescribeChannel', 'chime:DisassociateChannelFlow'],
      Effect: 'Allow',
      Resource: [`${APP_INSTANCE_ARN}/channel/*`, FLOWS],
    },
  ]);
  expect(statements(stackWith({ disassociateOnDelete }), 'DisassociateAs')).toEqual([
    {
      Action: ['chime:DescribeChannel', 'chime:DisassociateChannelFlow'],
      Effect: 'Allow',
      Resource: USER_ARN,
    },
  ]);
});

test('the provider may look up flows where it only has to', () => {
  const stack = newStack();
  ChannelFlow.fromChannelFlowName(stack, 'Flow', {
    appInstance: existingAppInstance(stack),
    channelFlowName: 'moderation',
  });

  expect(statements(stack, 'ManageFlows')).toEqual([]);
  expect(statements(stack, 'LookUpFlows')).toEqual([
    { Action: 'chime:ListChannelFlows', Effect: 'Allow', Resource: [APP_INSTANCE_ARN, FLOWS] },
  ]);
});

test('a stack with native flows only has no provider', () => {
  const template = Template.fromStack(stackWith({ provisioning: ChannelFlowProvisioning.CLOUDFORMATION }));

  template.resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 0);
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
});

test('flows, look-ups and imports of a stack share its provider', () => {
  const stack = newStack();
  const appInstance = existingAppInstance(stack);
  newFlow(stack, { appInstance }, 'One');
  newFlow(stack, { appInstance }, 'Other');
  ChannelFlow.fromChannelFlowName(stack, 'LookedUp', { appInstance, channelFlowName: 'moderation' });
  ChannelFlow.fromChannelFlowArn(stack, 'Imported', `${APP_INSTANCE_ARN}/channel-flow/x`);

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 1);
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function', { Properties: PROVIDER }));
  for (const type of ['Custom::ChimeChannelFlow', 'Custom::ChimeChannelFlowLookup']) {
    template.allResourcesProperties(type, { ServiceToken: { 'Fn::GetAtt': [id, 'Arn'] } });
  }
});

test('a nested stack has a provider of its own', () => {
  const stack = newStack();
  const nested = new NestedStack(stack, 'Nested');
  newFlow(stack);
  newFlow(nested);

  for (const each of [stack, nested]) {
    Template.fromStack(each).resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 1);
  }
});

test('a flow and a look-up may have a provider of their own', () => {
  const stack = newStack();
  const provider = new ChannelFlowProvider(stack, 'Ours');
  newFlow(stack, { provider });
  ChannelFlow.fromChannelFlowName(stack, 'LookedUp', {
    appInstance: existingAppInstance(stack),
    channelFlowName: 'moderation',
    provider,
  });

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', PROVIDER, 1);
  template.hasResourceProperties('Custom::ChimeChannelFlow', {
    ServiceToken: stack.resolve(provider.serviceToken),
  });
  template.hasResourceProperties('Custom::ChimeChannelFlowLookup', {
    ServiceToken: stack.resolve(provider.serviceToken),
  });
});

test('custom resources wait for what allows the provider to manage them', () => {
  const stack = newStack();
  newFlow(stack, { disassociateOnDelete: ChimeBearer.fromArn(USER_ARN) });
  ChannelFlow.fromChannelFlowName(stack, 'LookedUp', {
    appInstance: existingAppInstance(stack),
    channelFlowName: 'moderation',
  });

  const template = Template.fromStack(stack);
  template.hasResource('Custom::ChimeChannelFlow', {
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('^ChimeDisassociateAs'),
      Match.stringLikeRegexp('^ChimeDisassociateFlows'),
      Match.stringLikeRegexp('^ChimeManageFlows'),
      Match.stringLikeRegexp('^ChimeVerify'),
    ]),
  });
  template.hasResource('Custom::ChimeChannelFlowLookup', {
    DependsOn: [Match.stringLikeRegexp('^ChimeDescribeStack'), Match.stringLikeRegexp('^ChimeLookUpFlows')],
  });
});

test('others may be granted to the provider, as to anything with a role', () => {
  const stack = newStack();
  const provider = new ChannelFlowProvider(stack, 'Ours');

  expect(provider.grantPrincipal).toBe(provider.role.grantPrincipal);
});
