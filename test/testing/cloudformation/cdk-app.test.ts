import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, CustomResource, Stack, Stage, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnChannel } from 'aws-cdk-lib/aws-chime';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LocalStacks } from './local-stacks';
import { PROVIDER_CODE } from './provider';
import { ChimeMessagingEmulator, LocalDeployment } from '../../../testing';

const stacks = new LocalStacks();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk-app-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An app whose output folder is removed after the test. */
function app(name = 'out'): App {
  return new App({ outdir: join(folder, name) });
}

function asset(name: string, code: string): lambda.Code {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'index.js'), code);
  return lambda.Code.fromAsset(join(folder, name));
}

function stackWithFunction(scope: App | Stage, id: string, code: string, props?: StackProps): Stack {
  const stack = new Stack(scope, id, props);
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: asset(`code-${id}`, code),
  });
  return stack;
}

test('deploys a stack with its assets, and finds resources by construct path', async () => {
  const stack = stackWithFunction(app(), 'One', PROVIDER_CODE);
  const { functionArn } = stack.node.findChild('Function') as lambda.Function;
  const thing = new CustomResource(stack, 'Thing', {
    serviceToken: functionArn,
    resourceType: 'Custom::Thing',
  });
  new CfnOutput(stack, 'Id', { value: thing.ref });

  const deployment = await stacks.deploy(stack);

  expect(deployment.stackName).toBe('One');
  expect(Object.values(deployment.outputs)).toHaveLength(1);
  expect(deployment.resource('Function').type).toBe('AWS::Lambda::Function');
  expect(deployment.resource('One/Function/Resource')).toEqual(deployment.resource('Function'));
  expect(deployment.functions.logs('Function')).toHaveLength(1);
  await deployment.destroy();
});

test('takes changed code of an asset in an update', async () => {
  const deployment = await stacks.deploy(
    stackWithFunction(app('a'), 'S', 'exports.handler = async () => 1;'),
  );
  expect((await deployment.functions.invoke('Function', {})).payload).toBe(1);

  await deployment.update(stackWithFunction(app('b'), 'S', 'exports.handler = async () => 2;'));

  expect((await deployment.functions.invoke('Function', {})).payload).toBe(2);
});

test('deploys from an app, and from the folder of its assembly', async () => {
  const single = app('single');
  stackWithFunction(single, 'Only', 'exports.handler = async () => 1;');
  const several = app('several');
  new Stack(several, 'A');
  const stage = new Stage(several, 'Stage');
  stackWithFunction(stage, 'B', 'exports.handler = async () => 2;');

  expect((await stacks.deploy(single)).stackName).toBe('Only');
  const { directory } = several.synth();
  await expect(stacks.deploy(directory)).rejects.toThrow("'stackName' must say which: 'Stage-B', 'A'");
  await expect(stacks.deploy(directory, { stackName: 'C' })).rejects.toThrow(
    "no stack 'C', only: 'Stage-B', 'A'",
  );
  await expect(stacks.deploy(folder)).rejects.toThrow('has no manifest.json');
  await expect(stacks.deploy(app('none'))).rejects.toThrow(/^the app has no stacks$/);
  const deployment = await stacks.deploy(directory, { stackName: 'Stage/B' });
  expect((await deployment.functions.invoke('Function', {})).payload).toBe(2);
});

test('a stack goes by its own name, whatever it is called', async () => {
  const stage = new Stage(app('named'), 'Stage');
  const stack = stackWithFunction(stage, 'B', 'exports.handler = async () => 2;');

  await expect(stacks.deploy(stack, { stackName: 'Nope' })).rejects.toThrow(
    "'stackName' must be left out for a stack, or name it ('Stage-B'), got 'Nope'",
  );
  expect((await stacks.deploy(stack, { stackName: 'Stage/B' })).stackName).toBe('Stage-B');
});

test('a resource that fails is named by its logical id and its construct path', async () => {
  const context = { 'aws:cdk:enable-path-metadata': true }; // as the CDK CLI sets it
  const stack = new Stack(new App({ outdir: join(folder, 'failing'), context }), 'Failing');
  const topic = new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  const failures = { Topic: { on: 'create', reason: 'planned' } } as const;

  const { message } = await stacks.fail(stack, { failures });

  expect(message).toBe(
    `stack Failing could not be created: ${stack.resolve(topic.logicalId)} (Failing/Topic): planned (ROLLBACK_COMPLETE)`,
  );
});

test('refuses a stack that is bound to another environment than the emulator', async () => {
  const env = { account: '999999999999', region: 'eu-central-1' };

  const bound = new Stack(app(), 'Bound', { env });
  new sns.Topic(bound, 'Topic');

  await expect(stacks.deploy(bound)).rejects.toThrow(
    'stack Bound is bound to account 999999999999, region eu-central-1, but the emulator is started for account 111122223333, region us-east-1',
  );
});

test('refuses a channel where CloudFormation has none', async () => {
  const emulator = await ChimeMessagingEmulator.start({ region: 'eu-central-1' });
  const stack = new Stack(app(), 'Elsewhere');
  const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'chat' });
  new CfnChannel(stack, 'Lobby', {
    appInstanceArn: appInstance.attrAppInstanceArn,
    chimeBearer: 'arn:aws:chime:eu-central-1:111122223333:app-instance/a/user/alice',
    name: 'Lobby',
  });

  const deployed = LocalDeployment.deploy(stack, { emulator });

  await expect(deployed).rejects.toThrow(
    'CloudFormation has AWS::Chime::Channel only in us-east-1, but stack Elsewhere is in eu-central-1 (Elsewhere/Lobby): call CreateChannel there, or start the emulator for us-east-1',
  );
  const stubs = { resources: { 'Elsewhere/Lobby': {} } };
  const { stackStatus } = await LocalDeployment.deploy(stack, { emulator, stubs });
  expect(stackStatus).toBe('CREATE_COMPLETE');
  await emulator.close();
});

test('deploys what several stacks of an app share', async () => {
  const shared = app();
  const producer = new Stack(shared, 'Producer');
  const role = new iam.Role(producer, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  const consumer = new Stack(shared, 'Consumer');
  new sns.Topic(consumer, 'Topic');
  new CfnOutput(consumer, 'RoleName', { value: role.roleName });

  const first = await stacks.deploy(producer);
  const second = await stacks.deploy(consumer);

  expect(Object.values(second.outputs)).toEqual([first.resource('Producer/Role').physicalId]);
});
