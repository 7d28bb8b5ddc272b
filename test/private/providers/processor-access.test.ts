import { NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  APP_INSTANCE_ARN,
  ENV,
  existingAppInstance,
  FUNCTION_ARN,
  newApp,
  newAppInstance,
  newFlow,
  newFunction,
  newStack,
  processorsOf,
} from '../../support';

const PERMISSION = 'AWS::Lambda::Permission';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/moderator';

/** The policies that allow callbacks. */
function callbacks(stack: Stack) {
  return Object.values(
    Template.fromStack(stack).findResources('AWS::IAM::Policy', {
      Properties: {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Action: 'chime:ChannelFlowCallback' })]),
        },
      },
    }),
  );
}

function warnings(stack: Stack, text: string): string[] {
  const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(text));
  return found.map(({ entry }) => String(entry.data));
}

test('the service may invoke the function, for this app instance and account only', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const fn = newFunction(stack);
  newFlow(stack, { appInstance, processors: processorsOf(fn) });

  const template = Template.fromStack(stack);
  template.resourceCountIs(PERMISSION, 1);
  template.hasResourceProperties(PERMISSION, {
    Action: 'lambda:InvokeFunction',
    FunctionName: stack.resolve(fn.functionArn),
    Principal: 'messaging.chime.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: { 'Fn::Join': ['', [{ Ref: 'AppInstance' }, '*']] },
  });
});

test("the function may call back on the app instance's channels only", () => {
  const stack = newStack();
  newFlow(stack);

  expect(callbacks(stack)).toMatchObject([
    {
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: 'chime:ChannelFlowCallback',
              Effect: 'Allow',
              Resource: `${APP_INSTANCE_ARN}/channel/*`,
            },
          ],
        },
        Roles: [{ Ref: expect.stringMatching(/^FlowFunctionServiceRole/) }],
      },
    },
  ]);
});

test('flow and function do not wait for each other: what the function may do is a policy of its own', () => {
  const stack = newStack();
  newFlow(stack);

  const [fn] = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', {
      Properties: { Handler: 'index.handler' },
    }),
  );
  expect(fn?.DependsOn).toEqual([expect.stringMatching(/^FlowFunctionServiceRole/)]);
});

test('the flow waits for both permissions', () => {
  const stack = newStack();
  newFlow(stack);

  const template = Template.fromStack(stack);
  const [permission] = Object.keys(template.findResources(PERMISSION));
  const [flow] = Object.values(template.findResources('Custom::ChimeChannelFlow'));
  expect(flow?.DependsOn).toEqual(
    expect.arrayContaining([permission, expect.stringMatching(/^ChimeProcessor.*Callback/)]),
  );
});

test('ten flows on one function and app instance need one permission', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const processors = processorsOf(newFunction(stack));
  for (let index = 0; index < 10; index++) newFlow(stack, { appInstance, processors }, `Flow${index}`);

  Template.fromStack(stack).resourceCountIs(PERMISSION, 1);
  expect(callbacks(stack)).toHaveLength(1);
});

test('each function and each app instance needs a permission', () => {
  const stack = newStack();
  const [one, other] = [newAppInstance(stack, 'One'), newAppInstance(stack, 'Other')];
  const processors = processorsOf(newFunction(stack, 'First'), newFunction(stack, 'Second'));
  newFlow(stack, { appInstance: one, processors }, 'FlowOfOne');
  newFlow(stack, { appInstance: other, processors }, 'FlowOfOther');

  Template.fromStack(stack).resourceCountIs(PERMISSION, 4);
  expect(callbacks(stack)).toHaveLength(4);
});

test('a version and an alias are allowed by their qualifiers', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  newFlow(stack, { processors: processorsOf(fn.currentVersion, live) });

  const template = Template.fromStack(stack);
  template.resourceCountIs(PERMISSION, 2);
  for (const { functionArn } of [fn.currentVersion, live]) {
    template.hasResourceProperties(PERMISSION, { FunctionName: stack.resolve(functionArn) });
  }
});

test('an imported function of the same account is allowed; its role is not known, says a warning', () => {
  const stack = newStack({ env: ENV });
  newFlow(stack, { processors: processorsOf(lambda.Function.fromFunctionArn(stack, 'Fn', FUNCTION_ARN)) });

  Template.fromStack(stack).hasResourceProperties(PERMISSION, { FunctionName: FUNCTION_ARN });
  expect(callbacks(stack)).toEqual([]);
  expect(warnings(stack, 'callback-permission')).toEqual([
    `the role of Chat/Fn is not known: make sure that it allows chime:ChannelFlowCallback on ${APP_INSTANCE_ARN}/channel/*` +
      ' [ack: cdk-chime-sdk-messaging:callback-permission]',
  ]);
  expect(warnings(stack, 'invoke-permission')).toEqual([]);
});

test('an imported function of an unknown account cannot be allowed: a warning names the statement to add', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const fn = lambda.Function.fromFunctionArn(stack, 'Fn', FUNCTION_ARN);
  newFlow(stack, { appInstance, processors: processorsOf(fn) });

  Template.fromStack(stack).resourceCountIs(PERMISSION, 0);
  expect(warnings(stack, 'invoke-permission')).toEqual([
    'Amazon Chime SDK messaging is not allowed to invoke Chat/Fn, and its resource policy cannot be changed by this app: add a statement that allows' +
      ' messaging.chime.amazonaws.com lambda:InvokeFunction with aws:SourceAccount <AWS::AccountId> and' +
      ' aws:SourceArn like <Chat/AppInstance>* [ack: cdk-chime-sdk-messaging:invoke-permission]',
  ]);
});

test('an imported function that is declared to be in the same environment gets both permissions', () => {
  const stack = newStack();
  const fn = lambda.Function.fromFunctionAttributes(stack, 'Fn', {
    functionArn: FUNCTION_ARN,
    sameEnvironment: true,
    role: iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN),
  });
  newFlow(stack, { processors: processorsOf(fn) });

  Template.fromStack(stack).resourceCountIs(PERMISSION, 1);
  expect(callbacks(stack)).toMatchObject([{ Properties: { Roles: ['moderator'] } }]);
  expect(warnings(stack, '')).toEqual([]);
});

test('a role that must not be changed is left alone', () => {
  const stack = newStack();
  const fn = lambda.Function.fromFunctionAttributes(stack, 'Fn', {
    functionArn: FUNCTION_ARN,
    sameEnvironment: true,
    role: iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false }),
  });
  newFlow(stack, { processors: processorsOf(fn) });

  expect(callbacks(stack)).toEqual([]);
});

test('policies of several stacks on one role have different names', () => {
  const app = newApp();
  const stacks = ['Blue', 'Green'].map((id) => new Stack(app, id));
  for (const stack of stacks) {
    const fn = lambda.Function.fromFunctionAttributes(stack, 'Fn', {
      functionArn: FUNCTION_ARN,
      sameEnvironment: true,
      role: iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN),
    });
    newFlow(stack, { processors: processorsOf(fn) });
  }

  expect(stacks.flatMap(callbacks)).toMatchObject([
    { Properties: { PolicyName: expect.stringMatching(/^Blue-/) } },
    { Properties: { PolicyName: expect.stringMatching(/^Green-/) } },
  ]);
});

test('a function of another stack is allowed in the stack of the flow, which alone depends on the other', () => {
  const app = newApp();
  const [functions, chat] = [new Stack(app, 'Functions'), new Stack(app, 'Chat')];
  const fn = newFunction(functions);
  newFlow(chat, { appInstance: newAppInstance(chat), processors: processorsOf(fn) });

  Template.fromStack(chat).resourceCountIs(PERMISSION, 1);
  Template.fromStack(functions).resourceCountIs(PERMISSION, 0);
  expect(callbacks(chat)).toHaveLength(1);
  expect(callbacks(functions)).toHaveLength(0);
  expect(chat.dependencies).toEqual([functions]);
  expect(functions.dependencies).toEqual([]);
});

test('flow, function and app instance may be in three stacks', () => {
  const app = newApp();
  const [instances, functions, chat] = ['Instances', 'Functions', 'Chat'].map((id) => new Stack(app, id)) as [
    Stack,
    Stack,
    Stack,
  ];
  const appInstance = newAppInstance(instances);
  const processors = processorsOf(newFunction(functions));
  newFlow(chat, { appInstance, processors }, 'One');
  newFlow(chat, { appInstance, processors }, 'Two');

  Template.fromStack(chat).resourceCountIs(PERMISSION, 1);
  expect(new Set(chat.dependencies)).toEqual(new Set([instances, functions]));
});

test('a nested stack holds the permissions of its flows', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const processors = processorsOf(newFunction(stack));
  const nested = new NestedStack(stack, 'Nested');
  newFlow(stack, { appInstance, processors });
  newFlow(nested, { appInstance, processors });

  Template.fromStack(stack).resourceCountIs(PERMISSION, 1);
  Template.fromStack(nested).resourceCountIs(PERMISSION, 1);
  const names = [stack, nested].flatMap(callbacks).map(({ Properties }) => Properties.PolicyName as string);
  expect(new Set(names).size).toBe(2);
});

test('an app instance in a nested stack can have its flow in the parent', () => {
  const stack = newStack();
  const nested = new NestedStack(stack, 'Nested');
  newFlow(stack, { appInstance: newAppInstance(nested) });

  Template.fromStack(stack).resourceCountIs(PERMISSION, 1);
});

test('stages have the same logical ids', () => {
  const ids = ['Beta', 'Prod'].map((id) => {
    const stage = new Stage(newApp(), id);
    const [base, chat] = [new Stack(stage, 'Base'), new Stack(stage, 'Chat')];
    newFlow(chat, { appInstance: newAppInstance(base), processors: processorsOf(newFunction(base)) });
    return logicalIds(chat);
  });

  expect(ids[0]).toEqual(ids[1]);
});

test('permissions are found again by the construct tree, not by names of tokens', () => {
  const stack = newStack();
  newFlow(stack, { appInstance: existingAppInstance(stack) });
  const before = logicalIds(stack);

  const again = newStack();
  newFunction(again, 'Unrelated');
  newFlow(again, { appInstance: existingAppInstance(again) });
  const added = logicalIds(again).filter((id) => !id.startsWith('Unrelated'));

  expect(added).toEqual(before);
});

function logicalIds(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).toJSON().Resources as object).sort();
}
