import { LocalStacks } from './local-stacks';
import { functionResource } from './provider';
import type { LocalDeployment, Template, TemplateResource } from '../../../testing/cloudformation';

const stacks = new LocalStacks();
const ACCOUNT = '111122223333';

type Properties = Record<string, unknown>;

function resource(type: string, properties: Properties = {}): TemplateResource {
  return { Type: `AWS::${type}`, Properties: properties };
}

/** The `Ref` and attributes of a resource, after its creation and after each change. */
async function life(type: string, first: Properties, ...changes: Properties[]) {
  const template = (properties: Properties): Template => ({ Resources: { It: resource(type, properties) } });
  const deployment = await stacks.deploy(template(first));
  const states = [deployment.resource('It')];
  for (const properties of changes) {
    await deployment.update(template(properties));
    states.push(deployment.resource('It'));
  }
  await deployment.destroy();
  return states.map(({ physicalId: ref, attributes }) => ({ ref, attributes }));
}

test.each<[string, Properties, Properties, Properties, string, object]>([
  [
    'SQS::Queue',
    { QueueName: 'q' },
    { QueueName: 'q', DelaySeconds: 1 },
    { QueueName: 'r' },
    `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/q`,
    { Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:q`, QueueName: 'q' },
  ],
  [
    'SNS::Topic',
    { TopicName: 't' },
    { TopicName: 't', DisplayName: 'x' },
    { TopicName: 'u' },
    `arn:aws:sns:us-east-1:${ACCOUNT}:t`,
    { TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:t`, TopicName: 't' },
  ],
  [
    'Logs::LogGroup',
    { LogGroupName: '/l' },
    { LogGroupName: '/l', RetentionInDays: 7 },
    { LogGroupName: '/m' },
    '/l',
    { Arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/l:*` },
  ],
  [
    'Events::Rule',
    { Name: 'r', ScheduleExpression: 'rate(1 hour)' },
    { Name: 'r', State: 'DISABLED', EventPattern: { source: ['x'] } },
    { Name: 's', EventPattern: { source: ['x'] } },
    'r',
    { Arn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/r` },
  ],
  [
    'SSM::Parameter',
    { Name: 'p', Type: 'String', Value: 'a' },
    { Name: 'p', Type: 'String', Value: 'b' },
    { Name: 'q', Type: 'String', Value: 'b' },
    'p',
    { Type: 'String', Value: 'a' },
  ],
  [
    'CloudWatch::Alarm',
    { AlarmName: 'a' },
    { AlarmName: 'a', Threshold: 1 },
    { AlarmName: 'b' },
    'a',
    { Arn: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:a` },
  ],
  [
    'Kinesis::Stream',
    { Name: 's', ShardCount: '2' },
    { Name: 's', ShardCount: 3, RetentionPeriodHours: 48 },
    { Name: 't', ShardCount: 3 },
    's',
    { Arn: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s` },
  ],
  [
    'KMS::Alias',
    { AliasName: 'alias/a', TargetKeyId: 'one' },
    { AliasName: 'alias/a', TargetKeyId: 'other' },
    { AliasName: 'alias/b', TargetKeyId: 'other' },
    'alias/a',
    { AliasName: 'alias/a' },
  ],
  [
    'IAM::Role',
    { RoleName: 'r', Path: '/x/' },
    { RoleName: 'r', Path: '/x/', Description: 'y' },
    { RoleName: 's' },
    'r',
    { Arn: `arn:aws:iam::${ACCOUNT}:role/x/r` },
  ],
  [
    'IAM::User',
    { UserName: 'u' },
    { UserName: 'u', Policies: [] },
    { UserName: 'v' },
    'u',
    { Arn: `arn:aws:iam::${ACCOUNT}:user/u` },
  ],
  [
    'IAM::ManagedPolicy',
    { ManagedPolicyName: 'm', PolicyDocument: { Statement: [] } },
    { ManagedPolicyName: 'm', PolicyDocument: { Statement: [] }, Description: 'x' },
    { ManagedPolicyName: 'n', PolicyDocument: { Statement: [] } },
    `arn:aws:iam::${ACCOUNT}:policy/m`,
    { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/m` },
  ],
])(
  'AWS::%s: Ref and attributes, changed in place and replaced',
  async (type, ...[first, changed, renamed, ref, attributes]) => {
    const [before, after, replaced] = await life(type, first, changed, renamed);

    expect(before).toEqual({ ref, attributes: expect.objectContaining(attributes) });
    expect(after!.ref).toBe(ref);
    expect(replaced!.ref).not.toBe(ref);
  },
);

test('AWS::KMS::Key has an id and an ARN, and another policy in place', async () => {
  const [before, after] = await life('KMS::Key', {}, { KeyPolicy: { Statement: [] } });

  expect(before).toEqual({
    ref: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    attributes: { Arn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/${before!.ref}`, KeyId: before!.ref },
  });
  expect(after).toEqual(before);
});

test('AWS::KMS::Alias is refused where there is one of its name, which its deletion would take away', async () => {
  const alias = resource('KMS::Alias', { AliasName: 'alias/a', TargetKeyId: 'one' });
  const twice = { Resources: { One: alias, Two: { ...alias, DependsOn: 'One' } } };

  await expect(stacks.deploy(twice)).rejects.toThrow("alias already exists: 'alias/a'");
});

test.each(['CDK::Metadata', 'SNS::Subscription', 'SQS::QueuePolicy', 'CloudFormation::WaitConditionHandle'])(
  'AWS::%s is there, and nothing more',
  async (type) => {
    const [before, after] = await life(type, { A: 1 }, { A: 2 });

    expect(before!.ref).toContain('local-It-');
    expect(after).toEqual(before);
  },
);

test.each<[string, Properties]>([
  ['SQS::Queue', { QueueName: 'q' }],
  ['SSM::Parameter', { Name: 'p', Type: 'String', Value: 'v' }],
  ['SNS::Topic', { TopicName: 't' }],
  ['Logs::LogGroup', { LogGroupName: '/l' }],
  ['Kinesis::Stream', { Name: 's', ShardCount: 1 }],
  ['S3::Bucket', { BucketName: 'b' }],
  ['Events::Rule', { Name: 'r', ScheduleExpression: 'rate(1 hour)' }],
  ['IAM::Role', { RoleName: 'r' }],
  ['IAM::User', { UserName: 'u' }],
  ['IAM::ManagedPolicy', { ManagedPolicyName: 'm', PolicyDocument: { Statement: [] } }],
  [
    'Lambda::Function',
    { FunctionName: 'f', Handler: 'index.h', Runtime: 'nodejs22.x', Role: 'arn:r', Code: { ZipFile: '' } },
  ],
])('AWS::%s cannot be there twice under one name, also in two stacks', async (type, properties) => {
  const template = { Resources: { A: resource(type, properties) } };
  const first = await stacks.deploy(template, { stackName: 'first' });

  const error = await stacks.fail(template, { stackName: 'second' });

  expect(error.message).toMatch(/^stack second could not be created: A: .*already exists/);
  await first.destroy(); // it still exports what the other stack imported
  await (await stacks.deploy(template, { stackName: 'second' })).destroy();
});

test('a name of IAM is unique, whatever its path is', async () => {
  const named = resource('IAM::Role', { RoleName: 'r' });
  const error = await stacks.fail({
    Resources: { A: named, B: { ...resource('IAM::Role', { RoleName: 'r', Path: '/x/' }), DependsOn: 'A' } },
  });

  expect(error.message).toContain("B: role already exists: 'r'");
});

test('an alias of a function is there once', async () => {
  const code = { Handler: 'index.h', Runtime: 'nodejs22.x', Role: 'arn:r', Code: { ZipFile: '' } };
  const alias = resource('Lambda::Alias', {
    FunctionName: { Ref: 'F' },
    Name: 'live',
    FunctionVersion: '$LATEST',
  });
  const error = await stacks.fail({
    Resources: { F: resource('Lambda::Function', code), A: alias, B: { ...alias, DependsOn: 'A' } },
  });

  expect(error.message).toContain("B: alias already exists: 'live'");
});

/** Whether a role may associate channel flows. */
function mayAssociate(deployment: LocalDeployment, id = 'Role'): boolean {
  const request = { action: 'chime:AssociateChannelFlow', resource: 'arn:x' };
  return deployment.cloud.iam.allows(String(deployment.resource(id).attributes.Arn), request);
}

const ALLOW = { Statement: [{ Effect: 'Allow', Action: 'chime:*', Resource: '*' }] };
const NOTHING = { Statement: [] };

test.each<[string, Properties, Record<string, TemplateResource>, Record<string, TemplateResource>]>([
  ['an inline policy of the role', { Policies: [{ PolicyName: 'p', PolicyDocument: ALLOW }] }, {}, {}],
  [
    'a policy that names the role',
    {},
    { Policy: resource('IAM::Policy', { PolicyName: 'p', PolicyDocument: ALLOW, Roles: [{ Ref: 'Role' }] }) },
    {
      Policy: resource('IAM::Policy', { PolicyName: 'p', PolicyDocument: NOTHING, Roles: [{ Ref: 'Role' }] }),
    },
  ],
  [
    'a policy that names the role no more',
    { Path: '/deep/' },
    { Policy: resource('IAM::Policy', { PolicyName: 'p', PolicyDocument: ALLOW, Roles: [{ Ref: 'Role' }] }) },
    { Policy: resource('IAM::Policy', { PolicyName: 'q', PolicyDocument: ALLOW, Users: ['somebody'] }) },
  ],
  [
    'a managed policy that names the role',
    {},
    { Policy: resource('IAM::ManagedPolicy', { PolicyDocument: ALLOW, Roles: [{ Ref: 'Role' }] }) },
    { Policy: resource('IAM::ManagedPolicy', { PolicyDocument: ALLOW }) },
  ],
  [
    'a managed policy that the role names',
    { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonChimeFullAccess'] },
    {},
    {},
  ],
])('grants what %s allows, until it is changed', async (_, role, before, after) => {
  const deployment = await stacks.deploy({ Resources: { Role: resource('IAM::Role', role), ...before } });
  expect(mayAssociate(deployment)).toBe(true);

  const { Path: path } = role;
  await deployment.update({
    Resources: { Role: resource('IAM::Role', path ? { Path: path } : {}), ...after },
  });
  expect(mayAssociate(deployment)).toBe(false);

  await deployment.update({ Resources: { Role: resource('IAM::Role', role), ...before } });
  expect(mayAssociate(deployment)).toBe(true);
  await deployment.destroy();
});

const CODE = 'exports.handler = async () => 1;';

test('a function, its versions and aliases have the references of Lambda', async () => {
  const template = (number: string): Template => ({
    Resources: {
      Fn: functionResource(CODE, { FunctionName: 'f' }),
      One: resource('Lambda::Version', { FunctionName: { Ref: 'Fn' } }),
      Two: { ...resource('Lambda::Version', { FunctionName: { Ref: 'Fn' } }), DependsOn: 'One' },
      Live: resource('Lambda::Alias', {
        FunctionName: 'f',
        Name: 'live',
        FunctionVersion: { 'Fn::GetAtt': [number, 'Version'] },
      }),
    },
  });
  const deployment = await stacks.deploy(template('One'));
  const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
  const refOf = (id: string) => deployment.resource(id).physicalId;

  expect(deployment.resource('Fn')).toMatchObject({ physicalId: 'f', attributes: { Arn: arn } });
  expect([refOf('One'), refOf('Two'), refOf('Live')]).toEqual([`${arn}:1`, `${arn}:2`, `${arn}:live`]);
  const { lambda } = deployment.cloud;
  expect(lambda.find('f')!.versionOf('live')).toBe('1');
  await deployment.update(template('Two'));
  expect(lambda.find('f')!.versionOf('live')).toBe('2');

  await deployment.update({ Resources: { Fn: functionResource(CODE, { FunctionName: 'f' }) } });
  expect([lambda.find('f')!.has('live'), lambda.find('f')!.has('1')]).toEqual([false, false]);
  await deployment.destroy();
  expect(lambda.find('f')).toBeUndefined();
});

test('configurations for asynchronous invocation are set, changed and taken away', async () => {
  const template = (properties?: Properties): Template => ({
    Resources: {
      Fn: functionResource(CODE, { FunctionName: 'f' }),
      ...(properties && {
        Config: resource('Lambda::EventInvokeConfig', {
          FunctionName: { Ref: 'Fn' },
          Qualifier: '$LATEST',
          ...properties,
        }),
      }),
    },
  });
  const deployment = await stacks.deploy(
    template({ MaximumRetryAttempts: '1', MaximumEventAgeInSeconds: 60 }),
  );
  const current = () => deployment.cloud.lambda.find('f')!.settingsOf(undefined).eventInvokeConfig;
  expect(current()).toMatchObject({ maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 });

  await deployment.update(template({ DestinationConfig: { OnSuccess: { Destination: 'arn:x' } } }));
  expect(current()).toMatchObject({ onSuccess: 'arn:x' });

  await deployment.update(template());
  expect(current()).toBeUndefined();
});

test('a function has one configuration for asynchronous invocation', async () => {
  const config = resource('Lambda::EventInvokeConfig', { FunctionName: { Ref: 'Fn' }, Qualifier: '$LATEST' });

  const error = await stacks.fail({ Resources: { Fn: functionResource(CODE), A: config, B: config } });

  expect(error.message).toContain('already has a configuration for asynchronous invocation');
});

test.each<[string, Properties, string]>([
  ['layers', { Layers: ['arn:x'] }, 'layer arn:x is not from a stack on this emulator'],
  [
    'code that is not in the assembly',
    { Code: { S3Key: 'x.zip' } },
    "no asset of the cloud assembly is published as 'x.zip'",
  ],
])('a function with %s cannot be created', async (_, properties, message) => {
  const error = await stacks.fail({ Resources: { Fn: functionResource(CODE, properties) } });

  expect(error.message).toContain(message);
});

test.each<[string, Properties, string]>([
  ['another runtime', { Runtime: 'java21' }, 'AWS::Lambda::Function, of runtime java21 (Fn)'],
  [
    'an image',
    { Runtime: undefined, Code: { ImageUri: 'x' } },
    'AWS::Lambda::Function, a container image (Fn)',
  ],
])('a function with %s is refused before anything is created', async (_, properties, message) => {
  const template = { Resources: { Fn: functionResource(CODE, properties) } };

  await expect(stacks.deploy(template)).rejects.toThrow(message);
});

test('a permission for a function that is not there cannot be created', async () => {
  const error = await stacks.fail({
    Resources: { P: resource('Lambda::Permission', { FunctionName: 'f', Action: 'x', Principal: 'y' }) },
  });

  expect(error.message).toContain('Function not found: f');
});

test.each([
  ['ordered', 'side by side', false],
  ['conflict', 'side by side', true],
  ['conflict', 'after each other', false],
] as const)('changes of a function (%s) %s', async (concurrentFunctionChanges, order, fails) => {
  const fn = { Ref: 'Fn' };
  const template = {
    Resources: {
      Fn: functionResource(CODE),
      Version: resource('Lambda::Version', { FunctionName: fn }),
      OfVersion: resource('Lambda::EventInvokeConfig', {
        FunctionName: fn,
        Qualifier: { 'Fn::GetAtt': ['Version', 'Version'] },
      }),
      OfLatest: {
        ...resource('Lambda::EventInvokeConfig', { FunctionName: fn, Qualifier: '$LATEST' }),
        DependsOn: order === 'side by side' ? 'Version' : 'OfVersion',
      },
    },
  };

  const deployed = stacks.deploy(template, { concurrentFunctionChanges }).then(
    () => undefined,
    (error: Error) => error.message,
  );

  expect(await deployed).toEqual(
    fails
      ? expect.stringMatching(/an update is in progress for .*: let .*\(ResourceConflictException\)/)
      : undefined,
  );
});

test('runs a function from another folder on request, until the next deployment', async () => {
  const deployment = await stacks.deploy({ Resources: { Fn: functionResource(CODE) } });

  deployment.functions.updateCode('Fn', `${__dirname}/../cloud/lambda/fixtures`);
  await expect(deployment.functions.invoke('Fn', {})).resolves.toMatchObject({ payload: 'from a folder' });

  await expect(deployment.functions.invokeAsync('Fn', {})).resolves.toMatchObject({ condition: 'Success' });
});

test('a function that is not there is an error that says which are', async () => {
  const { functions } = await stacks.deploy({ Resources: { Fn: functionResource(CODE) } });
  const message = "function 'fn' not found, only: Fn";

  expect(() => functions.logs('fn')).toThrow(message);
  expect(() => functions.updateCode('fn', __dirname)).toThrow(message);
  await expect(functions.invoke('fn', {})).rejects.toThrow(message);
  await expect(functions.invokeAsync('fn', {})).rejects.toThrow(message);
  expect(functions.logs('Fn')).toEqual([]);
});

/** A function with this path in the construct tree. */
function functionAt(path: string) {
  return {
    ...functionResource('exports.handler = async () => 1;'),
    Metadata: { 'aws:cdk:path': `${path}/Resource` },
  };
}

test('a function is named by a construct that has no other', async () => {
  const { functions } = await stacks.deploy({ Resources: { Handler: functionAt('Chat/Guard/Handler') } });

  expect(functions.logs('Guard')).toEqual([]);
  expect(functions.logs('Chat/Guard')).toEqual([]);
  expect(() => functions.logs('Guar')).toThrow("function 'Guar' not found, only: Handler");
});

test('a construct with two functions names none of them', async () => {
  const Resources = { A: functionAt('Chat/Both/A'), B: functionAt('Chat/Both/B') };
  const { functions } = await stacks.deploy({ Resources });

  expect(() => functions.logs('Both')).toThrow("function 'Both' not found, only: A, B");
});

test('a function is named by the text of a number', async () => {
  const { functions } = await stacks.deploy({
    Resources: { Fn: functionResource('exports.handler = async () => 1;', { FunctionName: 123 }) },
  });

  expect((await functions.invoke('123', {})).payload).toBe(1);
});
