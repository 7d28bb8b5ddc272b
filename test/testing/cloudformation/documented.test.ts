import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnMapping,
  CfnOutput,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  Fn,
  LegacyStackSynthesizer,
  NestedStack,
  Stack,
  type IReusableStackSynthesizer,
} from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { failure, LocalStacks, statusesOf } from './local-stacks';
import type { Template, TemplateParameter } from '../../../testing/cloudformation';

const stacks = new LocalStacks();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'documented-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stored = (Value: unknown, Name?: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value, ...(Name !== undefined && { Name }) },
});

/** The resolved value of a resource's property. */
async function propertyOf(value: unknown, more: Partial<Template> = {}, options = {}): Promise<unknown> {
  const deployed = await stacks.deploy(
    { ...more, Resources: { P: stored(value), ...more.Resources } },
    options,
  );
  const result = deployed.resource('P').attributes.Value;
  await deployed.destroy();
  return result;
}

describe('dynamic references', () => {
  beforeEach(async () => {
    const first = await stacks.deploy({ Resources: { P: stored('old', '/key') } }, { stackName: 'store' });
    await first.update({ Resources: { P: stored('new', '/key') } });
  });

  const Parameters = { Name: { Type: 'String', Default: '/key' } };

  test.each([
    ['as they are', '{{resolve:ssm:/key}}', 'new'],
    ['in a text', 'a {{resolve:ssm:/key}} b', 'a new b'],
    ['put together by Fn::Join', { 'Fn::Join': ['', ['{{resolve:ssm:', { Ref: 'Name' }, '}}']] }, 'new'],
    ['put together by Fn::Sub', { 'Fn::Sub': '{{resolve:ssm:${Name}}}' }, 'new'],
    ['with a version', '{{resolve:ssm:/key:1}}', 'old'],
    ['with the newest version', '{{resolve:ssm:/key:2}}', 'new'],
  ])('are resolved %s', async (_, value, expected) => {
    expect(await propertyOf(value, { Parameters })).toBe(expected);
  });

  test.each([
    ['/gone', "leads nowhere: there is no parameter '/gone'"],
    ['/key:3', "leads nowhere: there is no parameter '/key' of version 3"],
  ])('to %s fail the resource', async (name, message) => {
    const error = await stacks.fail({ Resources: { P: stored(`{{resolve:ssm:${name}}}`) } });
    expect(error.message).toContain(message);
  });

  test('to secrets are refused with advice, or stubbed', async () => {
    const value = '{{resolve:secretsmanager:my/secret:SecretString:password}}';

    const error = await stacks.fail({ Resources: { P: stored(value) } });

    expect(error.message).toContain(
      "needs Secrets Manager, which does not run locally: set 'stubs' (for the command, --stubs all or --stubs AWS::SecretsManager::Secret) to 'all' or to",
    );
    expect(await propertyOf(value, {}, { stubs: 'all' })).toBe('stub-of-secret-my/secret');
  });
});

test.each([
  [
    'with its own qualifier',
    (app: App) => new Stack(app, 'S', { synthesizer: new DefaultStackSynthesizer({ qualifier: 'team1' }) }),
  ],
  [
    'with its own version parameter',
    (app: App) =>
      new Stack(app, 'S', {
        synthesizer: new DefaultStackSynthesizer({ bootstrapStackVersionSsmParameter: '/org/cdk/version' }),
      }),
  ],
])('deploys an app that was bootstrapped %s', async (_, stackIn) => {
  const stack = stackIn(new App({ outdir: join(folder, 'out') }));
  new ssm.StringParameter(stack, 'P', { stringValue: 'x' });

  expect((await stacks.deploy(stack)).stackStatus).toBe('CREATE_COMPLETE');
});

/** A stack with assets of every kind: code, and the template of a nested stack. */
function withAssets(app: App): Stack {
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), "exports.handler = async () => 'hello';");
  const stack = new Stack(app, 'S');
  new lambda.Function(stack, 'Greeter', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(code),
  });
  new ssm.StringParameter(new NestedStack(stack, 'Nested'), 'P', { stringValue: 'x' });
  return stack;
}

test.each<[string, IReusableStackSynthesizer]>([
  [
    'under a prefix in a bucket of their own',
    new DefaultStackSynthesizer({ fileAssetsBucketName: 'ours', bucketPrefix: 'apps/chat/' }),
  ],
  ['by parameters, as before the AWS CDK 2', new LegacyStackSynthesizer()],
  ['with the credentials of the CLI', new CliCredentialsStackSynthesizer()],
])('finds assets that are published %s', async (_, defaultStackSynthesizer) => {
  const app = new App({ outdir: join(folder, 'out'), defaultStackSynthesizer });

  const { functions } = await stacks.deploy(withAssets(app));

  expect((await functions.invoke('Greeter', {})).payload).toBe('hello');
});

describe('parameters', () => {
  const parameter = (more: Partial<TemplateParameter>): Partial<Template> => ({
    Parameters: { A: { Type: 'String', ...more } },
  });

  test('of lists are taken apart without the space around their values', async () => {
    const value = { 'Fn::Join': ['|', { Ref: 'A' }] };
    for (const Type of ['CommaDelimitedList', 'List<AWS::EC2::AvailabilityZone::Name>', 'List<Number>']) {
      expect(await propertyOf(value, parameter({ Type }), { parameters: { A: '1, 2 ,3' } })).toBe('1|2|3');
    }
  });

  test.each(['vpc-0a1b2c3d', 'stub-of-Vpc.Ref'])('of an id of a VPC can be %s', async (A) => {
    const template = parameter({ Type: 'AWS::EC2::VPC::Id' });
    expect(await propertyOf({ Ref: 'A' }, template, { parameters: { A } })).toBe(A);
  });

  test('have no default that is to be evaluated', async () => {
    const template = { ...parameter({ Default: { Ref: 'B' } }), Resources: { P: stored({ Ref: 'A' }) } };
    await expect(stacks.deploy(template)).rejects.toThrow(
      "'Default' of parameter A must be a value, got an object",
    );
  });

  test.each<[Partial<TemplateParameter>, string, string]>([
    [{ Type: 'Number' }, 'many', "parameter A must be a number, got 'many'"],
    [{ Type: 'Number', MinValue: 2 }, '1', "parameter A must be at least 2, got '1'"],
    [{ Type: 'Number', MaxValue: 2 }, '3', "parameter A must be at most 2, got '3'"],
    [{ Type: 'AWS::EC2::VPC::Id' }, 'nope', "parameter A must be an id that starts with vpc-, got 'nope'"],
    [
      { Type: 'List<AWS::EC2::Subnet::Id>' },
      'subnet-1, sg-2',
      "parameter A must be an id that starts with subnet-, got 'sg-2'",
    ],
    [{ MinLength: 2 }, 'a', "parameter A must have at least 2 characters, got 'a'"],
    [{ MaxLength: 2 }, 'abc', "parameter A must have at most 2 characters, got 'abc'"],
    [
      { Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] },
      'a,c',
      "parameter A must be one of a, b, got 'c'",
    ],
    [{ AllowedPattern: '[a-z]+', ConstraintDescription: 'lower case' }, 'A', "got 'A': lower case"],
    [{ AllowedPattern: '[a-z]+', NoEcho: true }, 'A', 'must match [a-z]+, got another value'],
    [{ Type: 'Text' }, 'a', "parameter A must have a type of CloudFormation, got 'Text'"],
  ])('that are %j refuse %s', async (definition, value, message) => {
    const template = { ...parameter(definition), Resources: { P: stored({ Ref: 'A' }) } };
    await expect(stacks.deploy(template, { parameters: { A: value } })).rejects.toThrow(message);
  });
});

test.each<[string, unknown, string]>([
  ['Fn::GetAZs', { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] }, 'us-east-1a,us-east-1b,us-east-1c'],
  ['Fn::GetAZs of a Region', { 'Fn::Select': [0, { 'Fn::GetAZs': { Ref: 'AWS::Region' } }] }, 'us-east-1a'],
  [
    'Fn::Cidr',
    { 'Fn::Join': [',', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] },
    '10.0.0.0/24,10.0.1.0/24,10.0.2.0/24',
  ],
  [
    'Fn::Cidr of IPv6',
    { 'Fn::Join': [',', { 'Fn::Cidr': ['2001:db8::/56', 2, 64] }] },
    '2001:db8::/64,2001:db8:0:1::/64',
  ],
])('evaluates %s', async (_, value, expected) => {
  expect((await propertyOf(value)) as string).toBe(expected);
});

test('deploys what aws-cdk-lib writes for a mapping with a default', async () => {
  const stack = new Stack(new App({ outdir: join(folder, 'out') }), 'S');
  const mapping = new CfnMapping(stack, 'Map', { mapping: { a: { x: 'found' } } });
  const fallback = mapping.findInMap('a', Fn.ref('AWS::Region'), 'fallback');
  new ssm.StringParameter(stack, 'P', { stringValue: fallback });
  new CfnOutput(stack, 'Fallback', { value: fallback });
  new CfnOutput(stack, 'Found', { value: mapping.findInMap('a', 'x', 'fallback') });

  const { outputs } = await stacks.deploy(stack);

  expect(outputs).toEqual({ Fallback: 'fallback', Found: 'found' });
});

test.each<[string, unknown, string]>([
  ['Fn::Length', { 'Fn::Join': ['', [{ 'Fn::Length': ['a', 'b'] }]] }, '2'],
  ['Fn::ToJsonString', { 'Fn::ToJsonString': { name: { Ref: 'AWS::Region' } } }, '{"name":"us-east-1"}'],
])('evaluates %s in a template with the language extensions only', async (name, value, expected) => {
  expect(await propertyOf(value, { Transform: 'AWS::LanguageExtensions' })).toBe(expected);
  await expect(propertyOf(value)).rejects.toThrow(`the intrinsic function ${name} in P is not supported`);
});

test('orders resources by references in their metadata as well', async () => {
  const order: string[] = [];
  await stacks.deploy(
    { Resources: { A: { ...stored('a'), Metadata: { After: { Ref: 'B' } } }, B: stored('b') } },
    { onEvent: ({ logicalId, status }) => void order.push(`${logicalId} ${status}`) },
  );
  expect(order.indexOf('B CREATE_COMPLETE')).toBeLessThan(order.indexOf('A CREATE_IN_PROGRESS'));
});

test('refuses a failure destination that the role of the function may not reach', async () => {
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: [] } },
  };
  const error = await stacks.fail({
    Resources: {
      Role,
      Queue: { Type: 'AWS::SQS::Queue' },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: 'exports.handler = async () => 1;' },
        },
      },
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Fn' },
          Qualifier: '$LATEST',
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
        },
      },
    },
  });
  expect(error.message).toMatch(
    /Config: the function's execution role arn:\S+ must be allowed sqs:SendMessage on the destination arn:/,
  );
});

test('says why a stack could not be deleted, the first cause before what follows from it', async () => {
  const deployed = await stacks.deploy({
    Resources: { Below: stored('b'), Above: { ...stored('a'), DependsOn: 'Below' } },
  });

  const error = await failure(deployed.destroy({ failures: { Above: { on: 'delete', reason: 'stuck' } } }));

  expect(error.message).toBe(
    'stack local could not be deleted: Above: stuck; what these still need was not deleted: Below (DELETE_FAILED)',
  );
  expect(statusesOf(deployed, 'local').at(-1)).toBe('DELETE_FAILED');
});
