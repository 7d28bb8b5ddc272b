import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LocalStacks } from './local-stacks';

const stacks = new LocalStacks();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stubs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function newStack(): Stack {
  return new Stack(new App({ outdir: join(folder, 'out') }), 'S');
}

function file(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** A function that returns what it is to return. */
function fn(scope: Stack, expression: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async () => ${expression};`),
    ...props,
  });
}

function foreign(stack: Stack): void {
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    stream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  const named = new s3.Bucket(stack, 'Bucket', { bucketName: 'my-bucket' });
  const secret = new secrets.Secret(stack, 'Secret');
  const machine = new sfn.CfnStateMachine(stack, 'Machine', { roleArn: 'arn:aws:iam::1:role/r' });
  const vpc = new CfnResource(stack, 'Vpc', {
    type: 'AWS::EC2::VPC',
    properties: { CidrBlock: '10.0.0.0/16' },
  });
  const outputs = {
    TableName: table.tableName,
    TableArn: table.tableArn,
    Stream: table.tableStreamArn!,
    Bucket: named.bucketName,
    BucketArn: named.bucketArn,
    Secret: secret.secretArn,
    Machine: machine.ref,
    Vpc: vpc.ref,
    Cidr: vpc.getAtt('CidrBlock').toString(),
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, `O${name}`, { value });
}

test('refuses resources that do not run here in one sentence that says how to go on', async () => {
  const stack = newStack();
  foreign(stack);

  await expect(stacks.deploy(stack)).rejects.toThrow(
    'stack S has resources that do not run locally: AWS::DynamoDB::Table (S/Table),' +
      ' AWS::SecretsManager::Secret (S/Secret), AWS::StepFunctions::StateMachine (S/Machine), AWS::EC2::VPC (S/Vpc);' +
      " to deploy the others, with stubs of these that have only Ref and attributes, set 'stubs' (--stubs for the command) to 'all' or to { types:" +
      " ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine'," +
      " 'AWS::EC2::VPC'] }",
  );
});

test('stubs them with Ref and attributes in the form of their types, and lists the stubs at the end', async () => {
  const stack = newStack();
  foreign(stack);

  const deployed = await stacks.deploy(stack, { stubs: 'all' });

  const place = 'us-east-1:111122223333';
  const { OTableName: tableName = '', ...outputs } = deployed.outputs;
  expect(tableName).toMatch(/^s-table[0-9a-f]+-[0-9a-f]{12}$/);
  expect(outputs).toMatchObject({
    OTableArn: `arn:aws:dynamodb:${place}:table/${tableName}`,
    OStream: expect.stringMatching(
      /^arn:aws:stub:us-east-1:111122223333:stub-of-Table\w+\.StreamArn$/,
    ) as string,
    OBucket: 'my-bucket',
    OBucketArn: 'arn:aws:s3:::my-bucket',
    OSecret: expect.stringMatching(
      /^arn:aws:secretsmanager:us-east-1:111122223333:secret:s-secret/,
    ) as string,
    OMachine: expect.stringMatching(
      /^arn:aws:states:us-east-1:111122223333:stateMachine:s-machine/,
    ) as string,
    OVpc: 'stub-of-Vpc.Ref',
    OCidr: '10.0.0.0/16',
  });
  expect(deployed.stubs.map(({ type, placeholders }) => [type, placeholders])).toEqual([
    ['AWS::DynamoDB::Table', ['StreamArn']],
    ['AWS::SecretsManager::Secret', []],
    ['AWS::StepFunctions::StateMachine', []],
    ['AWS::EC2::VPC', ['Ref']],
  ]);
  expect(deployed.events.at(-1)).toMatchObject({
    status: 'CREATE_COMPLETE',
    reason: expect.stringMatching(
      /^stubs, of which nothing runs: Table\w+ \(AWS::DynamoDB::Table\), .*Vpc\.Ref$/,
    ) as string,
  });
});

test('takes values for a stub by construct path, and keeps its name in an update', async () => {
  const stack = newStack();
  foreign(stack);
  const resources = { 'S/Table': { attributes: { StreamArn: 'arn:mine' } }, Vpc: { ref: 'vpc-1' } };

  const deployed = await stacks.deploy(stack, { stubs: { types: 'all', resources } });

  expect(deployed.outputs).toMatchObject({ OStream: 'arn:mine', OVpc: 'vpc-1' });
  const { OTableName: before } = deployed.outputs;
  const changed = new Stack(new App({ outdir: join(folder, 'changed') }), 'S');
  foreign(changed);
  (changed.node.findChild('Table').node.defaultChild as CfnResource).addPropertyOverride(
    'TableClass',
    'STANDARD',
  );
  await deployed.update(changed);
  expect(deployed.outputs.OTableName).toBe(before);
});

test('stubs only the types that are named, custom resources among them', async () => {
  const stack = newStack();
  new s3.CfnBucket(stack, 'Bucket');
  new CfnResource(stack, 'Mine', { type: 'Custom::Mine', properties: { ServiceToken: 'arn:nowhere' } });

  await expect(
    stacks.deploy(stack, { stubs: { types: ['AWS::S3::Bucket', 'Custom::Mine'] } }),
  ).resolves.toBeDefined();
});

test.each([
  [
    'a type that there is not',
    { types: ['AWS::DynamoDb::Table'] },
    "got 'AWS::DynamoDb::Table' (did you mean 'AWS::DynamoDB::Table'?)",
  ],
  [
    'a resource that there is not',
    { resources: { Tabel: {} } },
    "'resources' of 'stubs' must name resources of S, got 'Tabel'",
  ],
  ['an unknown value', { resources: { Table: { arn: 'x' } } }, "'arn' of the stub of 'Table' is unknown"],
  [
    'something else',
    'some' as never,
    "'stubs' of the options of LocalDeployment.deploy must be 'all' or an object",
  ],
])('refuses stubs of %s', async (_, stubs, message) => {
  const stack = newStack();
  foreign(stack);
  await expect(stacks.deploy(stack, { stubs: stubs as never })).rejects.toThrow(message);
});

test('adds variables to all functions, and to one by its path', async () => {
  const stack = newStack();
  fn(stack, '[process.env.AWS_ENDPOINT_URL_DYNAMODB, process.env.STAGE]', { environment: { STAGE: 'prod' } });
  const environment = {
    '*': { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000' },
    'S/Function': { STAGE: 'test' },
  };

  const { functions } = await stacks.deploy(stack, { environment });

  expect((await functions.invoke('Function', {})).payload).toEqual(['http://localhost:8000', 'test']);
  await expect(stacks.deploy(stack, { environment: { Funktion: {} } })).rejects.toThrow(
    "'environment' must name functions of S, got 'Funktion'",
  );
  await expect(stacks.deploy(stack, { environment: { 'S/Function/ServiceRole': {} } })).rejects.toThrow(
    "'environment' must name functions of S, got 'S/Function/ServiceRole'",
  );
});

test('adds variables to a function of a nested stack', async () => {
  const stack = newStack();
  fn(new NestedStack(stack, 'Nested'), 'process.env.STAGE');

  const { functions } = await stacks.deploy(stack, {
    environment: { 'S/Nested/Function': { STAGE: 'test' } },
  });

  expect((await functions.invoke('S/Nested/Function', {})).payload).toBe('test');
  await expect(stacks.deploy(stack, { environment: { 'S/Nested/Funktion': {} } })).rejects.toThrow(
    "'environment' must name functions of S, got 'S/Nested/Funktion' (did you mean 'S/Nested/Function'?)",
  );
  await expect(
    stacks.deploy(stack, { environment: { 'S/Nested/Function/ServiceRole': {} } }),
  ).rejects.toThrow("'environment' must name functions of S, got 'S/Nested/Function/ServiceRole'");
});

test.each([
  [
    { 'S/Table': { attributes: { StreamArm: 'arn:mine' } } },
    /'attributes' of the stub of 'S\/Table' must be attributes of AWS::DynamoDB::Table \(Arn, StreamArn\), got 'StreamArm' \(did you mean 'StreamArn'\?\)/,
  ],
  [
    { 'S/Tabel': {} },
    /'resources' of 'stubs' must name resources of S, got 'S\/Tabel' \(did you mean 'S\/Table'\?\)/,
  ],
])('refuses a stub of %j', async (resources, message) => {
  const stack = newStack();
  foreign(stack);

  await expect(stacks.deploy(stack, { stubs: { types: 'all', resources } })).rejects.toThrow(message);
});

test('refuses an attribute that the type of a stub does not have', async () => {
  const stack = newStack();
  const table = new CfnResource(stack, 'Table', { type: 'AWS::DynamoDB::Table' });
  new CfnOutput(stack, 'Name', { value: table.getAtt('TableName').toString() });

  await expect(stacks.deploy(stack, { stubs: 'all' })).rejects.toThrow(
    'Template error: resource Table does not support attribute type TableName in Fn::GetAtt: AWS::DynamoDB::Table has only Arn, StreamArn',
  );
});

test('gives parts of attributes that are objects, and any attribute of types of others', async () => {
  const stack = newStack();
  const database = new CfnResource(stack, 'Database', { type: 'AWS::RDS::DBInstance' });
  const other = new CfnResource(stack, 'Other', { type: 'Acme::Things::Thing' });
  new CfnOutput(stack, 'Address', { value: database.getAtt('Endpoint.Address').toString() });
  new CfnOutput(stack, 'Size', { value: other.getAtt('Size').toString() });
  // its schema has nothing but `Id`, and CloudFormation knows more
  const fleet = new CfnResource(stack, 'Fleet', { type: 'AWS::AppStream::Fleet' });
  new CfnOutput(stack, 'Fleets', { value: fleet.getAtt('Arn').toString() });

  const { outputs } = await stacks.deploy(stack, { stubs: 'all' });

  expect(outputs).toEqual({
    Address: 'stub-of-Database.Endpoint.Address',
    Size: 'stub-of-Other.Size',
    Fleets: 'arn:aws:stub:us-east-1:111122223333:stub-of-Fleet.Arn',
  });
});

test('gives functions their layers, of which the last one counts most', async () => {
  file('a/nodejs/node_modules/answer/index.js', 'module.exports = "a";');
  file('b/nodejs/node_modules/answer/index.js', 'module.exports = "b";');
  file('p/python/answer.py', 'value = "python"');
  const stack = newStack();
  const layer = (name: string) =>
    new lambda.LayerVersion(stack, name, { code: lambda.Code.fromAsset(join(folder, name)) });
  fn(stack, `require('answer')`, { layers: [layer('a'), layer('b')] });
  new lambda.Function(stack, 'Python', {
    runtime: lambda.Runtime.PYTHON_3_12,
    handler: 'index.handler',
    code: lambda.Code.fromInline('import answer\ndef handler(event, context):\n  return answer.value\n'),
    layers: [layer('p')],
  });

  const { functions } = await stacks.deploy(stack);

  expect((await functions.invoke('Function', {})).payload).toBe('b');
  expect((await functions.invoke('Python', {})).payload).toBe('python');
});

test('refuses a layer of somebody else, or leaves it out', async () => {
  const stack = newStack();
  const arn = 'arn:aws:lambda:us-east-1:017000801446:layer:Tools:1';
  fn(stack, '1', { layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', arn)] });

  const error = await stacks.fail(stack);
  expect(error.message).toContain(
    `layer ${arn} is not of a stack on this emulator, and cannot be downloaded: to run the function without it, set 'stubs' (--stubs for the command) to { types: ['AWS::Lambda::LayerVersion'] }`,
  );
  const deployed = await stacks.deploy(stack, { stubs: { types: ['AWS::Lambda::LayerVersion'] } });
  expect((await deployed.functions.invoke('Function', {})).payload).toBe(1);
});

test('names container images and function URLs, and stubs them', async () => {
  const stack = newStack();
  const image = new CfnResource(stack, 'Image', {
    type: 'AWS::Lambda::Function',
    properties: { PackageType: 'Image', Code: { ImageUri: 'x' }, Role: 'arn:aws:iam::111122223333:role/r' },
  });
  new lambda.CfnPermission(stack, 'Permission', {
    functionName: image.ref,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
  });
  const url = fn(stack, '1').addFunctionUrl();
  new CfnOutput(stack, 'Url', { value: url.url });

  await expect(stacks.deploy(stack)).rejects.toThrow(
    'AWS::Lambda::Function, a container image (S/Image), AWS::Lambda::Url, a function URL (S/Function/FunctionUrl);' +
      " to deploy the others, with stubs of these that have only Ref and attributes, set 'stubs' (--stubs for the command) to 'all' or to" +
      " { types: ['AWS::Lambda::Url'], resources: { 'S/Image': {} } }",
  );
  const deployed = await stacks.deploy(stack, { stubs: 'all' });
  expect(deployed.outputs.Url).toMatch(/^https:\/\/stub-of-.*\.invalid\/$/);
  const { payload } = await deployed.functions.invoke('Image', {});
  expect(payload).toMatchObject({
    errorMessage:
      'this function is only stubbed by the local deployment (a container image): nothing runs when it is invoked',
  });
  expect(deployed.stubs.map(({ type }) => type)).toEqual(['AWS::Lambda::Function', 'AWS::Lambda::Url']);
});
