import {
  ArnFormat,
  Aspects,
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  type IAspect,
  Lazy,
  NestedStack,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import { Annotations as Assert, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct, type IConstruct, RootConstruct } from 'constructs';
import {
  AppInstance,
  ChannelFlow,
  type ChannelFlowProcessor,
  ChannelFlowProvisioning,
  ErrorAction,
  FallbackAction,
  type GuardedProcessorOptions,
  ProcessorGuard,
  ProcessorGuardOutcome,
  type ProcessorGuardProps,
} from '../src';
import {
  APP_INSTANCE_ARN,
  ENV,
  existingAppInstance,
  FUNCTION_ARN,
  newApp,
  newAppInstance,
  newFunction,
  newStack,
  OTHER_APP_INSTANCE_ARN,
} from './support';
import { stageOf } from '../src/private/providers/qualified-function';

const CONFIG = 'AWS::Lambda::EventInvokeConfig';
const GUARD = { Description: 'Settles Amazon Chime SDK messages whose processor failed' };
const ALLOW_FLOW = { fallbackAction: FallbackAction.CONTINUE };

/** A flow with one processor. */
function flowOf(
  stack: Stack,
  fn: lambda.IFunction,
  processor: Partial<ChannelFlowProcessor> = {},
  id = 'Flow',
): ChannelFlow {
  return new ChannelFlow(stack, id, {
    appInstance: existingAppInstance(stack),
    processors: [{ function: fn, ...processor }],
  });
}

function configsOf(stack: Stack): Record<string, unknown>[] {
  const found = Template.fromStack(stack).findResources(CONFIG);
  return Object.values(found).map(({ Properties }) => Properties as Record<string, unknown>);
}

function guardOf(stack: Stack): Record<string, unknown> {
  const found = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: GUARD }),
  );
  expect(found).toHaveLength(1);
  return found[0]!.Properties as Record<string, unknown>;
}

/** The processors whose messages are let through; a value that is not known yet appears as its logical id. */
function allowedBy(stack: Stack): string[] | undefined {
  const { Environment: environment } = guardOf(stack) as {
    Environment?: { Variables: { PROCESSORS: unknown } };
  };
  const list = environment?.Variables.PROCESSORS;
  if (list === undefined) return undefined;
  const parts =
    typeof list === 'string' ? [list] : (list as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const idOf = (part: unknown) => /"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/.exec(JSON.stringify(part))?.[1];
  const allowed = parts
    .map((part) => (typeof part === 'string' ? part : `<${idOf(part)}>`))
    .join('')
    .split(',')
    .map((entry) => entry.split(' '))
    .flatMap(([name = '', action]) => (action === 'ALLOW' ? name : []));
  return allowed.length > 0 ? allowed : undefined;
}

function warningsOf(stack: Stack, id: string): number {
  return Assert.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-chime-sdk-messaging:${id}`))
    .length;
}

const ROLE_ARN = `arn:aws:iam::${ENV.account}:role/moderate`;

function imported(stack: Stack, functionArn: string): lambda.IFunction {
  const role = iam.Role.fromRoleArn(stack, 'ImportedRole', ROLE_ARN);
  return lambda.Function.fromFunctionAttributes(stack, 'Imported', {
    functionArn,
    role,
    sameEnvironment: true,
  });
}

describe('a guarded processor', () => {
  test('the failed invocations of a processor go to the guard, at once', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);

    Template.fromStack(stack).hasResourceProperties(CONFIG, {
      FunctionName: stack.resolve(fn.functionName) as object,
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ChimeProcessorGuard.*Function'), 'Arn'] },
        },
      },
    });
  });

  test('a guard adds six resources to a stack, whatever the number of flows', () => {
    const count = (errorAction?: ErrorAction) => {
      const stack = newStack();
      const fn = newFunction(stack);
      for (let index = 0; index < 5; index++) flowOf(stack, fn, { errorAction }, `Flow${index}`);
      return Object.keys(Template.fromStack(stack).toJSON().Resources as object).length;
    };
    expect(count() - count(ErrorAction.LEAVE_PENDING)).toBe(6);
  });

  test('the flow waits for the configuration and for both permissions', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack));
    const template = Template.fromStack(stack);

    const [config] = Object.keys(template.findResources(CONFIG));
    const named = (pattern: RegExp) =>
      Object.keys(template.findResources('AWS::IAM::Policy')).find((id) => pattern.test(id));
    const permissions = [named(/^ChimeGuarded.*Invoke/)!, named(/^ChimeGuardMessages/)!];
    template.hasResource('Custom::ChimeChannelFlow', {
      DependsOn: Match.arrayWith([config!, permissions[1]!]),
    });
    template.hasResource(CONFIG, { DependsOn: permissions });
  });

  test('the native type is guarded as well', () => {
    const stack = newStack();
    new ChannelFlow(stack, 'Flow', {
      appInstance: existingAppInstance(stack),
      processors: [{ function: newFunction(stack) }],
      provisioning: ChannelFlowProvisioning.CLOUDFORMATION,
    });
    const [config] = Object.keys(Template.fromStack(stack).findResources(CONFIG));
    Template.fromStack(stack).hasResource('AWS::Chime::ChannelFlow', {
      DependsOn: Match.arrayWith([config!]),
    });
  });

  test('the guard may call back in the app instance, and nothing else', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack));
    const template = Template.fromStack(stack);

    const [roleId] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) =>
      id.startsWith('ChimeProcessorGuard'),
    );
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify((Properties as { Roles: unknown }).Roles).includes(roleId!),
    );
    expect(
      policies.map(({ Properties }) => (Properties as { PolicyDocument: unknown }).PolicyDocument),
    ).toEqual([
      {
        Statement: [
          { Action: 'chime:ChannelFlowCallback', Effect: 'Allow', Resource: `${APP_INSTANCE_ARN}/channel/*` },
        ],
        Version: '2012-10-17',
      },
    ]);
  });

  test('the role of the processor may invoke the guard', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: [
          {
            Action: 'lambda:InvokeFunction',
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ChimeProcessorGuard'), 'Arn'] },
          },
        ],
      }),
      Roles: [stack.resolve(fn.role!.roleName)],
    });
  });

  test('flows of several app instances share a guard, with a policy for each', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);
    const appInstance = AppInstance.fromAppInstanceArn(stack, 'Theirs', OTHER_APP_INSTANCE_ARN);
    new ChannelFlow(stack, 'Other', { appInstance, processors: [{ function: fn }] });

    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', GUARD, 1);
    template.resourceCountIs(CONFIG, 1);
    expect(
      Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) =>
        id.startsWith('ChimeGuardMessages'),
      ),
    ).toHaveLength(2);
  });

  test('the guard runs as the providers do', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack));
    expect(guardOf(stack)).toMatchObject({
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 30,
      LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^ChimeProcessorGuard/) as string } },
    });
  });
});

describe('the action on a message', () => {
  test.each([
    ['ABORT', FallbackAction.ABORT, undefined, false],
    ['CONTINUE', FallbackAction.CONTINUE, undefined, true],
    ['none', undefined, undefined, false],
    ['ABORT and ALLOW', FallbackAction.ABORT, ErrorAction.ALLOW, true],
    ['CONTINUE and DENY', FallbackAction.CONTINUE, ErrorAction.DENY, false],
  ])(
    'messages of a processor with fallback action %s are let through only where that says so',
    (_which, fallbackAction, errorAction, isAllowed) => {
      const stack = newStack();
      flowOf(stack, newFunction(stack), { fallbackAction, errorAction });
      expect(allowedBy(stack)).toEqual(
        isAllowed ? [expect.stringMatching(/^<Moderate\w+>:\$LATEST$/)] : undefined,
      );
    },
  );

  test('only the processors whose action is ALLOW are let through', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack, 'Strict'), {}, 'First');
    flowOf(stack, newFunction(stack, 'Lenient'), ALLOW_FLOW, 'Second');
    flowOf(stack, newFunction(stack, 'Relaxed'), ALLOW_FLOW, 'Third');
    const allowed = allowedBy(stack)!;
    expect(allowed).toHaveLength(2);
    expect(allowed).toContainEqual(expect.stringContaining('Lenient'));
    expect(allowed).toContainEqual(expect.stringContaining('Relaxed'));
  });

  test('the order in which flows are defined changes nothing', () => {
    const allowed = (...ids: string[]) => {
      const stack = newStack();
      for (const id of ids) flowOf(stack, newFunction(stack, id), ALLOW_FLOW, `${id}Flow`);
      return allowedBy(stack);
    };
    expect(allowed('One', 'Two', 'Three')).toEqual(allowed('Three', 'Two', 'One'));
  });

  test('LEAVE_PENDING creates no guard', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack), { errorAction: ErrorAction.LEAVE_PENDING });
    const template = Template.fromStack(stack);
    template.resourceCountIs(CONFIG, 0);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', GUARD, 0);
  });
});

describe('the environment of a guard', () => {
  function namedFunction(stack: Stack, index: number): lambda.Function {
    return new lambda.Function(stack, `Fn${index}`, {
      functionName: `moderator-${index}`.padEnd(64, 'x'),
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
    });
  }

  test.each([
    [49, true],
    [50, false],
  ])('%d processors of 72 bytes fit into the environment of a guard: %p', (count, fits) => {
    const stack = newStack();
    for (let index = 0; index < count; index++) {
      flowOf(stack, namedFunction(stack, index), ALLOW_FLOW, `Flow${index}`);
    }
    const synthesis = () => Template.fromStack(stack);
    if (fits) {
      expect(synthesis).not.toThrow();
    } else {
      expect(synthesis).toThrow(
        /the processors of a guard must fit into 4096 bytes of environment variables, got 50 with \d+ bytes/,
      );
    }
  });
});

describe('functions, versions and aliases', () => {
  test('a version is guarded by its number', () => {
    const stack = newStack();
    const version = newFunction(stack).currentVersion;
    flowOf(stack, version, ALLOW_FLOW);
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({
        FunctionName: stack.resolve(version.lambda.functionName) as object,
        Qualifier: stack.resolve(version.version) as object,
      }),
    ]);
    expect(allowedBy(stack)![0]).toMatch(/^<Moderate\w+>:<ModerateCurrentVersion\w+>$/);
  });

  test('an alias is guarded by its name, and exists before its configuration', () => {
    const stack = newStack();
    const alias = new lambda.Alias(stack, 'Live', {
      aliasName: 'live',
      version: newFunction(stack).currentVersion,
    });
    flowOf(stack, alias);
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({
        FunctionName: stack.resolve(alias.version.lambda.functionName) as object,
        Qualifier: {
          'Fn::Select': [7, { 'Fn::Split': [':', { Ref: expect.stringMatching(/^Live/) as string }] }],
        },
      }),
    ]);
  });

  test('a function, its versions and its aliases are guarded apart', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    [fn, fn.currentVersion, alias].forEach((each, index) => flowOf(stack, each, {}, `Flow${index}`));
    expect(new Set(configsOf(stack).map(({ Qualifier }) => JSON.stringify(Qualifier))).size).toBe(3);
  });

  test('$LATEST is the function without a qualifier', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn, {}, 'First');
    flowOf(stack, fn.latestVersion, {}, 'Second');
    expect(configsOf(stack)).toEqual([expect.objectContaining({ Qualifier: '$LATEST' })]);
  });

  test('$LATEST is the function without a qualifier in the ARN of an import as well', () => {
    const stack = newStack({ env: ENV });
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ENV.account}:role/moderate`);
    for (const functionArn of [FUNCTION_ARN, `${FUNCTION_ARN}:$LATEST`]) {
      const id = `Import${functionArn.length}`;
      const fn = lambda.Function.fromFunctionAttributes(stack, id, { functionArn, role });
      flowOf(stack, fn, {}, `FlowOf${id}`);
    }
    expect(configsOf(stack)).toEqual([expect.objectContaining({ Qualifier: '$LATEST' })]);
  });
});

describe('several configurations of one function', () => {
  /** The configurations of a stack, each with the others that it depends on. */
  function configDependencies(stack: Stack): [string, string[]][] {
    const configs = Template.fromStack(stack).findResources(CONFIG);
    return Object.entries(configs).map(([id, { DependsOn: dependsOn }]) => [
      id,
      ((dependsOn ?? []) as string[]).filter((other) => other in configs),
    ]);
  }

  test('the configurations of one function are changed one after another, in an order that stays', () => {
    const order = (...names: string[]) => {
      const stack = newStack();
      const { currentVersion: version } = newFunction(stack);
      for (const name of names) {
        flowOf(stack, new lambda.Alias(stack, name, { aliasName: name, version }), {}, `${name}Flow`);
      }
      return configDependencies(stack);
    };
    expect(
      order('blue', 'green', 'red')
        .map(([, waitsFor]) => waitsFor.length)
        .sort(),
    ).toEqual([0, 1, 1]);
    expect(new Set(order('blue', 'green', 'red').flatMap(([, waitsFor]) => waitsFor)).size).toBe(2);
    expect(order('red', 'green', 'blue').sort()).toEqual(order('blue', 'green', 'red').sort());
  });

  test('the configuration of a guarded alias is changed after that of its function, wherever the app defines it', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }));
    fn.configureAsyncInvoke({ retryAttempts: 1 });

    expect(configDependencies(stack)).toEqual([
      [expect.stringMatching(/^ModerateEventInvokeConfig/), []],
      [expect.stringMatching(/^ChimeGuarded/), [expect.stringMatching(/^ModerateEventInvokeConfig/)]],
    ]);
  });

  /** A flow of an alias, and a configuration of its function with a destination that receives a value of the flow. */
  function stackWithReporter(valueOf: (flow: ChannelFlow) => string): Stack {
    const stack = newStack();
    const fn = newFunction(stack);
    const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    const reporter = newFunction(stack, 'Reporter');
    reporter.addEnvironment('FLOW', valueOf(flowOf(stack, live)));
    new lambda.CfnEventInvokeConfig(stack, 'Own', {
      functionName: fn.functionName,
      qualifier: '$LATEST',
      destinationConfig: { onSuccess: { destination: reporter.functionArn } },
    });
    return stack;
  }

  test('a configuration that waits for the flow of its function, and so for the one after it, is an error', () => {
    expect(() => Template.fromStack(stackWithReporter((flow) => flow.channelFlowArn))).toThrow(
      "Chat/Own must not depend on a flow of Chat/Live, because the guard's configuration comes after it (Lambda changes one configuration" +
        ' of a function at a time) and before the flow, got a dependency through Chat/Reporter/Resource and Chat/Flow/Resource:' +
        " in code, pass 'channelFlowName' and find the flow with ListChannelFlows",
    );
  });

  test('a configuration whose destination knows the name of the flow only is none', () => {
    expect(() => Template.fromStack(stackWithReporter((flow) => flow.channelFlowName))).not.toThrow();
  });

  test('the configurations of different functions do not wait for each other', () => {
    const stack = newStack();
    for (const id of ['One', 'Two']) flowOf(stack, newFunction(stack, id), {}, `${id}Flow`);
    expect(configDependencies(stack).map(([, waitsFor]) => waitsFor)).toEqual([[], []]);
  });
});

describe('an imported function', () => {
  test.each([
    ['without a qualifier', FUNCTION_ARN, '$LATEST'],
    ['with an alias', `${FUNCTION_ARN}:live`, 'live'],
  ])('an import with its role is guarded: %s', (_which, functionArn, qualifier) => {
    const stack = newStack({ env: ENV });
    flowOf(stack, imported(stack, functionArn), ALLOW_FLOW);
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({ FunctionName: 'moderate', Qualifier: qualifier }),
    ]);
    expect(allowedBy(stack)).toEqual([`moderate:${qualifier}`]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Action: 'lambda:InvokeFunction' })],
      }),
      Roles: ['moderate'],
    });
  });

  test('an import whose ARN is not known is guarded as one without a qualifier', () => {
    const stack = newStack();
    flowOf(stack, imported(stack, new CfnParameter(stack, 'Arn').valueAsString));
    expect(configsOf(stack)).toEqual([expect.objectContaining({ Qualifier: '$LATEST' })]);
  });

  test('an alias that was imported is guarded by its name', () => {
    const stack = newStack({ env: ENV });
    const aliasVersion = lambda.Version.fromVersionAttributes(stack, 'Version', {
      lambda: imported(stack, FUNCTION_ARN),
      version: '3',
    });
    flowOf(stack, lambda.Alias.fromAliasAttributes(stack, 'Live', { aliasName: 'live', aliasVersion }));
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({ FunctionName: 'moderate', Qualifier: 'live' }),
    ]);
  });

  test('an import without a known role is left alone, with a warning', () => {
    const stack = newStack({ env: ENV });
    flowOf(stack, lambda.Function.fromFunctionArn(stack, 'Imported', FUNCTION_ARN));
    Template.fromStack(stack).resourceCountIs(CONFIG, 0);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::Function', GUARD, 0);
    Assert.fromStack(stack).hasWarning(
      '/Chat/Imported',
      Match.stringLikeRegexp(
        'its role is not known.*fromFunctionAttributes.*LEAVE_PENDING.*processor-guard-unknown-role',
      ),
    );
  });

  test.each([
    [
      'a version',
      'Import it with Version.fromVersionAttributes(), of a function by Function.fromFunctionAttributes()',
    ],
    [
      'an alias',
      'Import it with Alias.fromAliasAttributes(), of a version by Version.fromVersionAttributes() of a function by' +
        ' Function.fromFunctionAttributes()',
    ],
  ])('the warning of an unknown role fits %s', (kind, advice) => {
    const stack = newStack({ env: ENV });
    const version = lambda.Version.fromVersionArn(stack, 'Version', `${FUNCTION_ARN}:3`);
    const alias = { aliasName: 'live', aliasVersion: version };
    flowOf(stack, kind === 'a version' ? version : lambda.Alias.fromAliasAttributes(stack, 'Live', alias));
    const warning = Match.stringLikeRegexp(advice.replace(/[.()]/g, '\\$&'));
    Assert.fromStack(stack).hasWarning('*', warning);
  });

  test('an import is guarded with a warning: what it has elsewhere is not known', () => {
    const stack = newStack({ env: ENV });
    flowOf(stack, imported(stack, FUNCTION_ARN));
    Assert.fromStack(stack).hasWarning(
      '/Chat/Imported',
      Match.stringLikeRegexp(
        'fails or replaces it.*an alias that is defined in this app.*LEAVE_PENDING.*processor-guard-import',
      ),
    );
  });

  test('an import whose ARN is not known has the warning as well', () => {
    const stack = newStack();
    flowOf(stack, imported(stack, new CfnParameter(stack, 'Arn').valueAsString));
    expect(warningsOf(stack, 'processor-guard-import')).toBe(1);
  });

  test.each([
    ['a function', (fn: lambda.Function) => fn],
    ['a version', (fn: lambda.Function) => fn.currentVersion],
    [
      'an alias',
      (fn: lambda.Function) =>
        new lambda.Alias(fn, 'Live', { aliasName: 'live', version: fn.currentVersion }),
    ],
    ['an import of a function', (fn: lambda.Function) => imported(Stack.of(fn), fn.functionArn)],
  ])('%s of this app has no warning of imports', (_what, processorOf) => {
    const stack = newStack();
    flowOf(stack, processorOf(newFunction(stack)));
    expect(warningsOf(stack, 'processor-guard-import')).toBe(0);
  });

  test.each([
    ['Region', FUNCTION_ARN.replace('us-east-1', 'eu-central-1')],
    ['account', FUNCTION_ARN.replace('111122223333', '444455556666')],
  ])('a function of another %s cannot be guarded, which is an error', (_what, arn) => {
    const stack = newStack({ env: ENV });
    expect(() => flowOf(stack, imported(stack, arn))).toThrow(
      /^'processors\[0\]\.function' must be in the account and Region of the stack, got "account \d+, region [\w-]+"/,
    );
  });

  test('an import with LEAVE_PENDING has no warning', () => {
    const stack = newStack({ env: ENV });
    const fn = lambda.Function.fromFunctionArn(stack, 'Imported', FUNCTION_ARN);
    flowOf(stack, fn, { errorAction: ErrorAction.LEAVE_PENDING });
    expect(warningsOf(stack, 'processor-guard')).toBe(0);
  });
});

describe('a configuration that the function has of its own', () => {
  /** Expects an error that names the function, its own configuration, and the solutions. */
  function expectRival(stack: Stack, fn: string, rival: RegExp): void {
    const [out, other] = [
      "pass an alias without one as the 'function'",
      "set 'errorAction' to LEAVE_PENDING",
    ];
    expect(() => Template.fromStack(stack)).toThrow(
      new RegExp(
        `${fn} must not have an asynchronous invocation configuration of its own, .* got ${rival.source}: ${out} .*${other}`,
      ),
    );
  }

  /** Ways to configure the asynchronous invocation of a function. */
  const OWN: [string, (stack: Stack, fn: lambda.Function) => void][] = [
    ['configureAsyncInvoke()', (_stack, fn) => fn.configureAsyncInvoke({ retryAttempts: 1 })],
    [
      'a failure destination',
      (stack, fn) => fn.configureAsyncInvoke({ onFailure: new SqsDestination(new Queue(stack, 'Failures')) }),
    ],
    [
      'an EventInvokeConfig',
      (stack, fn) => void new lambda.EventInvokeConfig(stack, 'Own', { function: fn, retryAttempts: 2 }),
    ],
    [
      'an L1',
      (stack, fn) =>
        void new lambda.CfnEventInvokeConfig(stack, 'Own', {
          functionName: fn.functionName,
          qualifier: '$LATEST',
        }),
    ],
    [
      'an L1 that refers to the function by its logical id',
      (stack, { node }) =>
        void new lambda.CfnEventInvokeConfig(stack, 'Own', {
          functionName: Fn.ref(stack.getLogicalId(node.defaultChild as lambda.CfnFunction)),
          qualifier: '$LATEST',
        }),
    ],
    [
      'a resource without types',
      (stack, fn) =>
        void new CfnResource(stack, 'Own', {
          type: CONFIG,
          properties: { FunctionName: fn.functionName, Qualifier: '$LATEST' },
        }),
    ],
    ['$LATEST', (_stack, fn) => fn.latestVersion.configureAsyncInvoke({ retryAttempts: 1 })],
  ];

  describe.each(OWN)('by %s', (_how, configure) => {
    test.each(['before', 'after'])('is an error, defined %s the flow', (when) => {
      const stack = newStack();
      const fn = newFunction(stack);
      if (when === 'before') configure(stack, fn);
      flowOf(stack, fn);
      if (when === 'after') configure(stack, fn);
      expectRival(stack, 'Chat/Moderate', /Chat\/(?:Own|Moderate\/(?:\$LATEST\/)?EventInvokeConfig)/);
    });
  });

  /** Configures the asynchronous invocation of a function when the aspect visits a construct. */
  function retryTwice(fn: lambda.Function, visited: IConstruct = fn): IAspect {
    return {
      visit: (node: IConstruct) => {
        if (node !== visited || fn.node.tryFindChild('EventInvokeConfig')) return;
        fn.configureAsyncInvoke({ retryAttempts: 2 });
      },
    };
  }

  test.each([true, false])('is an error where an aspect adds it, with stabilization: %p', (stable) => {
    const stack = newStack();
    stack.node.setContext('@aws-cdk/core:aspectStabilization', stable);
    const fn = newFunction(stack);
    flowOf(stack, fn);
    Aspects.of(stack).add(retryTwice(fn));
    expectRival(stack, 'Chat/Moderate', /Chat\/Moderate\/EventInvokeConfig/);
  });

  test('is an error where an aspect adds it after all others', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);
    Aspects.of(stack).add(retryTwice(fn, newFunction(stack, 'Later')));
    expectRival(stack, 'Chat/Moderate', /Chat\/Moderate\/EventInvokeConfig/);
  });

  test('is no obstacle where it is of another function, or of another qualifier', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);
    newFunction(stack, 'Other').configureAsyncInvoke({ retryAttempts: 1 });
    fn.currentVersion.configureAsyncInvoke({ retryAttempts: 1 });
    expect(configsOf(stack)).toHaveLength(3);
  });

  test('is no obstacle with LEAVE_PENDING', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    fn.configureAsyncInvoke({ retryAttempts: 1 });
    flowOf(stack, fn, { errorAction: ErrorAction.LEAVE_PENDING });
    expect(configsOf(stack)).toEqual([expect.objectContaining({ MaximumRetryAttempts: 1 })]);
  });

  test('is an error for each alias and version that has one', () => {
    const stack = newStack();
    const version = newFunction(stack).currentVersion;
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version, retryAttempts: 1 });
    flowOf(stack, alias, {}, 'First');
    flowOf(stack, version, {}, 'Second');
    version.configureAsyncInvoke({ retryAttempts: 2 });
    expectRival(stack, 'Chat/Live', /Chat\/Live\/EventInvokeConfig/);
    expectRival(stack, 'Chat/Moderate/CurrentVersion', /Chat\/Moderate\/CurrentVersion\/EventInvokeConfig/);
  });

  /** Ways to configure the asynchronous invocation of an alias, version, or function, by the name that they use. */
  const NAMED: [string, (fn: lambda.Function, alias: lambda.Alias) => lambda.CfnEventInvokeConfigProps][] = [
    [
      'the name of the alias',
      (fn, { aliasName }) => ({ functionName: fn.functionName, qualifier: aliasName }),
    ],
    ['a literal', (fn) => ({ functionName: fn.functionName, qualifier: 'live' })],
    ['the ARN of the function', (fn) => ({ functionName: fn.functionArn, qualifier: 'live' })],
    ['the name of the function', () => ({ functionName: 'moderate', qualifier: 'live' })],
    ['a literal ARN', () => ({ functionName: FUNCTION_ARN, qualifier: 'live' })],
    ['a literal ARN with the alias', () => ({ functionName: `${FUNCTION_ARN}:live`, qualifier: 'live' })],
    ['a part of an ARN', () => ({ functionName: `${ENV.account}:function:moderate`, qualifier: 'live' })],
    [
      'an ARN of this environment',
      ({ stack }) => ({
        functionName: stack.formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: 'moderate',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        qualifier: 'live',
      }),
    ],
    [
      'a part of the ARN of the alias',
      (fn, alias) => ({
        functionName: fn.functionName,
        qualifier: Fn.select(7, Fn.split(':', alias.functionArn)),
      }),
    ],
  ];

  test.each(NAMED)('is found for an alias by %s', (_how, propsOf) => {
    const stack = newStack();
    const fn = new lambda.Function(stack, 'Moderate', {
      functionName: 'moderate',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
    });
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    flowOf(stack, alias);
    new lambda.CfnEventInvokeConfig(stack, 'Own', { ...propsOf(fn, alias), maximumRetryAttempts: 1 });
    expectRival(stack, 'Chat/Live', /Chat\/Own/);
  });

  test('is found for an alias whose name is a parameter', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const aliasName = new CfnParameter(stack, 'Name').valueAsString;
    flowOf(stack, new lambda.Alias(stack, 'Live', { aliasName, version: fn.currentVersion }));
    new lambda.EventInvokeConfig(stack, 'Own', { function: fn, qualifier: aliasName, retryAttempts: 1 });
    expectRival(stack, 'Chat/Live', /Chat\/Own/);
  });

  test('is found for a version by a part of its ARN', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn.currentVersion);
    const qualifier = Fn.select(7, Fn.split(':', fn.currentVersion.functionArn));
    new lambda.EventInvokeConfig(stack, 'Own', { function: fn, qualifier, retryAttempts: 1 });
    expectRival(stack, 'Chat/Moderate/CurrentVersion', /Chat\/Own/);
  });

  test('is found in another stack by the name of the function', () => {
    const stack = newStack({ env: ENV });
    const other = new Stack(stack.node.root, 'Other', { env: ENV });
    flowOf(stack, imported(stack, FUNCTION_ARN));
    new lambda.CfnEventInvokeConfig(other, 'Own', { functionName: 'moderate', qualifier: '$LATEST' });
    expectRival(stack, 'Chat/Imported', /Other\/Own/);
  });

  test('is that of another function where the name is used in another Region', () => {
    const stack = newStack({ env: ENV });
    const other = new Stack(stack.node.root, 'Other', { env: { ...ENV, region: 'eu-central-1' } });
    flowOf(stack, imported(stack, FUNCTION_ARN));
    new lambda.CfnEventInvokeConfig(other, 'Own', { functionName: 'moderate', qualifier: '$LATEST' });
    Template.fromStack(stack).resourceCountIs(CONFIG, 1);
  });

  test('is found by a name from a parameter', () => {
    const stack = newStack();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const fn = imported(stack, arn);
    flowOf(stack, fn);
    new lambda.CfnEventInvokeConfig(stack, 'Own', { functionName: fn.functionName, qualifier: '$LATEST' });
    expectRival(stack, 'Chat/Imported', /Chat\/Own/);
  });
});

describe('stacks and stages', () => {
  test('the flow of a function in another stack has the guard there, and the permission here', () => {
    const app = newApp();
    const functions = new Stack(app, 'Functions');
    const fn = newFunction(functions);
    const chats = ['One', 'Two'].map((id) => {
      const stack = new Stack(app, id);
      const processors = [{ function: fn }];
      new ChannelFlow(stack, 'Flow', { appInstance: newAppInstance(stack), processors });
      return stack;
    });
    expect(configsOf(functions)).toHaveLength(1);
    expect(guardOf(functions)).toBeDefined();
    for (const stack of chats) {
      expect(configsOf(stack)).toEqual([]);
      const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
      expect(Object.keys(policies).filter((id) => id.startsWith('ChimeGuardMessages'))).toHaveLength(1);
    }
  });

  test.each<[string, (arn: string) => string]>([
    ['Fn.join', (arn) => Fn.join('', [arn])],
    ['Fn.select and Fn.split', (arn) => Fn.select(0, Fn.split('|', arn))],
    ['a value that is told late', (arn) => Lazy.string({ produce: () => arn })],
  ])('the guard names no app instance of the other stack, also where its ARN is in %s', (_, within) => {
    const functions = newStack();
    for (const chat of [new Stack(functions.node.root, 'Other'), new NestedStack(functions, 'Nested')]) {
      const fn = newFunction(functions, `${chat.node.id}Function`);
      const arn = within(newAppInstance(chat).attrAppInstanceArn);
      const appInstance = AppInstance.fromAppInstanceArn(chat, 'Imported', arn);
      new ChannelFlow(chat, 'Flow', { appInstance, processors: [{ function: fn }] });
    }

    const { Environment: environment } = guardOf(functions);
    expect(environment).toMatchObject({ Variables: { APP_INSTANCES: '' } });
    expect(JSON.stringify(environment)).toContain(':$LATEST DENY *');
  });

  test('an import of two stacks has its guard in the first', () => {
    const app = newApp();
    const [first, second] = ['One', 'Two'].map((id) => {
      const stack = new Stack(app, id, { env: ENV });
      flowOf(stack, imported(stack, FUNCTION_ARN));
      return stack;
    });
    expect(configsOf(first!)).toHaveLength(1);
    expect(configsOf(second!)).toEqual([]);
    Template.fromStack(second!).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Action: 'chime:ChannelFlowCallback' })],
      }),
      Roles: [{ 'Fn::ImportValue': Match.stringLikeRegexp('ChimeProcessorGuard') }],
    });
  });

  test('the flow of an alias in another stack than its function is guarded beside the alias', () => {
    const app = newApp();
    const version = newFunction(new Stack(app, 'Functions')).currentVersion;
    const stack = new Stack(app, 'Chat');
    flowOf(stack, new lambda.Alias(stack, 'Live', { aliasName: 'live', version }));
    expect(configsOf(stack)).toHaveLength(1);
  });

  test('logical ids are the same in every stage', () => {
    const app = newApp();
    const [one, other] = ['Test', 'Production'].map((id) => {
      const stack = new Stack(new Stage(app, id), 'Chat');
      flowOf(stack, newFunction(stack));
      return Object.keys(Template.fromStack(stack).toJSON().Resources as object).filter((name) =>
        /Guard/.test(name),
      );
    });
    expect(one).toEqual(other);
  });

  test('a guard in another stack than the function is an error', () => {
    const app = newApp();
    const [guards, chat] = [new Stack(app, 'Guards'), new Stack(app, 'Chat')];
    const guard = new ProcessorGuard(guards, 'Guard');

    expect(() => flowOf(chat, newFunction(chat), { guard })).toThrow(
      `'processors[0].guard' must be in the stack of the function, because each refers to the other, got "Guards/Guard" (in Chat/Flow)`,
    );
  });

  test('a tree without a stage is one itself', () => {
    const root = new RootConstruct();
    expect(stageOf(new Construct(root, 'Child'))).toBe(root);
  });
});

describe('flows that share a function', () => {
  test.each([
    ['errorAction', {}, { errorAction: ErrorAction.ALLOW }],
    ['errorAction', { errorAction: ErrorAction.LEAVE_PENDING }, {}],
    ['fallbackAction', {}, ALLOW_FLOW],
  ])('flows that contradict each other on a function, by %s, are an error', (_by, first, second) => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn, first, 'First');
    expect(() => flowOf(stack, fn, second, 'Second')).toThrow(
      /'processors\[0\]\.errorAction' must be the same wherever Chat\/Moderate is a processor \(its default.*\), got "\w+", and "\w+" in Chat\/First/,
    );
  });

  test('flows of several stacks that contradict each other are an error', () => {
    const app = newApp();
    const fn = newFunction(new Stack(app, 'Functions'));
    flowOf(new Stack(app, 'One'), fn);
    expect(() => flowOf(new Stack(app, 'Two'), fn, ALLOW_FLOW)).toThrow(/in One\/Flow/);
  });

  test('flows may differ on the aliases of a function', () => {
    const stack = newStack();
    const { currentVersion: version } = newFunction(stack);
    const alias = (aliasName: string) => new lambda.Alias(stack, aliasName, { aliasName, version });
    flowOf(stack, alias('strict'), {}, 'First');
    flowOf(stack, alias('lenient'), ALLOW_FLOW, 'Second');
    expect(allowedBy(stack)).toEqual([expect.stringContaining('lenient')]);
  });

  test('flows with different guards for a function are an error', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn, { guard: new ProcessorGuard(stack, 'Guard') }, 'First');
    expect(() => flowOf(stack, fn, {}, 'Second')).toThrow(
      /'processors\[0\]\.guard' must be the same wherever Chat\/Moderate is a processor, got "Chat\/ChimeProcessorGuard", and "Chat\/Guard" in Chat\/First/,
    );
  });

  test('a guard for a function that has the one of the stack is an error', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn, {}, 'First');
    const guard = new ProcessorGuard(stack, 'Guard');
    expect(() => flowOf(stack, fn, { guard }, 'Second')).toThrow(
      /got "Chat\/Guard", and "Chat\/ChimeProcessorGuard" in Chat\/First/,
    );
  });

  test('a guard for messages that stay pending is an error', () => {
    const stack = newStack();
    const guard = new ProcessorGuard(stack, 'Guard');
    expect(() =>
      flowOf(stack, newFunction(stack), { guard, errorAction: ErrorAction.LEAVE_PENDING }),
    ).toThrow(/'processors\[0\]\.guard' needs 'errorAction' DENY or ALLOW, got "LEAVE_PENDING"/);
  });
});

describe('the guard of a stack', () => {
  test('is created once for a stack, and is the one that flows use', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const guard = ProcessorGuard.of(fn);
    flowOf(stack, fn);
    expect(ProcessorGuard.of(stack)).toBe(guard);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::Function', GUARD, 1);
  });

  test('may be named as the guard of a processor', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn, {}, 'First');
    flowOf(stack, fn, { guard: ProcessorGuard.of(stack) }, 'Second');
    expect(configsOf(stack)).toHaveLength(1);
  });

  test('is not found without a construct in the stack', () => {
    expect(() => ProcessorGuard.of(undefined as unknown as Construct)).toThrow(
      "'scope' must be a construct, got undefined",
    );
  });

  test('is another one for each stack', () => {
    const stack = newStack();
    expect(ProcessorGuard.of(new Stack(stack.node.root, 'Other'))).not.toBe(ProcessorGuard.of(stack));
  });
});

describe('addProcessor()', () => {
  /** A flow that is not a construct of this library. */
  function nativeFlow(stack: Stack, fn: lambda.IFunction): CfnChannelFlow {
    return new CfnChannelFlow(stack, 'NativeFlow', {
      appInstanceArn: APP_INSTANCE_ARN,
      name: 'moderation',
      processors: [
        {
          name: 'moderate',
          configuration: { lambda: { resourceArn: fn.functionArn, invocationType: 'ASYNC' } },
          executionOrder: 1,
          fallbackAction: 'ABORT',
        },
      ],
    });
  }

  test('guards the processor of a flow that is an L1, which can wait for that', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const appInstance = existingAppInstance(stack);
    nativeFlow(stack, fn).node.addDependency(ProcessorGuard.of(stack).addProcessor(fn, { appInstance }));

    const template = Template.fromStack(stack);
    expect(configsOf(stack)).toHaveLength(1);
    expect(allowedBy(stack)).toBeUndefined();
    template.hasResource('AWS::Chime::ChannelFlow', {
      DependsOn: [
        Match.stringLikeRegexp('^ChimeGuarded.*EventInvokeConfig'),
        Match.stringLikeRegexp('^ChimeGuardMessages'),
      ],
    });
  });

  test('is the same as the guard of a flow', () => {
    const guarded = (guard: (stack: Stack, fn: lambda.IFunction) => void) => {
      const stack = newStack();
      guard(stack, newFunction(stack));
      const resources = Template.fromStack(stack).toJSON().Resources as Record<string, unknown>;
      return Object.entries(resources).filter(([id]) => /Guard/.test(id));
    };
    const errorAction = ErrorAction.ALLOW;
    expect(
      guarded((stack, fn) => {
        ProcessorGuard.of(fn).addProcessor(fn, { appInstance: existingAppInstance(stack), errorAction });
      }),
    ).toEqual(guarded((stack, fn) => void flowOf(stack, fn, { errorAction })));
  });

  test('may be called for each app instance, and beside a flow', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    flowOf(stack, fn);
    const guard = ProcessorGuard.of(stack);
    guard.addProcessor(fn, { appInstance: existingAppInstance(stack) });
    guard.addProcessor(fn, {
      appInstance: AppInstance.fromAppInstanceArn(stack, 'Theirs', OTHER_APP_INSTANCE_ARN),
    });

    expect(configsOf(stack)).toHaveLength(1);
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies.filter((id) => id.startsWith('ChimeGuardMessages'))).toHaveLength(2);
  });

  test('puts the permission of the guard into its own stack, wherever the app instance is', () => {
    const chat = newStack();
    const functions = new Stack(chat.node.root, 'Functions');
    const fn = newFunction(functions);
    ProcessorGuard.of(fn).addProcessor(fn, { appInstance: newAppInstance(chat) });

    Template.fromStack(chat).resourceCountIs('AWS::IAM::Policy', 0);
    const policies = Object.keys(Template.fromStack(functions).findResources('AWS::IAM::Policy'));
    expect(policies.filter((id) => id.startsWith('ChimeGuardMessages'))).toHaveLength(1);
    expect(functions.dependencies).toEqual([chat]);
  });

  test.each([
    ['a flow after it', true],
    ['a flow before it', false],
  ])('must not contradict %s', (_which, isFirst) => {
    const stack = newStack();
    const fn = newFunction(stack);
    const options = { appInstance: existingAppInstance(stack), errorAction: ErrorAction.ALLOW };
    const steps = [() => ProcessorGuard.of(stack).addProcessor(fn, options), () => flowOf(stack, fn)];
    const [first, second] = isFirst ? steps : steps.reverse();
    first!();
    expect(second).toThrow(
      /errorAction' must be the same wherever Chat\/Moderate is a processor.* in Chat\//,
    );
  });

  test('must not be called on two guards for one function', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const appInstance = existingAppInstance(stack);
    new ProcessorGuard(stack, 'One').addProcessor(fn, { appInstance });
    expect(() => new ProcessorGuard(stack, 'Two').addProcessor(fn, { appInstance })).toThrow(
      `'guard' must be the same wherever Chat/Moderate is a processor, got "Chat/Two", and "Chat/One" in Chat/One (in Chat/Two)`,
    );
  });

  test.each<[string, (stack: Stack) => [unknown, unknown], string]>([
    [
      'no function',
      (stack) => [undefined, optionsIn(stack)],
      "'processorFunction' must be a Lambda function, version or alias, got undefined",
    ],
    [
      'no app instance',
      (stack) => [newFunction(stack), {}],
      "'appInstance' must be a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one, got undefined",
    ],
    [
      'no options',
      (stack) => [newFunction(stack), undefined],
      "'options' must be an object with 'appInstance', got undefined",
    ],
    [
      'an unknown action',
      (stack) => [newFunction(stack), { ...optionsIn(stack), errorAction: 'DROP' }],
      `'errorAction' must be one of DENY, ALLOW, LEAVE_PENDING, got "DROP"`,
    ],
    [
      'messages that stay pending',
      (stack) => [newFunction(stack), { ...optionsIn(stack), errorAction: ErrorAction.LEAVE_PENDING }],
      `'errorAction' must be DENY or ALLOW, got "LEAVE_PENDING": a processor whose messages stay PENDING needs no guard`,
    ],
    [
      'a function of another stack',
      (stack) => [newFunction(new Stack(stack.node.root, 'Other')), optionsIn(stack)],
      `'processorFunction' must be in the stack of the guard, because each refers to the other, got "Other/Moderate"`,
    ],
    [
      'an import without its role',
      (stack) => [lambda.Function.fromFunctionArn(stack, 'Imported', FUNCTION_ARN), optionsIn(stack)],
      `'processorFunction' must have a known role, got "Chat/Imported": import it with Function.fromFunctionAttributes() and its role`,
    ],
  ])('fails for %s', (_what, argumentsIn, message) => {
    const stack = newStack({ env: ENV });
    const guard = new ProcessorGuard(stack, 'Guard');
    const [fn, options] = argumentsIn(stack);
    expect(() => guard.addProcessor(fn as lambda.IFunction, options as GuardedProcessorOptions)).toThrow(
      `${message} (in Chat/Guard)`,
    );
    expect(configsOf(stack)).toEqual([]);
  });

  function optionsIn(stack: Stack): GuardedProcessorOptions {
    return { appInstance: existingAppInstance(stack) };
  }
});

describe('the settings of a guard', () => {
  test.each([
    [{}, 0, 60],
    [{ retryAttempts: 1 }, 1, 120],
    [{ retryAttempts: 2 }, 2, 240],
    [{ maxEventAge: Duration.minutes(5) }, 0, 300],
    [{ retryAttempts: 1, maxEventAge: Duration.hours(6) }, 1, 21_600],
  ])('a guard sets attempts and age: %j', (props, attempts, age) => {
    const stack = newStack();
    flowOf(stack, newFunction(stack), { guard: new ProcessorGuard(stack, 'Guard', props) });
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({ MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age }),
    ]);
  });

  test.each([[-1], [3], [0.5]])('%d retry attempts are an error', (retryAttempts) => {
    expect(() => new ProcessorGuard(newStack(), 'Guard', { retryAttempts })).toThrow(
      `'retryAttempts' must be 0, 1 or 2, got ${retryAttempts}`,
    );
  });

  test.each([
    [0, 59],
    [0, 21_601],
    [1, 60],
    [2, 180],
  ])('%d retry attempts in %d seconds are an error', (retryAttempts, seconds) => {
    const props = { retryAttempts, maxEventAge: Duration.seconds(seconds) };
    const longer =
      retryAttempts > 0 ? ', and more than the \\d+ seconds that Lambda waits between \\d attempts' : '';
    expect(() => new ProcessorGuard(newStack(), 'Guard', props)).toThrow(
      new RegExp(
        `^'maxEventAge' must be 60 to 21600 whole seconds${longer}, got ${seconds} \\(in Chat/Guard\\)$`,
      ),
    );
  });

  test('an age with a fraction of a second is an error', () => {
    const props = { maxEventAge: Duration.millis(90_500) };
    expect(() => new ProcessorGuard(newStack(), 'Guard', props)).toThrow(
      /'maxEventAge' must be 60 to 21600 whole seconds.*got 90\.5/,
    );
  });

  test('an age that is known only at deployment is in seconds, because no token is converted', () => {
    const props = { maxEventAge: Duration.minutes(Lazy.number({ produce: () => 3 })) };
    expect(() => new ProcessorGuard(newStack(), 'Guard', props)).toThrow(
      "'maxEventAge' must be in seconds if it is known only at deployment, got a token in minutes: use Duration.seconds() (in Chat/Guard)",
    );
  });

  test.each([
    [{ Ref: 'Age' }, true],
    [240, false], // long enough for the two retries that are possible
  ])('attempts may be known only at deployment, in %j seconds', (age, isAgeUnknown) => {
    const stack = newStack();
    const value = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    const guard = new ProcessorGuard(stack, 'Guard', {
      retryAttempts: value('Attempts'),
      maxEventAge: isAgeUnknown ? Duration.seconds(value('Age')) : undefined,
    });
    flowOf(stack, newFunction(stack), { guard });
    expect(configsOf(stack)).toEqual([
      expect.objectContaining({ MaximumRetryAttempts: { Ref: 'Attempts' }, MaximumEventAgeInSeconds: age }),
    ]);
  });

  test('a guard can have settings of its own and exists without a processor', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const guard = new ProcessorGuard(stack, 'Guard', {
      role,
      vpc: new ec2.Vpc(stack, 'Vpc'),
      logGroup: new logs.LogGroup(stack, 'Log'),
      runtime: lambda.Runtime.NODEJS_22_X,
    });
    expect(guard.role).toBe(role);
    expect(guardOf(stack)).toMatchObject({
      Role: stack.resolve(role.roleArn) as object,
      Runtime: 'nodejs22.x',
      VpcConfig: expect.any(Object) as object,
      LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^Log/) as string } },
    });
  });

  test('processors of one flow may have guards of their own', () => {
    const stack = newStack();
    const guard = new ProcessorGuard(stack, 'Patient', { retryAttempts: 2 });
    new ChannelFlow(stack, 'Flow', {
      appInstance: existingAppInstance(stack),
      processors: [{ function: newFunction(stack, 'One') }, { function: newFunction(stack, 'Two'), guard }],
    });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::Function', GUARD, 2);
    expect(
      configsOf(stack)
        .map(({ MaximumRetryAttempts }) => MaximumRetryAttempts)
        .sort(),
    ).toEqual([0, 2]);
  });

  test('the configuration keeps its logical id when another guard takes over', () => {
    const idsWith = (guardId?: string) => {
      const stack = newStack();
      const guard = guardId ? new ProcessorGuard(stack, guardId) : undefined;
      flowOf(stack, newFunction(stack), { guard });
      const template = Template.fromStack(stack);
      const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
      return {
        configs: Object.keys(template.findResources(CONFIG)),
        invoke: policies.filter((id) => id.startsWith('ChimeGuarded')),
      };
    };
    const [first, second, third] = [idsWith(), idsWith('Guard'), idsWith('Renamed')];
    expect(second.configs).toEqual(first.configs);
    expect(third.configs).toEqual(first.configs);
    // the role may invoke the next guard before that takes over, and the former one until then
    expect(new Set([first, second, third].flatMap(({ invoke }) => invoke)).size).toBe(3);
  });

  test('a property injector of the app changes the settings of guards', () => {
    const stack = newStack({
      propertyInjectors: [
        {
          constructUniqueId: ProcessorGuard.PROPERTY_INJECTION_ID,
          inject: (props: ProcessorGuardProps) => ({ ...props, retryAttempts: 2 }),
        },
      ],
    });
    flowOf(stack, newFunction(stack));
    expect(configsOf(stack)).toEqual([expect.objectContaining({ MaximumRetryAttempts: 2 })]);
  });
});

describe('roles that cannot be changed', () => {
  test('a processor whose role cannot be changed gets a warning with what that has to allow', () => {
    const stack = newStack({ env: ENV });
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ENV.account}:role/mine`, {
      mutable: false,
    });
    const fn = new lambda.Function(stack, 'Fn', {
      role,
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
    });
    flowOf(stack, fn);

    expect(warningsOf(stack, 'processor-guard-role')).toBe(1);
    expect(warningsOf(stack, 'callback-permission')).toBe(1);
  });

  test('a guard whose role cannot be changed gets a warning with what that has to allow', () => {
    const stack = newStack({ env: ENV });
    const role = iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false });
    flowOf(stack, newFunction(stack), { guard: new ProcessorGuard(stack, 'Guard', { role }) });

    const hasWarning = (text: string) =>
      Assert.fromStack(stack).hasWarning('/Chat/Guard/Handler', Match.stringLikeRegexp(text));
    hasWarning('logs:CreateLogStream, logs:PutLogEvents on .*Guard/Handler/LogGroup.*:guard-permission');
    hasWarning(`chime:ChannelFlowCallback on ${APP_INSTANCE_ARN}/channel/\\*.*:guard-permission`);
  });
});

describe('permissions and connections of a guard', () => {
  test('can be granted permissions', () => {
    const stack = newStack();
    const guard = new ProcessorGuard(stack, 'Guard');
    new Queue(stack, 'Queue').grantSendMessages(guard);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']) })],
      }),
      Roles: [stack.resolve(guard.role.roleName)],
    });
  });

  test('can be allowed to connect where it is in a VPC', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const endpoint = new ec2.SecurityGroup(stack, 'Endpoint', { vpc });
    endpoint.connections.allowFrom(new ProcessorGuard(stack, 'Guard', { vpc }), ec2.Port.tcp(443));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^GuardHandlerFunctionSecurityGroup'), 'GroupId'],
      },
      ToPort: 443,
    });
  });

  test('has no connections outside of a VPC, which is an error', () => {
    const guard = new ProcessorGuard(newStack(), 'Guard');
    expect(() => guard.connections).toThrow(
      "'connections' needs a function in a VPC, got none: set 'vpc' (in Chat/Guard/Handler)",
    );
  });
});

describe('metrics', () => {
  test('decisions are counted by function, and by outcome if one is passed', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    const guard = ProcessorGuard.of(stack);
    const all = guard.metricDecisions(alias);
    const denied = guard.metricDecisions(fn, {
      outcome: ProcessorGuardOutcome.DENIED,
      period: Duration.minutes(1),
    });
    expect([all.namespace, all.metricName, all.statistic]).toEqual([
      ProcessorGuard.METRIC_NAMESPACE,
      'Decisions',
      'Sum',
    ]);
    expect(all.dimensions).toEqual({ ProcessorFunctionName: fn.functionName });
    expect(denied.dimensions).toEqual({ ProcessorFunctionName: fn.functionName, Outcome: 'DENIED' });
    expect(denied.period.toSeconds()).toBe(60);
  });

  test('an alarm on failures watches the function', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    ProcessorGuard.of(stack)
      .metricFailures(fn)
      .createAlarm(stack, 'Pending', { threshold: 1, evaluationPeriods: 1 });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'cdk-chime-sdk-messaging/ProcessorGuard',
      MetricName: 'Failures',
      Dimensions: [{ Name: 'ProcessorFunctionName', Value: stack.resolve(fn.functionName) as object }],
      Statistic: 'Sum',
      Period: 300,
    });
  });

  test.each(['Errors', 'Throttles'] as const)(
    'an alarm on %s of a guard watches its function',
    (metricName) => {
      const stack = newStack();
      const guard = ProcessorGuard.of(stack);
      const options = { period: Duration.minutes(1) };
      const metric = metricName === 'Errors' ? guard.metricErrors(options) : guard.metricThrottles(options);
      metric.createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda',
        MetricName: metricName,
        Dimensions: [
          { Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^ChimeProcessorGuardHandler') } },
        ],
        Statistic: 'Sum',
        Period: 60,
      });
    },
  );

  test('metrics of functions that are none are an error', () => {
    const guard = new ProcessorGuard(newStack(), 'Guard');
    const message =
      "'processorFunction' must be a Lambda function, version or alias, got undefined (in Chat/Guard)";
    const none = undefined as unknown as lambda.IFunction;
    expect(() => guard.metricFailures(none)).toThrow(message);
    expect(() => guard.metricDecisions(none)).toThrow(message);
  });

  test('any metric of the function of a guard can be named', () => {
    const guard = new ProcessorGuard(newStack(), 'Guard');
    const metric = guard.metric('Duration', { statistic: 'p99' });
    expect([metric.namespace, metric.metricName, metric.statistic]).toEqual([
      'AWS/Lambda',
      'Duration',
      'p99',
    ]);
  });
});

describe('cdk-nag', () => {
  test('cdk-nag finds nothing in a guard', () => {
    const stack = newStack();
    flowOf(stack, newFunction(stack));
    const app = stack.node.root;
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    let report = '';
    try {
      Template.fromStack(stack);
    } catch (error) {
      report = String(error);
    }
    expect(report).toContain('Chat/Moderate/ServiceRole'); // the policy of a function that is not ours
    expect(report).not.toContain('Guard');
  });
});
