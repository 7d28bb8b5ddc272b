import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type App, Aspects, Aws, Duration, Lazy, PropertyInjectors, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import {
  AppInstanceAdminProvider,
  ChannelFlowAssociationProvider,
  ChannelFlowProvider,
  ChimeBearer,
  ProcessorGuard,
  type ProviderFunctionOptions,
} from '../../../src';
import {
  APP_INSTANCE_ARN,
  ENV,
  FUNCTION_ARN,
  newAppInstance,
  newFlow,
  newFunction,
  newStack,
  USER_ARN,
} from '../../support';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const POLICY = 'AWS::IAM::Policy';
const ROLE = 'AWS::IAM::Role';
const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/k';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/provider';

/** The descriptions of all functions of this library. */
const DESCRIPTIONS = [
  'Creates, updates and deletes Amazon Chime SDK channel flows',
  'Associates channels with Amazon Chime SDK channel flows',
  'Promotes and demotes admins of Amazon Chime SDK app instances',
  'Settles Amazon Chime SDK messages whose processor failed',
  'Starts, changes and stops coverages of Amazon Chime SDK channels',
  'Associates the channels of an Amazon Chime SDK app instance with a channel flow',
];

/** The names of all properties that a function accepts, from the declarations of the installed aws-cdk-lib. */
function functionProperties(): string[] {
  const folder = join(dirname(require.resolve('aws-cdk-lib/aws-lambda')), 'lib');
  const declared = ['function.d.ts', 'event-invoke-config.d.ts']
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  return ['FunctionProps', 'FunctionOptions', 'EventInvokeConfigOptions'].flatMap((name) => {
    const [, body] = new RegExp(`^export interface ${name} .*?\\{$(.*?)^\\}$`, 'ms').exec(declared)!;
    return [...body!.matchAll(/^ +readonly (\w+)\??:/gm)].map(([, property]) => property!);
  });
}

test.each([
  ['ChannelFlowProvider', ChannelFlowProvider],
  ['ProcessorGuard', ProcessorGuard],
])('a %s knows everything that a function accepts', (_, Construct) => {
  const unknown = functionProperties().filter((name) => {
    try {
      new Construct(newStack(), 'Construct', { [name]: 5 });
      return false;
    } catch (error) {
      return (error as Error).message.includes('unknown property');
    }
  });

  expect(functionProperties()).toEqual(expect.arrayContaining(['code', 'timeout', 'maxEventAge']));
  expect(unknown).toEqual([]);
});

test.each([
  [{ logRetention: 5 }, "Chat/Provider ignores 'logRetention' of 'props': it configures its function itself"],
  [
    { description: 'x', tracing: lambda.Tracing.ACTIVE },
    "Chat/Provider ignores 'description', 'tracing' of 'props': it configures its function itself",
  ],
])('a provider that does not take all of %j says so', (options, warning) => {
  const stack = newStack();
  new ChannelFlowProvider(stack, 'Provider', options as ProviderFunctionOptions);

  Annotations.fromStack(stack).hasWarning('/Chat/Provider', Match.stringLikeRegexp(`^${warning}`));
});

function templateOf(options: (stack: Stack) => ProviderFunctionOptions): Template {
  const stack = newStack();
  new ChannelFlowProvider(stack, 'Provider', options(stack));
  return Template.fromStack(stack);
}

test.each([
  ['ChannelFlowProvider', ChannelFlowProvider, 'Creates, updates and deletes Amazon Chime SDK channel flows'],
  [
    'ChannelFlowAssociationProvider',
    ChannelFlowAssociationProvider,
    'Associates channels with Amazon Chime SDK channel flows',
  ],
])('a %s is a function, a role and a log group', (_, Provider, description) => {
  const stack = newStack();
  const provider = new Provider(stack, 'Provider');

  const template = Template.fromStack(stack);
  expect(Object.keys(template.toJSON().Resources as object)).toHaveLength(3);
  template.hasResourceProperties(FUNCTION, {
    Architectures: ['arm64'],
    Description: description,
    Environment: Match.absent(),
    Handler: 'index.handler',
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^ProviderLogGroup') } },
    MemorySize: 256,
    Role: stack.resolve(provider.role.roleArn),
    Runtime: 'nodejs24.x',
    Timeout: 300,
    VpcConfig: Match.absent(),
  });
  template.hasResource(LOG_GROUP, {
    Properties: { RetentionInDays: 30 },
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
  });
});

test('the role may write to its log group, which it could not create again', () => {
  templateOf(() => ({})).hasResourceProperties(ROLE, {
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    }),
    ManagedPolicyArns: Match.absent(),
    Policies: [
      Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Effect: 'Allow',
              Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProviderLogGroup'), 'Arn'] },
            },
          ],
        }),
      }),
    ],
  });
});

test('the newest runtime is that of the region', () => {
  const stack = newStack({ env: { region: 'cn-north-1' } });
  new ChannelFlowProvider(stack, 'Provider');

  Template.fromStack(stack).hasResourceProperties(FUNCTION, {
    Runtime: lambda.determineLatestNodeRuntime(stack).name,
  });
});

test('runtime, memory, timeout and key can be set', () => {
  templateOf((stack) => ({
    runtime: lambda.Runtime.NODEJS_22_X,
    memorySize: 512,
    timeout: Duration.minutes(10),
    environmentEncryption: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
  })).hasResourceProperties(FUNCTION, {
    KmsKeyArn: KEY_ARN,
    MemorySize: 512,
    Runtime: 'nodejs22.x',
    Timeout: 600,
  });
});

test('an option that is there but undefined is as if it were not there', () => {
  templateOf(() => ({ memorySize: undefined, timeout: undefined, role: undefined })).hasResourceProperties(
    FUNCTION,
    {
      MemorySize: 256,
      Timeout: 300,
    },
  );
});

test.each([Duration.seconds(30), Duration.minutes(15)])('the timeout may be %s', (timeout) => {
  templateOf(() => ({ timeout })).hasResourceProperties(FUNCTION, { Timeout: timeout.toSeconds() });
});

test.each([
  [Duration.seconds(29), '29 seconds'],
  [Duration.millis(0), '0 millis'],
  [Duration.minutes(15).plus(Duration.seconds(1)), '15 minutes 1 second'],
])('fails for a timeout of %s', (timeout, text) => {
  expect(() => templateOf(() => ({ timeout }))).toThrow(
    `'timeout' must be 30 seconds to 15 minutes, got "${text}" (in Chat/Provider)`,
  );
});

test('passes a timeout that is a token, for which CloudFormation waits as long as it can', () => {
  const stack = newStack();
  const timeout = Duration.seconds(Lazy.number({ produce: () => 10 }));
  newFlow(stack, { provider: new ChannelFlowProvider(stack, 'Provider', { timeout }) });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(FUNCTION, { Timeout: 10 });
  template.hasResourceProperties('Custom::ChimeChannelFlow', { ServiceTimeout: 3600 });
});

test.each([
  [Duration.seconds(30), 270],
  [Duration.minutes(5), 1080],
  [Duration.minutes(15), 2880],
])(
  'with a timeout of %s CloudFormation waits for three runs and the waits between them',
  (timeout, seconds) => {
    const stack = newStack();
    newFlow(stack, { provider: new ChannelFlowProvider(stack, 'Provider', { timeout }) });

    Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', { ServiceTimeout: seconds });
  },
);

test('the function can run in a VPC', () => {
  const template = templateOf((stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 1,
      subnetConfiguration: [
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      ],
    });
    return {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [new ec2.SecurityGroup(stack, 'SecurityGroup', { vpc })],
    };
  });

  template.hasResourceProperties(FUNCTION, {
    VpcConfig: {
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^SecurityGroup'), 'GroupId'] }],
      SubnetIds: [{ Ref: Match.stringLikeRegexp('^VpcIsolatedSubnet1') }],
    },
  });
  template.hasResourceProperties(ROLE, {
    ManagedPolicyArns: Match.absent(),
    Policies: [
      Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']), Resource: '*' }),
          ]),
        }),
      }),
    ],
  });
});

test('the role allows the VPC that an aspect puts the function into', () => {
  const stack = newStack();
  new ChannelFlowProvider(stack, 'Provider');
  Aspects.of(stack).add({
    visit: (node) => {
      if (!lambda.CfnFunction.isCfnFunction(node)) return;
      node.vpcConfig = { subnetIds: ['subnet-12345678'], securityGroupIds: ['sg-12345678'] };
    },
  });

  Template.fromStack(stack).hasResourceProperties(ROLE, {
    Policies: [
      {
        PolicyName: 'Run',
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']), Resource: '*' }),
          ]),
        },
      },
    ],
  });
});

test('a role of the user gets what the function needs to run, before the function is made', () => {
  const stack = newStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN);
  const provider = new ChannelFlowProvider(stack, 'Provider', {
    role,
    vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }),
  });

  const template = Template.fromStack(stack);
  const [policy] = Object.keys(template.findResources(POLICY));
  template.hasResourceProperties(POLICY, {
    PolicyDocument: Match.objectLike({
      Statement: [
        Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
        Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) }),
      ],
    }),
    Roles: ['provider'],
  });
  template.hasResource(FUNCTION, {
    Properties: { Role: ROLE_ARN, Description: Match.stringLikeRegexp('channel flows') },
    DependsOn: Match.arrayWith([policy]),
  });
  expect(provider.role).toBe(role);
  expect(provider.grantPrincipal).toBe(role.grantPrincipal);
});

test('a role that must not be changed gets no policy', () => {
  const stack = newStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false });
  const provider = new ChannelFlowProvider(stack, 'Provider', { role });
  newFlow(stack, { provider });

  const template = Template.fromStack(stack);
  const roles = Object.values(template.findResources(POLICY)).flatMap(
    ({ Properties }) => Properties.Roles as unknown[],
  );
  expect(roles).not.toContain('provider');
  template.resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  template.hasResourceProperties(FUNCTION, { Role: ROLE_ARN });

  const hasWarning = (text: string) =>
    Annotations.fromStack(stack).hasWarning('/Chat/Provider', Match.stringLikeRegexp(text));
  hasWarning('logs:CreateLogStream, logs:PutLogEvents on .*:provider-permission');
  hasWarning(`chime:CreateChannelFlow, .* on ${APP_INSTANCE_ARN}, .*:provider-permission`);
});

test.each([true, false])(
  'the report of customized roles lists all that the functions need, where their synthesis is prevented: %p',
  (preventSynthesis) => {
    const stack = newStack({ env: ENV });
    const paths = [
      'ChimeChannelFlowProvider/Role',
      'ChimeProcessorGuard/Handler/Role',
      'Moderate/ServiceRole',
    ];
    const usePrecreatedRoles = Object.fromEntries(paths.map((path, index) => [path, `role-${index}`]));
    iam.Role.customizeRoles(stack, { preventSynthesis, usePrecreatedRoles });
    newFlow(stack, { processors: [{ function: newFunction(stack) }] });
    const { outdir } = stack.node.root as App;
    Template.fromStack(stack);

    const { roles } = JSON.parse(readFileSync(join(outdir, 'iam-policy-report.json'), 'utf8')) as {
      roles: { roleConstructPath: string; identityPolicyStatements: { Action: string | string[] }[][] }[];
    };
    const actionsOf = (path: string) =>
      roles
        .filter(({ roleConstructPath }) => roleConstructPath === `Chat/${path}`)
        .flatMap(({ identityPolicyStatements: statements }) => statements.flat())
        .flatMap(({ Action: actions }) => actions);
    expect(actionsOf(paths[0]!)).toEqual(
      expect.arrayContaining(['logs:CreateLogStream', 'logs:PutLogEvents', 'chime:CreateChannelFlow']),
    );
    expect(actionsOf(paths[1]!)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'chime:ChannelFlowCallback',
    ]);
    for (const path of ['ChimeChannelFlowProvider', 'ChimeProcessorGuard/Handler']) {
      Annotations.fromStack(stack).hasWarning(
        `/Chat/${path}`,
        Match.stringLikeRegexp('logs:CreateLogStream, logs:PutLogEvents on '),
      );
    }
  },
);

test('a log group of the user is used instead of one of its own', () => {
  const template = templateOf((stack) => ({
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'ours'),
  }));

  template.resourceCountIs(LOG_GROUP, 0);
  template.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: 'ours' } });
  template.hasResourceProperties(ROLE, {
    Policies: [
      Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: [
            Match.objectLike({
              Resource: { 'Fn::Join': ['', Match.arrayWith([':log-group:ours:*'])] },
            }),
          ],
        }),
      }),
    ],
  });
});

test('CustomResourceConfig reaches log group and runtime', () => {
  const stack = newStack();
  newFlow(stack);
  const config = CustomResourceConfig.of(stack);
  config.addLogRetentionLifetime(logs.RetentionDays.TEN_YEARS);
  config.addRemovalPolicy(RemovalPolicy.RETAIN);
  config.addLambdaRuntime(lambda.Runtime.NODEJS_22_X);

  const template = Template.fromStack(stack);
  template.resourceCountIs(LOG_GROUP, 1);
  template.hasResource(LOG_GROUP, { Properties: { RetentionInDays: 3653 }, DeletionPolicy: 'Retain' });
  template.hasResourceProperties(FUNCTION, {
    Handler: 'index.handler',
    Architectures: ['arm64'],
    Runtime: 'nodejs22.x',
  });
});

test('CustomResourceConfig adds no log group beside that of the user', () => {
  const stack = newStack();
  new ChannelFlowProvider(stack, 'Provider', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'ours'),
  });
  CustomResourceConfig.of(stack).addLogRetentionLifetime(logs.RetentionDays.TEN_YEARS);

  Template.fromStack(stack).resourceCountIs(LOG_GROUP, 0);
});

test('a permissions boundary reaches the role', () => {
  const stack = newStack();
  newFlow(stack);
  const boundary = iam.ManagedPolicy.fromManagedPolicyArn(
    stack,
    'Boundary',
    'arn:aws:iam::aws:policy/Boundary',
  );
  iam.PermissionsBoundary.of(stack).apply(boundary);

  const template = Template.fromStack(stack);
  const roles = Object.keys(template.findResources(ROLE)).length;
  template.resourcePropertiesCountIs(
    ROLE,
    { PermissionsBoundary: 'arn:aws:iam::aws:policy/Boundary' },
    roles,
  );
});

test('ten flows in one app instance need one provider with one policy, which does not grow', () => {
  const policies = [1, 10].map((count) => {
    const stack = newStack();
    const appInstance = newAppInstance(stack);
    for (let index = 0; index < count; index++) newFlow(stack, { appInstance }, `Flow${index}`);
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs(FUNCTION, { Architectures: ['arm64'] }, 1);
    template.resourceCountIs(LOG_GROUP, 1);
    return managingPolicies(template);
  });

  expect(policies[0]).toHaveLength(1);
  expect(policies[1]).toEqual(policies[0]);
});

test('each app instance has a policy, which goes when its last flow goes', () => {
  const stack = newStack();
  for (const id of ['One', 'Other']) {
    newFlow(stack, { appInstance: newAppInstance(stack, id) }, `FlowOf${id}`);
  }

  const template = Template.fromStack(stack);
  const policies = managingPolicies(template);
  expect(policies).toHaveLength(2);
  const flows = Object.values(template.findResources('Custom::ChimeChannelFlow'));
  const dependencies = flows.map(({ DependsOn }) =>
    (DependsOn as string[]).filter((id) => id.includes('ManageFlows')),
  );
  expect(dependencies.flat().sort()).toEqual(policies.map(([id]) => id).sort());
});

test('a provider may be shared by stacks: the policy is in the stack of the flow, under a name of its own', () => {
  const base = newStack();
  const provider = new ChannelFlowProvider(base, 'Provider');
  const chats = ['Blue', 'Green'].map((id) => new Stack(base.node.root, id));
  for (const chat of chats) newFlow(chat, { appInstance: newAppInstance(chat), provider });

  const policies = chats.flatMap((chat) => managingPolicies(Template.fromStack(chat)));
  expect(policies).toMatchObject([
    [expect.anything(), { Properties: { PolicyName: expect.stringMatching(/^Blue-/) } }],
    [expect.anything(), { Properties: { PolicyName: expect.stringMatching(/^Green-/) } }],
  ]);
  expect(managingPolicies(Template.fromStack(base))).toEqual([]);
  expect(base.dependencies).toEqual([]);
  expect(chats[0]?.dependencies).toEqual([base]);
});

function managingPolicies(template: Template) {
  return Object.entries(template.findResources(POLICY)).filter(([id]) => id.startsWith('ChimeManageFlows'));
}

test.each([lambda.Runtime.PYTHON_3_12, lambda.Runtime.NODEJS_18_X, lambda.Runtime.NODEJS])(
  'fails for the runtime %s, which the code is not made for',
  (runtime) => {
    expect(() => new ChannelFlowProvider(newStack(), 'Provider', { runtime })).toThrow(
      `'runtime' must be Node.js 20 or later, got "${runtime.name}" (in Chat/Provider)`,
    );
  },
);

test('fails for another family of runtimes, also where its version is not known', () => {
  const runtime = new lambda.Runtime(Aws.REGION, lambda.RuntimeFamily.PYTHON);
  expect(() => new ChannelFlowProvider(newStack(), 'Provider', { runtime })).toThrow(
    "'runtime' must be Node.js 20 or later",
  );
});

test('fails for such a runtime from a property injector', () => {
  const stack = newStack();
  PropertyInjectors.of(stack).add({
    constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
    inject: (props: object) => ({ ...props, runtime: lambda.Runtime.PYTHON_3_12 }),
  });
  expect(() => new ChannelFlowProvider(stack, 'Provider')).toThrow(
    `'runtime' must be Node.js 20 or later, got "python3.12" from a property injector (in Chat/Provider)`,
  );
});

test('accepts the oldest runtime that the code is made for, and the one that CDK chooses for a Region', () => {
  const stack = newStack();
  const runtimes = [lambda.Runtime.NODEJS_20_X, lambda.determineLatestNodeRuntime(stack)];

  runtimes.forEach((runtime, index) => {
    expect(() => new ChannelFlowProvider(stack, `Provider${index}`, { runtime })).not.toThrow();
  });
});

test.each([127, 10_241, 256.5, NaN])('fails for a memory size of %d MiB', (memorySize) => {
  expect(() => new ChannelFlowProvider(newStack(), 'Provider', { memorySize })).toThrow(
    `'memorySize' must be 128 to 10240 whole MiB, got ${memorySize} (in Chat/Provider)`,
  );
});

test.each([128, 10_240, Lazy.number({ produce: () => 512 })])('accepts %d as memory size', (memorySize) => {
  expect(() => new ChannelFlowProvider(newStack(), 'Provider', { memorySize })).not.toThrow();
});

test('fails for a timeout that is known only at deployment, and not in seconds', () => {
  const timeout = Duration.hours(Lazy.number({ produce: () => 1 }));

  expect(() => new ChannelFlowProvider(newStack(), 'Provider', { timeout })).toThrow(
    "'timeout' must be in seconds if it is known only at deployment, got a token in hours: use Duration.seconds() (in Chat/Provider)",
  );
});

test('fails for a timeout that is no number of seconds', () => {
  const timeout = Duration.millis(30_500);

  expect(() => new ChannelFlowProvider(newStack(), 'Provider', { timeout })).toThrow(
    /^'timeout' must be whole seconds, got .* \(in Chat\/Provider\)$/,
  );
});

describe('options that an app shares among its functions', () => {
  const shared = {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'shared.handler',
    architecture: lambda.Architecture.X86_64,
    description: 'shared',
    functionName: 'shared',
    environment: { SHARED: 'yes' },
    layers: [],
    reservedConcurrentExecutions: 0,
    memorySize: 1024,
  };

  test.each([
    [
      'ChannelFlowProvider',
      ChannelFlowProvider,
      'Creates, updates and deletes Amazon Chime SDK channel flows',
      1024,
    ],
    [
      'ChannelFlowAssociationProvider',
      ChannelFlowAssociationProvider,
      'Associates channels with Amazon Chime SDK channel flows',
      1024,
    ],
    ['ProcessorGuard', ProcessorGuard, 'Settles Amazon Chime SDK messages whose processor failed', 256],
  ])('never override what makes the function a %s', (_, Type, description, memorySize) => {
    const stack = newStack();
    new Type(stack, 'Ours', { ...shared, timeout: Duration.minutes(3) } as ProviderFunctionOptions);

    Template.fromStack(stack).hasResourceProperties(FUNCTION, {
      Architectures: ['arm64'],
      Code: { S3Bucket: Match.anyValue() },
      Description: description,
      Environment:
        Type === ProcessorGuard ? { Variables: { PROCESSORS: '', APP_INSTANCES: '' } } : Match.absent(),
      FunctionName: Match.absent(),
      Handler: 'index.handler',
      MemorySize: memorySize,
      ReservedConcurrentExecutions: Match.absent(),
      Timeout: Type === ProcessorGuard ? 30 : 180,
    });
  });
});

describe('property injectors of the app', () => {
  /** Changes the properties of all functions of a stack. */
  function injectInto(stack: Stack, inject: (given: object) => object): void {
    PropertyInjectors.of(stack).add({ constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID, inject });
  }

  /** A stack that overrides properties of its functions. */
  function stackThatInjects(propsOf: (stack: Stack) => lambda.FunctionOptions): Stack {
    const stack = newStack({ env: ENV });
    const props = propsOf(stack);
    injectInto(stack, (given) => ({ ...given, ...props }));
    return stack;
  }

  /** Defines each function of this library. */
  function defineEach(stack: Stack): void {
    const alice = ChimeBearer.fromArn(USER_ARN);
    newFlow(stack, {
      processors: [{ function: newFunction(stack) }],
      disassociateOnDelete: alice,
    }).addCoverage('Coverage', { bearers: [alice] });
    new ChannelFlowAssociationProvider(stack, 'Associations');
    new AppInstanceAdminProvider(stack, 'Admins');
  }

  const vpcOf = (stack: Stack) =>
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-12345678',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-1'],
    });

  test('may put the functions into a VPC, which their roles then allow', () => {
    const stack = stackThatInjects((scope) => ({ vpc: vpcOf(scope) }));
    const provider = new ChannelFlowProvider(stack, 'Provider');
    newFlow(stack, { processors: [{ function: newFunction(stack) }], provider });

    const template = Template.fromStack(stack);
    for (const id of ['ProviderRole', 'ChimeProcessorGuardHandlerRole']) {
      const [role] = Object.entries(template.findResources(ROLE)).filter(([each]) => each.startsWith(id));
      expect(JSON.stringify(role)).toContain('ec2:CreateNetworkInterface');
    }
    provider.connections.allowToAnyIpv4(ec2.Port.tcp(443)); // this fails outside of a VPC
  });

  test('may set the VPC and the key by default, of the providers and of the guard', () => {
    const stack = newStack({ env: ENV });
    const environmentEncryption = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const defaults = { vpc: vpcOf(stack), environmentEncryption };
    injectInto(stack, (given) => ({ ...defaults, ...given }));
    defineEach(stack);

    const template = Template.fromStack(stack);
    for (const Description of DESCRIPTIONS) {
      template.hasResourceProperties(FUNCTION, {
        Description,
        KmsKeyArn: KEY_ARN,
        VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [Match.anyValue()] },
      });
    }
  });

  test('may set defaults only where a provider has no option of its own', () => {
    const stack = newStack({ env: ENV });
    const keyOf = (id: string) => kms.Key.fromKeyArn(stack, id, `${KEY_ARN}-${id}`);
    const defaults = { environmentEncryption: keyOf('default') };
    injectInto(stack, (given) => ({ ...defaults, ...given }));
    new ChannelFlowProvider(stack, 'Provider', { environmentEncryption: keyOf('own') });

    Template.fromStack(stack).hasResourceProperties(FUNCTION, { KmsKeyArn: `${KEY_ARN}-own` });
  });

  test('may give the functions a role, which then gets the permissions, and their own is left out', () => {
    const stack = stackThatInjects((scope) => ({ role: iam.Role.fromRoleName(scope, 'Org', 'org') }));
    newFlow(stack, { processors: [{ function: newFunction(stack) }] });

    const template = Template.fromStack(stack);
    template.resourceCountIs(ROLE, 0);
    const policies = Object.entries(template.findResources(POLICY));
    expect(policies.map(([id]) => id.replace(/[0-9a-f]{8}[0-9A-F]{8}$|[0-9A-F]{8}$/, ''))).toEqual(
      expect.arrayContaining(['ChimeManageFlows', 'ChimeGuardMessages', 'ChimeChannelFlowProviderRun']),
    );
    for (const [, { Properties }] of policies) expect(Properties.Roles).toEqual(['org']);
  });

  test('may give the functions a log group, which the role then allows, and their own is left out', () => {
    const stack = stackThatInjects((scope) => ({
      logGroup: logs.LogGroup.fromLogGroupName(scope, 'Org', 'org'),
    }));
    newFlow(stack);

    const template = Template.fromStack(stack);
    template.resourceCountIs(LOG_GROUP, 0);
    const roles = Object.entries(template.findResources(ROLE)).filter(([id]) => id.startsWith('Chime'));
    expect(JSON.stringify(roles)).toContain(':log-group:org:*');
  });

  test('may not choose what the functions are, and a warning says so', () => {
    const stack = stackThatInjects(
      () =>
        ({
          code: lambda.Code.fromInline('exports.handler = async () => {};'),
          handler: 'shared.handler',
          architecture: lambda.Architecture.X86_64,
          description: 'shared',
          timeout: Duration.minutes(1),
        }) as lambda.FunctionOptions,
    );
    defineEach(stack);

    const template = Template.fromStack(stack);
    for (const Description of DESCRIPTIONS) {
      template.hasResourceProperties(FUNCTION, {
        Architectures: ['arm64'],
        Code: { S3Bucket: Match.anyValue(), ZipFile: Match.absent() },
        Description,
        Handler: 'index.handler',
        Timeout: 60,
      });
    }
    for (const path of [
      'ChimeChannelFlowProvider',
      'ChimeProcessorGuard/Handler',
      'ChimeChannelFlowCoverageProvider',
      'Flow/Coverage/Sweep',
      'Associations',
      'Admins',
    ]) {
      Annotations.fromStack(stack).hasWarning(
        `/Chat/${path}`,
        Match.stringLikeRegexp(
          `^Chat/${path} ignores 'description', 'code', 'handler', 'architecture' of a property injector: it configures its function itself`,
        ),
      );
    }
  });

  test('may not set a log retention beside a log group that has its own, and a warning says so', () => {
    const stack = stackThatInjects(() => ({ logRetention: logs.RetentionDays.ONE_DAY }));
    newFlow(stack, {
      processors: [{ function: lambda.Function.fromFunctionArn(stack, 'Fn', FUNCTION_ARN) }],
    });
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'ours');
    new ProcessorGuard(stack, 'Guard', { logGroup });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(LOG_GROUP, { RetentionInDays: 30 });
    template.resourceCountIs('Custom::LogRetention', 0);
    for (const path of ['ChimeChannelFlowProvider', 'Guard/Handler']) {
      Annotations.fromStack(stack).hasWarning(
        `/Chat/${path}`,
        Match.stringLikeRegexp(`^Chat/${path} ignores 'logRetention' of a property injector:`),
      );
    }
  });

  test('may leave out what the functions need, which they get all the same', () => {
    const stack = stackThatInjects(
      () =>
        ({
          runtime: undefined,
          timeout: undefined,
          memorySize: undefined,
          role: undefined,
          logGroup: undefined,
        }) as lambda.FunctionOptions,
    );
    new ChannelFlowProvider(stack, 'Provider');

    Template.fromStack(stack).hasResourceProperties(FUNCTION, {
      MemorySize: 256,
      Runtime: 'nodejs24.x',
      Timeout: 300,
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^ProviderLogGroup') } },
      Role: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProviderRole'), 'Arn'] },
    });
  });

  test('fail where they give nothing', () => {
    const stack = newStack();
    PropertyInjectors.of(stack).add({
      constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
      inject: () => undefined as never,
    });

    expect(() => new ChannelFlowProvider(stack, 'Provider')).toThrow(
      "'props from a property injector' must be an object, got undefined (in Chat/Provider)",
    );
  });

  test.each<[string, object, string]>([
    [
      'a timeout',
      { timeout: Duration.seconds(3) },
      `'timeout' must be 30 seconds to 15 minutes, got "3 seconds" from a property injector`,
    ],
    [
      'a timeout that is known only at deployment, in minutes',
      { timeout: Duration.minutes(Lazy.number({ produce: () => 5 })) },
      'got a token in minutes from a property injector: use Duration.seconds()',
    ],
    [
      'a number as timeout',
      { timeout: 60 },
      "'timeout' must be a Duration, for example Duration.seconds(60), got 60",
    ],
    [
      'a memory size',
      { memorySize: 64 },
      "'memorySize' must be 128 to 10240 whole MiB, got 64 from a property injector",
    ],
    [
      'a runtime',
      { runtime: lambda.Runtime.FROM_IMAGE },
      `'runtime' must be Node.js 20 or later, got "FROM_IMAGE" from a property injector`,
    ],
  ])('fail with %s that the functions cannot have', (_, injected, message) => {
    const stack = stackThatInjects(() => injected);

    expect(() => new ChannelFlowProvider(stack, 'Provider')).toThrow(`${message} (in Chat/Provider)`);
    expect(() => new ProcessorGuard(stack, 'Guard')).toThrow(`${message} (in Chat/Guard/Handler)`);
  });

  test('may add to the roles and policies, but take nothing away', () => {
    const stack = newStack({ env: ENV });
    const audit = new iam.PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] });
    const inlinePolicies = { Org: new iam.PolicyDocument({ statements: [audit] }) };
    const inject =
      (injected: object) =>
      (given: object): object => ({ ...given, ...injected });
    PropertyInjectors.of(stack).add(
      {
        constructUniqueId: iam.Role.PROPERTY_INJECTION_ID,
        inject: inject({ assumedBy: new iam.AccountRootPrincipal(), inlinePolicies, path: '/org/' }),
      },
      { constructUniqueId: iam.Policy.PROPERTY_INJECTION_ID, inject: inject({ statements: [] }) },
    );
    newFlow(stack, {
      processors: [{ function: lambda.Function.fromFunctionArn(stack, 'Fn', FUNCTION_ARN) }],
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(ROLE, {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Principal: { Service: 'lambda.amazonaws.com' } })],
      }),
      Path: '/org/',
      Policies: [Match.objectLike({ PolicyName: 'Org' }), Match.objectLike({ PolicyName: 'Run' })],
    });
    expect(managingPolicies(template)).toHaveLength(1);
  });

  test('may change the timeout, which CloudFormation then waits for', () => {
    const stack = stackThatInjects(() => ({ timeout: Duration.minutes(1) }));
    newFlow(stack);
    Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', { ServiceTimeout: 360 });
  });

  test.each([ChannelFlowProvider, ChannelFlowAssociationProvider])(
    'change the settings of a provider',
    (Provider) => {
      const stack = newStack();
      PropertyInjectors.of(stack).add({
        constructUniqueId: Provider.PROPERTY_INJECTION_ID,
        inject: (props: ProviderFunctionOptions) => ({ memorySize: 512, ...props }),
      });
      new Provider(stack, 'Provider');
      Template.fromStack(stack).hasResourceProperties(FUNCTION, { MemorySize: 512 });
    },
  );
});

test('a provider outside of a VPC has no connections, which is an error', () => {
  const provider = new ChannelFlowProvider(newStack(), 'Provider');
  expect(() => provider.connections).toThrow(
    "'connections' needs a function in a VPC, got none: set 'vpc' (in Chat/Provider)",
  );
});
