import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CustomResource, CustomResourceProvider, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as cr from 'aws-cdk-lib/custom-resources';
import { TriggerFunction } from 'aws-cdk-lib/triggers';
import { LocalStacks } from './local-stacks';
import type { Stubs } from '../../../testing/cloudformation';

const stacks = new LocalStacks();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'providers-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function newStack(): Stack {
  return new Stack(new App({ outdir: join(folder, 'out') }), 'S');
}

function inline(stack: Stack, code: string, runtime = lambda.Runtime.NODEJS_22_X): lambda.Function {
  return new lambda.Function(stack, 'Handler', {
    runtime,
    handler: 'index.handler',
    code: lambda.Code.fromInline(code),
  });
}

/** A program in Node.js that creates a response to an event. */
const RESPONSE = `const reply = (e, more = {}) => JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'p', StackId: e.StackId,
  RequestId: e.RequestId, LogicalResourceId: e.LogicalResourceId, ...more });`;

const PYTHON_RESPONSE = `
import json
def reply(e):
  return json.dumps({'Status': 'SUCCESS', 'PhysicalResourceId': 'p', 'StackId': e['StackId'],
    'RequestId': e['RequestId'], 'LogicalResourceId': e['LogicalResourceId']}).encode()
`;

test.each<[string, lambda.Runtime, string]>([
  [
    'https.request to port 443',
    lambda.Runtime.NODEJS_22_X,
    `${RESPONSE} const https = require('https'); exports.handler = (e) => new Promise((ok, no) => { const body = reply(e);
     const { hostname, pathname, search } = new URL(e.ResponseURL);
     https.request({ hostname, port: 443, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } }, ok)
       .on('error', no).end(body); });`,
  ],
  [
    'fetch by https',
    lambda.Runtime.NODEJS_22_X,
    `${RESPONSE} exports.handler = async (e) => { const { hostname, pathname, search } = new URL(e.ResponseURL);
     await fetch('https://' + hostname + pathname + search, { method: 'PUT', body: reply(e) }); };`,
  ],
  [
    'https.request with the URL as it is',
    lambda.Runtime.NODEJS_22_X,
    `${RESPONSE} exports.handler = (e) => new Promise((ok, no) => {
     require('https').request(e.ResponseURL, { method: 'PUT', headers: { 'content-length': reply(e).length } }, ok)
       .on('error', no).end(reply(e)); });`,
  ],
  [
    'url.parse and its host, which names no port',
    lambda.Runtime.NODEJS_22_X,
    `${RESPONSE} exports.handler = (e) => new Promise((ok, no) => { const { host, path } = require('url').parse(e.ResponseURL);
     require('https').request({ host, port: 443, path, method: 'PUT', headers: { 'content-length': reply(e).length } }, ok)
       .on('error', no).end(reply(e)); });`,
  ],
  [
    'fetch with the URL as it is',
    lambda.Runtime.NODEJS_22_X,
    `${RESPONSE} exports.handler = (e) => fetch(e.ResponseURL, { method: 'PUT', body: reply(e) }).then(() => null);`,
  ],
  [
    'http.client.HTTPSConnection of Python',
    lambda.Runtime.PYTHON_3_12,
    `${PYTHON_RESPONSE}
import http.client, urllib.parse
def handler(event, context):
  url = urllib.parse.urlsplit(event['ResponseURL'])
  connection = http.client.HTTPSConnection(url.hostname)
  connection.request('PUT', url.path + '?' + url.query, reply(event), {'content-type': ''})
  print(connection.getresponse().status)
`,
  ],
  [
    'urllib.request of Python by https',
    lambda.Runtime.PYTHON_3_12,
    `${PYTHON_RESPONSE}
import urllib.parse, urllib.request
def handler(event, context):
  url = urllib.parse.urlsplit(event['ResponseURL'])
  urllib.request.urlopen(urllib.request.Request('https://' + url.hostname + url.path, reply(event), method='PUT'))
`,
  ],
  [
    'urllib.request of Python with the URL as it is',
    lambda.Runtime.PYTHON_3_12,
    `${PYTHON_RESPONSE}
import urllib.request
def handler(event, context):
  urllib.request.urlopen(urllib.request.Request(event['ResponseURL'], reply(event), method='PUT'))
`,
  ],
  [
    'the module cfnresponse of Python',
    lambda.Runtime.PYTHON_3_12,
    `import cfnresponse\ndef handler(event, context):\n  cfnresponse.send(event, context, cfnresponse.SUCCESS, {'A': 'b'}, 'p')\n`,
  ],
])('takes the response of a handler that uses %s', async (_, runtime, code) => {
  const stack = newStack();
  const { functionArn: serviceToken } = inline(stack, code, runtime);
  new CustomResource(stack, 'Thing', { serviceToken });

  const deployed = await stacks.deploy(stack);

  expect(deployed.resource('Thing').physicalId).toBe('p');
  expect(deployed.functions.logs('Handler').join('\n')).not.toMatch(/warning/i);
  await deployed.destroy();
});

test('runs a CustomResourceProvider of aws-cdk-lib', async () => {
  mkdirSync(join(folder, 'code'));
  writeFileSync(
    join(folder, 'code', 'index.js'),
    `exports.handler = async (event) => ({ PhysicalResourceId: 'made', Data: { Echo: event.ResourceProperties.Text } });`,
  );
  const stack = newStack();
  const serviceToken = CustomResourceProvider.getOrCreate(stack, 'Custom::Mine', {
    codeDirectory: join(folder, 'code'),
    runtime: 'nodejs22.x' as never,
  });
  const properties = { Text: 'hello' };
  const thing = new CustomResource(stack, 'Thing', {
    serviceToken,
    resourceType: 'Custom::Mine',
    properties,
  });
  new CfnOutput(stack, 'Echo', { value: thing.getAttString('Echo') });

  const deployed = await stacks.deploy(stack);

  expect(deployed.outputs).toEqual({ Echo: 'hello' });
  await deployed.destroy();
});

test('runs a Provider of aws-cdk-lib, whose framework invokes the handler as its role may', async () => {
  const stack = newStack();
  const onEventHandler = inline(
    stack,
    `exports.handler = async (e) => ({ PhysicalResourceId: 'made', Data: { Type: e.RequestType } });`,
  );
  const { serviceToken } = new cr.Provider(stack, 'Provider', { onEventHandler });
  const thing = new CustomResource(stack, 'Thing', { serviceToken });
  new CfnOutput(stack, 'Type', { value: thing.getAttString('Type') });

  const deployed = await stacks.deploy(stack);

  expect(deployed.outputs).toEqual({ Type: 'Create' });
  await deployed.destroy();
});

test('runs an AwsCustomResource, whose calls reach the services that are here as its role may', async () => {
  const stack = newStack();
  const call = {
    service: '@aws-sdk/client-chime-sdk-identity',
    physicalResourceId: cr.PhysicalResourceId.of('made'),
  };
  const created = new cr.AwsCustomResource(stack, 'AppInstance', {
    onCreate: {
      ...call,
      action: 'CreateAppInstance',
      parameters: { Name: 'Chat', ClientRequestToken: 'one' },
    },
    policy: cr.AwsCustomResourcePolicy.fromStatements([
      new iam.PolicyStatement({ actions: ['chime:CreateAppInstance'], resources: ['*'] }),
    ]),
  });
  new CfnOutput(stack, 'Arn', { value: created.getResponseField('AppInstanceArn') });

  const deployed = await stacks.deploy(stack);

  // the newest AWS SDK is not installed into the temporary folder
  expect(stacks.requests[0]).toMatchObject({ ResourceProperties: { InstallLatestAwsSdk: 'false' } });

  const [appInstance] = stacks.emulator.inventory();
  expect(appInstance).toMatchObject({ name: 'Chat', appInstanceArn: deployed.outputs.Arn });
  await deployed.destroy();
});

test('says which client an AwsCustomResource needs, and how to get it', async () => {
  const stack = newStack();
  new cr.AwsCustomResource(stack, 'Key', {
    onCreate: { service: 'KMS', action: 'CreateKey', physicalResourceId: cr.PhysicalResourceId.of('key') },
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
  });

  await expect(stacks.deploy(stack)).rejects.toThrow(
    /there is no package '@aws-sdk\/client-kms': .* run 'npm install --save-dev @aws-sdk\/client-kms' beside your app/,
  );
});

test('runs a TriggerFunction of aws-cdk-lib, which is invoked by the ARN of its version', async () => {
  const stack = newStack();
  new TriggerFunction(stack, 'Trigger', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline("exports.handler = async () => console.log('triggered');"),
  });

  const deployed = await stacks.deploy(stack);

  expect(deployed.functions.logs('Trigger').join('\n')).toContain('triggered');
});

test('records a BucketDeployment of aws-cdk-lib, whose function needs the AWS CLI', async () => {
  const stack = newStack();
  const deployment = new s3deploy.BucketDeployment(stack, 'Website', {
    sources: [s3deploy.Source.data('index.html', 'hello')],
    destinationBucket: new s3.Bucket(stack, 'Bucket', { bucketName: 'website' }),
  });
  new CfnOutput(stack, 'Arn', { value: deployment.deployedBucket.bucketArn });
  new CfnOutput(stack, 'Key', { value: Fn.select(0, deployment.objectKeys) });

  const { outputs } = await stacks.deploy(stack);

  expect(outputs).toEqual({
    Arn: 'arn:aws:s3:::website',
    Key: expect.stringMatching(/^\w+\.zip$/) as string,
  });
});

test('refuses the custom resource of a topic in words, and takes the stack back', async () => {
  const stack = newStack();
  const { topicArn: serviceToken } = new sns.Topic(stack, 'Topic');
  new CustomResource(stack, 'Thing', { serviceToken, resourceType: 'Custom::Thing' });

  const error = await stacks.fail(stack);
  const deployed = await stacks.deploy(stack, { stubs: { types: ['Custom::Thing'] } });

  expect(error.message).toMatch(
    /Thing: 'ServiceToken' must be the ARN of a function, got 'arn:aws:sns:.*': the custom resource of an Amazon SNS topic does not run locally; to stub it, set 'stubs' \(for the command, --stubs Custom::Thing\) to \{"types":\["Custom::Thing"\]\} \(ROLLBACK_COMPLETE\)/,
  );
  expect(deployed.stackStatus).toBe('CREATE_COMPLETE');
});

test('finds packages that a workspace keeps in a folder around the app', async () => {
  const workspace = realpathSync(folder);
  const app = join(workspace, 'packages', 'app');
  mkdirSync(app, { recursive: true });
  mkdirSync(join(workspace, 'node_modules', 'hoisted'), { recursive: true });
  writeFileSync(join(workspace, 'node_modules', 'hoisted', 'index.js'), "exports.word = 'found';");
  jest.spyOn(process, 'cwd').mockReturnValue(app);
  const stack = newStack();
  inline(stack, "const { word } = require('hoisted'); exports.handler = async () => word;");

  const deployed = await stacks.deploy(stack);
  const { payload } = await deployed.functions.invoke('Handler', {});

  jest.restoreAllMocks();
  expect(payload).toBe('found');
});

/** A custom resource whose provider waits, and an output of it. */
function waitingStack(): Stack {
  const stack = newStack();
  const handler = inline(stack, "exports.handler = async () => { throw new Error('was invoked'); };");
  const provider = new cr.Provider(stack, 'Provider', {
    onEventHandler: handler,
    isCompleteHandler: handler,
  });
  const { serviceToken } = provider;
  const thing = new CustomResource(stack, 'Thing', { serviceToken, resourceType: 'Custom::Thing' });
  new CfnOutput(stack, 'Endpoint', { value: thing.getAttString('Endpoint') });
  return stack;
}

test('refuses a Provider with isComplete at once, by the name of its waiter', async () => {
  await expect(stacks.deploy(waitingStack())).rejects.toThrow(
    /AWS::StepFunctions::StateMachine, the waiter of a custom resource provider with isComplete, whose custom resources are stubbed with it \(S\/Provider\/waiter-state-machine\); .* set 'stubs' \(for the command, --stubs all or --stubs AWS::StepFunctions::StateMachine\) to 'all' or to \{"types":\["AWS::StepFunctions::StateMachine"\]\}$/,
  );
});

test.each<[string, Stubs]>([
  ['all', 'all'],
  ['its type', { types: ['AWS::StepFunctions::StateMachine'] }],
  ['its path', { resources: { 'S/Provider/waiter-state-machine': {} } }],
])('stubs the custom resources of a waiter that is stubbed by %s', async (_, stubs) => {
  const deployed = await stacks.deploy(waitingStack(), { stubs });

  expect(deployed.outputs).toEqual({ Endpoint: 'stub-of-Thing.Endpoint' });
  expect(deployed.stubs.map(({ logicalId }) => logicalId)).toContain('Thing');

  await deployed.destroy();
  expect(stacks.requests).toEqual([]);
  expect(deployed.stackStatus).toBe('DELETE_COMPLETE');
});

test('runs the custom resources of a waiter if the user names a Step Functions', async () => {
  const error = await stacks.fail(waitingStack(), {
    stubs: 'all',
    environment: { '*': { AWS_ENDPOINT_URL_SFN: 'http://localhost:1' } },
  });

  expect(error.message).toContain('was invoked');
});

test('deploys log retention, and a bucket stub that empties itself', async () => {
  const stack = newStack();
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => 1;'),
    logRetention: logs.RetentionDays.ONE_DAY,
  });
  new s3.Bucket(stack, 'Bucket', { removalPolicy: 'destroy' as never, autoDeleteObjects: true });

  const deployed = await stacks.deploy(stack, {
    stubs: { types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'] },
  });
  await deployed.destroy();

  expect(deployed.stackStatus).toBe('DELETE_COMPLETE');
});

test('names the command that installs a client which is missing', async () => {
  const stack = newStack();
  inline(stack, `require('@aws-sdk/client-nowhere'); exports.handler = async () => 1;`);

  const { functions } = await stacks.deploy(stack);

  expect((await functions.invoke('Handler', {})).payload).toMatchObject({
    errorMessage: expect.stringContaining(
      "Cannot find module '@aws-sdk/client-nowhere': Lambda's runtime has it, this machine does not; run 'npm install --save-dev @aws-sdk/client-nowhere' beside your app",
    ) as string,
  });
});

test('says of a service that is not here how its calls can be sent elsewhere', async () => {
  const stack = newStack();
  inline(
    stack,
    `const { LambdaClient, ListFunctionsCommand } = require('@aws-sdk/client-lambda');
     exports.handler = () => new LambdaClient({ maxAttempts: 1 }).send(new ListFunctionsCommand({}));`,
  );

  const { functions } = await stacks.deploy(stack);

  expect((await functions.invoke('Handler', {})).payload).toMatchObject({
    errorType: 'ServiceNotAvailableLocally',
    errorMessage:
      "the service 'lambda' supports only Invoke on this machine: to send its calls elsewhere, set AWS_ENDPOINT_URL_LAMBDA for the function, for instance by 'environment' of the local deployment (--environment for the command)",
  });
});
