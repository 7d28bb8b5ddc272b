import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, CfnOutput, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as chime from 'aws-cdk-lib/aws-chime';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LocalStacks } from './local-stacks';
import { ChannelFlow, ChimeBearer } from '../../../src';
import { LocalDeployment } from '../../../testing/cloudformation';

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

/** A function that returns the value of an expression. */
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
      " to deploy the others, with stubs of these that have only Ref and attributes, set 'stubs' (for the command, --stubs all or" +
      ' --stubs AWS::DynamoDB::Table --stubs AWS::SecretsManager::Secret --stubs AWS::StepFunctions::StateMachine' +
      " --stubs AWS::EC2::VPC) to 'all' or to" +
      ' {"types":["AWS::DynamoDB::Table","AWS::SecretsManager::Secret","AWS::StepFunctions::StateMachine","AWS::EC2::VPC"]}',
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
    /'attributes' of the stub of 'S\/Table' must be attributes that AWS::DynamoDB::Table has or a template refers to \(Arn, StreamArn\), got 'StreamArm' \(did you mean 'StreamArn'\?\)/,
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
    'Template error: resource Table does not support attribute type TableName in Fn::GetAtt: AWS::DynamoDB::Table has only Arn, StreamArn;' +
      " for a newer attribute, set 'stubs' (for the command, --stubs FILE.json with this content) to" +
      ' {"resources":{"S/Table":{"attributes":{"TableName":"…"}}}}, which stubs the resource',
  );
});

describe('attributes that are newer than the schemas', () => {
  /** Uses attributes in every possible way. */
  function newer(outdir: string): { stack: Stack; table: CfnResource } {
    const stack = new Stack(new App({ outdir: join(folder, outdir) }), 'S');
    const table = new CfnResource(stack, 'Table', { type: 'AWS::DynamoDB::Table' });
    const inNested = new CfnResource(new NestedStack(stack, 'Nested'), 'Queue', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: table.getAtt('LatestVersion').toString() },
    });
    new CfnOutput(stack, 'Taken', { value: table.getAtt('LatestVersion').toString() });
    new CfnOutput(stack, 'Text', { value: Fn.sub('v${Table.LatestVersion} of ${Table.Newest.Arn}') });
    new CfnOutput(stack, 'Queue', { value: inNested.getAtt('QueueName').toString() });
    return { stack, table };
  }

  const Newest = { Arn: 'arn:new' };

  test('are taken from the stub, also when the stack is updated', async () => {
    const { stack } = newer('out');
    const resources = { 'S/Table': { attributes: { LatestVersion: 7, Newest } } };

    const deployed = await stacks.deploy(stack, { stubs: { resources } });

    expect(deployed.outputs).toEqual({ Taken: '7', Text: 'v7 of arn:new', Queue: '7' });
    const changed = newer('changed');
    new CfnOutput(changed.stack, 'More', { value: changed.table.getAtt('Newest.Arn').toString() });
    await deployed.update(changed.stack);
    expect(deployed.outputs.More).toBe('arn:new');
    new CfnOutput(changed.stack, 'Even', { value: changed.table.getAtt('Newest.Name').toString() });
    await expect(deployed.update(changed.stack)).rejects.toThrow(
      "stack S: Template error: resource Table does not support attribute type Newest.Name in Fn::GetAtt: AWS::DynamoDB::Table has only Arn, StreamArn; for a newer attribute, set 'stubs' (for the command, --stubs FILE.json with this content) to " +
        '{"resources":{"S/Table":{"attributes":{"Newest.Name":"…"}}}}, which stubs the resource',
    );
  });

  test('are taken in every stack of an app, and refused before anything is created', async () => {
    const { stack } = newer('out');
    const { emulator } = stacks;
    const deployWith = (attributes: Record<string, unknown>) =>
      LocalDeployment.deployApp(stack.node.root as App, {
        emulator,
        stubs: { resources: { Table: { attributes } } },
      });

    await expect(deployWith({ LatestVersion: '7' })).rejects.toThrow(
      /^stack S: Template error: resource Table does not support attribute type Newest\.Arn in Fn::GetAtt/,
    );
    const app = await deployWith({ LatestVersion: '7', 'Newest.Arn': 'arn:new' });

    expect(app.outputs.S).toMatchObject({ Text: 'v7 of arn:new' });
    await app.destroy();
  });

  test('are taken within a nested stack', async () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    const table = new CfnResource(nested, 'Table', { type: 'AWS::DynamoDB::Table' });
    new CfnOutput(stack, 'Taken', { value: table.getAtt('LatestVersion').toString() });

    await expect(stacks.deploy(stack, { stubs: 'all' })).rejects.toThrow(
      '{"resources":{"S/Nested/Table":{"attributes":{"LatestVersion":"…"}}}}',
    );
    const resources = { 'S/Nested/Table': { attributes: { LatestVersion: '7' } } };
    const { outputs } = await stacks.deploy(stack, { stubs: { resources } });

    expect(outputs.Taken).toBe('7');
  });

  test('are told apart from attributes that are misspelled', async () => {
    const { stack, table } = newer('out');
    new CfnOutput(stack, 'Wrong', { value: table.getAtt('StreamArm').toString() });
    const deployWith = (attributes: Record<string, unknown>) =>
      stacks.deploy(stack, { stubs: { resources: { 'S/Table': { attributes } } } });

    await expect(deployWith({ LatestVersion: '7', Newest })).rejects.toThrow(
      "AWS::DynamoDB::Table has only Arn, StreamArn (did you mean 'StreamArn'?); for a newer attribute",
    );
    await expect(deployWith({ LatestVersions: '7', Newest })).rejects.toThrow(
      "'attributes' of the stub of 'S/Table' must be attributes that AWS::DynamoDB::Table has or a template refers to" +
        " (Arn, StreamArn, LatestVersion, Newest.Arn, StreamArm), got 'LatestVersions' (did you mean 'LatestVersion'?)",
    );
    await expect(deployWith({ LatestVersion: null })).rejects.toThrow(
      "'attributes' of the stub of 'S/Table' is not valid: attributes.LatestVersion must be a value, got null",
    );
  });

  test('can be of any name for types without a schema, as long as somebody takes them', async () => {
    const stack = newStack();
    const mine = new CfnResource(stack, 'Mine', {
      type: 'Custom::Mine',
      properties: { ServiceToken: 'arn:nowhere' },
    });
    new CfnOutput(stack, 'Size', { value: mine.getAtt('Size').toString() });
    const deployWith = (attributes: Record<string, unknown>) =>
      stacks.deploy(stack, { stubs: { resources: { Mine: { attributes } } } });

    await expect(deployWith({ Sise: 1 })).rejects.toThrow(
      "must be attributes that Custom::Mine has or a template refers to (Size), got 'Sise' (did you mean 'Size'?)",
    );
    expect((await deployWith({ Size: 1 })).outputs.Size).toBe('1');
  });
});

test('adds an attribute to a function that is stubbed, which others still may invoke', async () => {
  const stack = newStack();
  const added = fn(stack, '1');
  added.grantInvoke(new iam.ServicePrincipal('events.amazonaws.com'));
  const own = added.node.defaultChild as CfnResource;
  new CfnOutput(stack, 'Newest', { value: own.getAtt('Newest').toString() });
  const resources = { 'S/Function': { attributes: { Newest: 'new' } } };

  const { functions, outputs } = await stacks.deploy(stack, { stubs: { resources } });

  expect(outputs.Newest).toBe('new');
  expect((await functions.invoke('Function', {})).payload).toMatchObject({
    errorMessage:
      'this function is only stubbed by the local deployment (a stub): nothing runs when it is invoked',
  });
});

test('says how to go on where a resource that runs here lacks an attribute of its type', async () => {
  const stack = newStack();
  const own = fn(stack, '1').node.defaultChild as CfnResource;
  new CfnOutput(stack, 'Snap', { value: own.getAtt('SnapStartResponse.ApplyOn').toString() });

  expect((await stacks.fail(stack)).message).toMatch(
    /resource Function\w+ has no attribute 'SnapStartResponse\.ApplyOn': to have it, set 'stubs' \(for the command, --stubs FILE\.json with this content\) to {"resources":{"Function\w+":{"attributes":{"SnapStartResponse\.ApplyOn":"…"}}}}, which stubs the resource/,
  );
});

test('takes values for one stub by several names', async () => {
  const stack = newStack();
  foreign(stack);
  const logicalId = stack.getLogicalId(stack.node.findChild('Table').node.defaultChild as CfnResource);
  const resources = { 'S/Table': { attributes: { StreamArn: 'arn:mine' } }, [logicalId]: { ref: 'mine' } };

  const { outputs } = await stacks.deploy(stack, { stubs: { types: 'all', resources } });

  expect(outputs).toMatchObject({ OStream: 'arn:mine', OTableName: 'mine' });
});

test('stubs a type that is newer than the schemas, in each way', async () => {
  const stack = newStack();
  const thing = new CfnResource(stack, 'Thing', { type: 'AWS::Newest::Thing' });
  new CfnOutput(stack, 'Name', { value: thing.ref });
  new CfnOutput(stack, 'Arn', { value: thing.getAtt('Arn').toString() });
  const advised = '{"types":["AWS::Newest::Thing"]}';

  await expect(stacks.deploy(stack)).rejects.toThrow(advised);
  const { outputs } = await stacks.deploy(stack, { stubs: { types: ['AWS::Newest::Thing'] } });

  expect(outputs).toEqual({
    Name: 'stub-of-Thing.Ref',
    Arn: 'arn:aws:stub:us-east-1:111122223333:stub-of-Thing.Arn',
  });
  await expect(stacks.deploy(stack, { stubs: { types: ['AWS::Newest::Think'] } })).rejects.toThrow(
    "got 'AWS::Newest::Think' (did you mean 'AWS::Newest::Thing'?)",
  );
});

test('gives parts of attributes that are objects, and any attribute of types of others', async () => {
  const stack = newStack();
  const database = new CfnResource(stack, 'Database', { type: 'AWS::RDS::DBInstance' });
  const other = new CfnResource(stack, 'Other', { type: 'Acme::Things::Thing' });
  new CfnOutput(stack, 'Address', { value: database.getAtt('Endpoint.Address').toString() });
  new CfnOutput(stack, 'Size', { value: other.getAtt('Size').toString() });
  // its schema only has `Id`, and CloudFormation has more attributes
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
  file('p/python/reply.py', 'value = "python"');
  const stack = newStack();
  const layer = (name: string) =>
    new lambda.LayerVersion(stack, name, { code: lambda.Code.fromAsset(join(folder, name)) });
  fn(stack, `require('answer')`, { layers: [layer('a'), layer('b')] });
  new lambda.Function(stack, 'Python', {
    runtime: lambda.Runtime.PYTHON_3_12,
    handler: 'index.handler',
    code: lambda.Code.fromInline('import reply\ndef handler(event, context):\n  return reply.value\n'),
    layers: [layer('p')],
  });

  const { functions } = await stacks.deploy(stack);

  expect((await functions.invoke('Function', {})).payload).toBe('b');
  expect((await functions.invoke('Python', {})).payload).toBe('python');
});

test('refuses a layer of somebody else, or leaves it out with the wrapper script that it may have', async () => {
  const stack = newStack();
  const arn = 'arn:aws:lambda:us-east-1:017000801446:layer:Tools:1';
  fn(stack, '1', {
    layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', arn)],
    environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/tools' },
  });

  const error = await stacks.fail(stack);
  expect(error.message).toContain(
    `layer ${arn} is not from a stack on this emulator, and cannot be downloaded: to run the function without it, set 'stubs' (for the command, --stubs all) to 'all'`,
  );
  for (const stubs of ['all', { types: ['AWS::Lambda::LayerVersion'] }] as const) {
    const deployed = await stacks.deploy(stack, { stubs });
    expect((await deployed.functions.invoke('Function', {})).payload).toBe(1);
    await deployed.destroy();
  }
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
      " to deploy the others, with stubs of these that have only Ref and attributes, set 'stubs' (for the command, --stubs all or" +
      ` --stubs FILE.json with this content) to 'all' or to {"types":["AWS::Lambda::Url"],"resources":{"S/Image":{}}}`,
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

/** An app instance with a user, and a channel with a flow. */
function chat(stack: Stack) {
  const appInstance = new chime.CfnAppInstance(stack, 'AppInstance', { name: 'Community' });
  const appInstanceArn = appInstance.attrAppInstanceArn;
  const alice = new chime.CfnAppInstanceUser(stack, 'Alice', {
    appInstanceArn,
    appInstanceUserId: 'alice',
    name: 'Alice',
  });
  const bearer = ChimeBearer.appInstanceUser(alice);
  const channel = new chime.CfnChannel(stack, 'Lobby', {
    appInstanceArn,
    chimeBearer: alice.attrAppInstanceUserArn,
    name: 'Lobby',
  });
  const flow = new ChannelFlow(stack, 'Moderation', {
    appInstance,
    processors: [{ function: fn(stack, '1') }],
  });
  flow.addAssociation('Association', { channel, bearer });
}

test.each([
  ['AppInstance', 'AWS::Chime::AppInstance', 'AppInstanceArn'],
  ['Alice', 'AWS::Chime::AppInstanceUser', 'AppInstanceUserArn'],
  ['Lobby', 'AWS::Chime::Channel', 'Arn'],
])('what would be made of a stubbed resource of Chime says so: %s', async (id, type, attribute) => {
  const stack = newStack();
  chat(stack);

  const { message } = await stacks.fail(stack, { stubs: { resources: { [`S/${id}`]: {} } } });

  expect(message).toContain(
    `S/${id} (${type}) is a stub, and the emulator does not have it: remove it from 'stubs', or to use one that the emulator has, set`,
  );
  expect(message).toContain(`to {"resources":{"S/${id}":{"attributes":{"${attribute}":"…"}}}}`);
});

test.each([
  ['in another stack', (app: App) => new Stack(app, 'Other'), 'Other/AppInstance'],
  ['in a nested stack', (_: App, stack: Stack) => new NestedStack(stack, 'Nested'), 'S/Nested/AppInstance'],
])('what would be made of a stubbed resource of Chime %s says so', async (_, scopeIn, path) => {
  const stack = newStack();
  const scope = scopeIn(stack.node.root as App, stack);
  const appInstance = new chime.CfnAppInstance(scope, 'AppInstance', { name: 'Community' });
  new ChannelFlow(stack, 'Moderation', { appInstance, processors: [{ function: fn(stack, '1') }] });

  const deployed = LocalDeployment.deployApp(stack.node.root as App, {
    emulator: stacks.emulator,
    stubs: { resources: { [path]: {} } },
  });

  await expect(deployed).rejects.toThrow(
    `${path} (AWS::Chime::AppInstance) is a stub, and the emulator does not have it`,
  );
});

test('a stub with the ARN of something on the emulator stands for that', async () => {
  const stack = newStack();
  new chime.CfnAppInstanceUser(stack, 'Alice', {
    appInstanceArn: new chime.CfnAppInstance(stack, 'AppInstance', { name: 'Community' }).attrAppInstanceArn,
    appInstanceUserId: 'alice',
    name: 'Alice',
  });
  stacks.emulator.seed({ appInstances: [{ id: 'chat' }] });
  const AppInstanceArn = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';

  await stacks.deploy(stack, { stubs: { resources: { AppInstance: { attributes: { AppInstanceArn } } } } });

  expect(stacks.emulator.inventory()).toMatchObject([{ participants: [{ name: 'Alice' }] }]);
});
