import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { failure, LocalStacks, statusesOf } from './local-stacks';
import { LocalCloud } from '../../../testing/cloud';
import { LocalDeployment, type LocalAppOptions } from '../../../testing/cloudformation';

const stacks = new LocalStacks();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whole-app-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

let apps = 0;

/** Skips the AWS CDK's template validation, which takes seconds. */
function synthesize(source: App): string {
  process.env.CDK_VALIDATION = 'false';
  try {
    return source.synth().directory;
  } finally {
    delete process.env.CDK_VALIDATION;
  }
}

function app(context: Record<string, unknown> = {}): App {
  return new App({ outdir: join(folder, String(apps++)), context });
}

function deployApp(
  source: Parameters<typeof LocalDeployment.deployApp>[0],
  options: Partial<LocalAppOptions> = {},
) {
  return LocalDeployment.deployApp(source, { emulator: stacks.emulator, ...options });
}

/** A function that responds with a number. */
function fn(scope: Stack, id: string, answer: number): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async () => ${answer};`),
  });
}

/** Two stacks; the one that comes first by name depends on the other. */
function twoStacks(scope: App | Stage, { queueName = 'one', props = {} } = {}) {
  const consumer = new Stack(scope, 'Consumer', props);
  const producer = new Stack(scope, 'Producer');
  const queue = new sqs.Queue(producer, 'Queue', { queueName });
  new ssm.StringParameter(consumer, 'Parameter', { parameterName: '/queue', stringValue: queue.queueArn });
  new CfnOutput(consumer, 'QueueName', { value: queue.queueName });
  return { consumer, producer };
}

test.each(['strong', 'both', 'weak'])(
  'deploys stacks that refer to each other by %s references',
  async (strength) => {
    const source = app({ '@aws-cdk/core:defaultCrossStackReferences': strength });
    twoStacks(source);

    const deployed = await deployApp(source);

    expect(deployed.stacks.map(({ stackName }) => stackName)).toEqual(['Producer', 'Consumer']);
    expect(deployed.outputs.Consumer).toEqual({ QueueName: 'one' });
    expect(deployed.stack('Consumer').resource('Parameter').attributes.Value).toBe(
      'arn:aws:sqs:us-east-1:111122223333:one',
    );
    await deployed.destroy();
    expect(deployed.stacks).toEqual([]);
  },
);

test('deploys the stacks of nested stages, from a stage and from a folder as well', async () => {
  const source = app();
  const stage = new Stage(new Stage(source, 'Prod'), 'Chat');
  twoStacks(stage);

  const whole = await deployApp(synthesize(source));
  expect(Object.keys(whole.outputs)).toEqual(['Prod-Chat-Producer', 'Prod-Chat-Consumer']);
  expect(whole.stack('Prod/Chat/Consumer').outputs).toEqual({ QueueName: 'one' });
  await whole.destroy();

  const inner = await deployApp(stage);
  expect(inner.stacks).toHaveLength(2);
  expect(() => inner.stack('Other')).toThrow(
    "the app has no stack 'Other', only: Prod-Chat-Producer, Prod-Chat-Consumer",
  );
});

test('updates every stack, and creates those that are new', async () => {
  const weak = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };
  const first = app(weak);
  twoStacks(first);
  const deployed = await deployApp(first);

  const second = app(weak);
  twoStacks(second, { queueName: 'two' });
  fn(new Stack(second, 'New'), 'Function', 1);
  await deployed.update(second);

  expect(deployed.outputs.Consumer).toEqual({ QueueName: 'two' });
  expect(deployed.stack('Producer').stackStatus).toBe('UPDATE_COMPLETE');
  expect(deployed.stack('New').stackStatus).toBe('CREATE_COMPLETE');
});

test('refuses to change an export that another stack uses, as CloudFormation does', async () => {
  const first = app();
  twoStacks(first);
  const deployed = await deployApp(first);

  const second = app();
  twoStacks(second, { queueName: 'two' });

  const error = await failure(deployed.update(second));
  expect(error.message).toMatch(/export 'Producer:\w+' cannot be changed: it is in use by Consumer/);
});

test.each([
  ['the consumer', (former: App) => former.node.tryRemoveChild('Consumer')],
  ['the producer', (former: App) => former.node.tryRemoveChild('Producer')],
])('deletes %s in order although the app no longer has it', async (_, remove) => {
  const stacksOf = (isOrdered: boolean, change: (source: App) => unknown = () => {}): App => {
    const source = app();
    const producer = new Stack(source, 'Producer');
    new CfnOutput(producer, 'Arn', { value: new sqs.Queue(producer, 'Queue').queueArn, exportName: 'queue' });
    const consumer = new Stack(source, 'Consumer');
    if (isOrdered) consumer.addStackDependency(producer);
    const stringValue = Fn.importValue('queue');
    new ssm.StringParameter(consumer, 'Parameter', { parameterName: '/queue', stringValue });
    change(source);
    return source;
  };
  const deployed = await deployApp(stacksOf(true));
  await deployed.update(stacksOf(false, remove));
  expect(deployed.stacks.map(({ stackName }) => stackName)).toEqual(['Producer', 'Consumer']);

  await deployed.destroy();

  expect(deployed.stacks).toEqual([]);
});

test('keeps the order of stacks when an update fails', async () => {
  const source = app();
  twoStacks(source, { queueName: 'one' });
  const deployed = await deployApp(source);
  const changed = app();
  twoStacks(changed, { queueName: 'two' });
  const failures = { 'Consumer/Parameter': { on: 'update', reason: 'no' } } as const;
  await expect(deployed.update(changed, { failures })).rejects.toThrow('no');

  expect(deployed.stacks.map(({ stackName }) => stackName)).toEqual(['Producer', 'Consumer']);
});

test('refuses stacks with the same name, because the second would update the first', async () => {
  const source = app();
  for (const name of ['Dev', 'Prod']) {
    const stack = new Stack(new Stage(source, name), 'Chat', { stackName: 'Chat' });
    new sqs.Queue(stack, `${name}Queue`);
  }

  await expect(deployApp(source)).rejects.toThrow(
    "the stacks of an app must have different names, got 'Chat' more than once: deploy one stage (--deploy cdk.out/assembly-STAGE for the command) at a time",
  );
});

test('keeps the stacks before one that fails, in the error', async () => {
  const source = app();
  twoStacks(source);

  const error = await failure(
    deployApp(source, { failures: { 'Consumer/Parameter': { on: 'create', reason: 'full' } } }),
  );

  expect(error.message).toContain('stack Consumer could not be created: ');
  expect(error.app?.stacks.map(({ stackName }) => stackName)).toEqual(['Producer']);
  await error.app?.destroy();
  expect(error.app?.stacks).toEqual([]);
});

test('deletes nothing while a stack has termination protection', async () => {
  const first = app();
  twoStacks(first, { props: { terminationProtection: true } });
  const deployed = await deployApp(first);

  await expect(deployed.destroy()).rejects.toThrow(
    "stacks cannot be deleted while 'terminationProtection' is true, got Consumer",
  );
  await expect(deployed.stack('Consumer').destroy()).rejects.toThrow(
    "stack Consumer cannot be deleted while 'terminationProtection' is true",
  );
  expect(deployed.stack('Producer').stackStatus).toBe('CREATE_COMPLETE');

  const second = app();
  twoStacks(second);
  await deployed.update(second);
  await deployed.destroy();
  expect(deployed.stacks).toEqual([]);
});

test('creates nothing when one of the stacks cannot be deployed here', async () => {
  const source = app();
  twoStacks(source);
  new CfnResource(new Stack(source, 'Elsewhere', { env: { region: 'eu-west-1' } }), 'Queue', {
    type: 'AWS::SQS::Queue',
  });

  await expect(deployApp(source)).rejects.toThrow('stack Elsewhere is bound to');

  const alone = app();
  twoStacks(alone);
  expect((await deployApp(alone)).stacks).toHaveLength(2);
});

test('gives parameters to the stacks that have them, or to the one that is named', async () => {
  const source = app();
  for (const name of ['A', 'B']) {
    const stack = new Stack(source, name);
    const size = new CfnParameter(stack, 'Size', { default: '1' });
    new ssm.StringParameter(stack, 'P', { stringValue: size.valueAsString });
    new CfnOutput(stack, 'Out', { value: size.valueAsString });
  }

  const deployed = await deployApp(source, { parameters: { Size: '2', 'B:Size': '3' } });

  expect(deployed.outputs).toEqual({ A: { Out: '2' }, B: { Out: '3' } });
  await expect(deployed.update(source, { parameters: { Color: 'red' } })).rejects.toThrow(
    "'parameters' must name parameters of A, B, got 'Color'",
  );
});

test('creates nothing when one of the stacks has a parameter without a value, and keeps values in updates', async () => {
  const source = app();
  new sqs.Queue(new Stack(source, 'First'), 'Queue');
  const last = new Stack(source, 'Last');
  const { valueAsString } = new CfnParameter(last, 'Name');
  new sqs.Queue(last, 'Queue', { queueName: valueAsString });

  await expect(deployApp(source)).rejects.toThrow('stack Last: parameters without a value: Name: give each');
  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);

  const deployed = await deployApp(source, { parameters: { Name: 'mine' } });
  await deployed.update(source);
  expect(deployed.stack('Last').resource('Queue').physicalId).toContain('mine');
});

test('gives new stacks and new parameters the values that were passed before, and leaves others as they are', async () => {
  const source = (names: string[], parameters: string[]) => {
    const changed = app();
    for (const name of names) {
      const stack = new Stack(changed, name);
      new sqs.Queue(stack, 'Queue');
      for (const parameter of parameters) {
        new CfnOutput(stack, `Of${parameter}`, { value: new CfnParameter(stack, parameter).valueAsString });
      }
    }
    return changed;
  };
  const deployed = await deployApp(source(['A'], ['Size', 'Color']), {
    parameters: { Size: '1', Color: 'red' },
  });
  await deployed.update(source(['A'], ['Size']));
  const alone = source(['A'], ['Size']).node.findChild('A') as Stack;
  await deployed.stack('A').update(alone, { parameters: { Size: '2' } });
  await deployed.update(source(['A', 'B'], ['Size', 'Color']));

  expect(deployed.outputs).toEqual({
    A: { OfSize: '2', OfColor: 'red' },
    B: { OfSize: '1', OfColor: 'red' },
  });
});

test('names resources that do not run here although their stack needs a parameter', async () => {
  const source = app();
  new sqs.Queue(new Stack(source, 'First'), 'Queue');
  const last = new Stack(source, 'Last');
  new CfnParameter(last, 'Name');
  new CfnResource(last, 'Table', { type: 'AWS::DynamoDB::Table' });

  await expect(deployApp(source, { parameters: { Name: 'mine' } })).rejects.toThrow(
    'stack Last has resources that do not run locally: AWS::DynamoDB::Table',
  );
  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
});

test('refuses an app of which nothing is deployed', async () => {
  const source = app();
  new Stack(source, 'Empty');

  await expect(deployApp(source)).rejects.toThrow('no stack of the app has resources: nothing is deployed');
  await expect(deployApp(source, { parameters: { Name: 'mine' } })).rejects.toThrow(
    "'parameters' must name parameters of the app, whose stacks have no resources, got 'Name'",
  );
});

test('says which stack is missing for a weak reference', async () => {
  const source = app({ '@aws-cdk/core:defaultCrossStackReferences': 'weak' });
  const { consumer } = twoStacks(source);

  const error = await stacks.fail(consumer);

  expect(error.message).toMatch(
    /stack Producer does not exist, and its output '\w+' is needed: deploy it first, or the whole app with LocalDeployment.deployApp/,
  );
});

/** A stack with two nested stacks that contain a resource with the same logical id. */
function withNestedStacks(scope: App, answers: [number, number], queueName = 'one'): Stack {
  const stack = new Stack(scope, 'Outer');
  const queue = new sqs.Queue(stack, 'Queue', { queueName });
  answers.forEach((answer, index) => {
    const nested = new NestedStack(stack, `Nested${index}`);
    const inner = fn(nested, 'Function', answer);
    inner.addEnvironment('QUEUE', queue.queueName);
    new CfnOutput(stack, `Name${index}`, { value: inner.functionName });
  });
  fn(stack, 'Function', 0);
  return stack;
}

test('deploys nested stacks, with what they take from the stack around them and give to it', async () => {
  const deployed = await stacks.deploy(withNestedStacks(app(), [1, 2]));

  const { functions, outputs } = deployed;
  expect((await functions.invoke('Nested0/Function', {})).payload).toBe(1);
  expect((await functions.invoke('Outer/Nested1/Function', {})).payload).toBe(2);
  expect((await functions.invoke('Function', {})).payload).toBe(0);
  expect(functions.all.map(({ stackName, constructPath }) => [stackName, constructPath])).toEqual([
    ['Outer', 'Outer/Function'],
    [expect.stringMatching(/^Outer-Nested0/), 'Outer/Nested0/Function'],
    [expect.stringMatching(/^Outer-Nested1/), 'Outer/Nested1/Function'],
  ]);
  expect(outputs.Name0).toBe(deployed.resource('Nested0/Function').physicalId);

  await deployed.update(withNestedStacks(app(), [1, 3]));
  expect((await functions.invoke('Nested1/Function', {})).payload).toBe(3);

  await deployed.destroy();
  expect(deployed.cloud.stacks.size).toBe(0);
  expect(deployed.cloud.lambda.find(outputs.Name0!)).toBeUndefined();
});

test('takes a nested stack back with the stack around it, and says what failed in it', async () => {
  const source = app();
  const stack = new Stack(source, 'Outer');
  const nested = new NestedStack(stack, 'Nested');
  new sqs.Queue(nested, 'Queue');
  new CfnResource(nested, 'Broken', { type: 'AWS::IAM::Policy', properties: { PolicyName: 'p' } });

  const error = await stacks.fail(stack);

  expect(error.message).toMatch(
    /embedded stack Outer-Nested.* was not created: Broken: 'PolicyDocument' must be/,
  );
  expect(error.deployment.stackStatus).toBe('ROLLBACK_COMPLETE');
  expect(statusesOf(error, 'Broken')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_FAILED']);
  expect(error.deployment.cloud.stacks.size).toBe(0);
});

test('goes back to the former nested stack when an update fails beside it', async () => {
  const deployed = await stacks.deploy(withNestedStacks(app(), [1, 2]));
  const changed = withNestedStacks(app(), [5, 6]);
  new CfnResource(changed, 'Broken', {
    type: 'AWS::IAM::Policy',
    properties: { PolicyName: 'p' },
  }).addResourceDependency(
    (changed.node.findChild('Nested1') as NestedStack).nestedStackResource as CfnResource,
  );

  const error = await failure(deployed.update(changed));

  expect(error.message).toContain('UPDATE_ROLLBACK_COMPLETE');
  expect((await deployed.functions.invoke('Nested1/Function', {})).payload).toBe(2);
  const statuses = deployed.events
    .filter(({ stackName, logicalId }) => stackName === logicalId && stackName.startsWith('Outer-Nested1'))
    .map(({ status }) => status);
  expect(statuses.slice(-5)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
});

/** A stack whose nested stack has queues with these ids. */
function withNestedQueues(ids: readonly string[]): Stack {
  const stack = new Stack(app(), 'Outer');
  const nested = new NestedStack(stack, 'Nested');
  for (const id of ids) new sqs.Queue(nested, id);
  return stack;
}

test('updates a nested stack whose last update failed and was rolled back', async () => {
  const deployed = await stacks.deploy(withNestedQueues(['Kept']));
  const broken = withNestedQueues(['Kept', 'Second']);
  new CfnResource(broken.node.findChild('Nested'), 'Broken', {
    type: 'AWS::IAM::Policy',
    properties: { PolicyName: 'p' },
  });
  await failure(deployed.update(broken));

  await deployed.update(withNestedQueues(['Kept', 'Third']));

  expect(deployed.resource('Nested/Third').status).toBe('CREATE_COMPLETE');
});

test('deletes the leftovers of a nested stack only when its parent is updated', async () => {
  const deployed = await stacks.deploy(withNestedQueues(['Kept', 'Old']));

  await deployed.update(withNestedQueues(['Kept', 'New']));

  const happened = deployed.events.map(({ stackName, logicalId, status }) =>
    logicalId === stackName
      ? `${stackName.replace(/-Nested.*/, ' nested')} ${status}`
      : `${logicalId.slice(0, 3)} ${status}`,
  );
  const order = [
    'Outer nested UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Outer UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Old DELETE_COMPLETE',
    'Outer nested UPDATE_COMPLETE',
    'Outer UPDATE_COMPLETE',
  ];
  expect(happened.filter((one) => order.includes(one))).toEqual(order);
});

test('keeps the resources that a nested stack would have deleted if its parent is rolled back', async () => {
  const deployed = await stacks.deploy(withNestedQueues(['Kept', 'Old']));
  const { physicalId } = deployed.resource('Nested/Old');
  const changed = withNestedQueues(['Kept']);
  new CfnResource(changed, 'Broken', {
    type: 'AWS::IAM::Policy',
    properties: { PolicyName: 'p' },
  }).addResourceDependency(
    (changed.node.findChild('Nested') as NestedStack).nestedStackResource as CfnResource,
  );

  await failure(deployed.update(changed));

  expect(deployed.resource('Nested/Old').physicalId).toBe(physicalId);
  expect(deployed.events.filter(({ status }) => status.startsWith('DELETE'))).toEqual([]);
});
