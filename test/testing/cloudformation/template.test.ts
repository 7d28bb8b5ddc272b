import { LocalStacks } from './local-stacks';
import type { Template } from '../../../testing/cloudformation';

const stacks = new LocalStacks();

/** The outputs of a template with these sections and only a trivial resource. */
async function outputsOf(values: Record<string, unknown>, sections: Partial<Template> = {}, options = {}) {
  const outputs = Object.entries(values).map(([name, value]) => [name, { Value: value }]);
  const deployment = await stacks.deploy(
    {
      Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
      Outputs: Object.fromEntries(outputs) as Template['Outputs'],
      ...sections,
    },
    options,
  );
  return deployment.outputs;
}

test('evaluates intrinsic functions, nested in each other', async () => {
  const outputs = await outputsOf(
    {
      Join: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { 'Fn::Join': ['', ['b', 'c']] }]] },
      Select: { 'Fn::Select': [1, { 'Fn::Split': ['|', 'left|right'] }] },
      SelectByText: { 'Fn::Select': ['0', ['x', 'y']] },
      Sub: { 'Fn::Sub': 'a ${AWS::Partition} ${!Literal}' },
      SubWithVariables: { 'Fn::Sub': ['${One}/${AWS::AccountId}', { One: { Ref: 'P' } }] },
      Map: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'second'] },
      Base64: { 'Fn::Base64': 'text' },
    },
    {
      Parameters: { P: { Type: 'String', Default: 'p' } },
      Mappings: { M: { 'us-east-1': { second: 'mapped' } } },
    },
  );

  expect(outputs).toEqual({
    Join: 'a-us-east-1-bc',
    Select: 'right',
    SelectByText: 'x',
    Sub: 'a aws ${Literal}',
    SubWithVariables: 'p/111122223333',
    Map: 'mapped',
    Base64: 'dGV4dA==',
  });
});

test('knows the pseudo parameters', async () => {
  const outputs = await outputsOf(
    Object.fromEntries(
      ['Region', 'AccountId', 'Partition', 'StackName', 'StackId', 'URLSuffix'].map((name) => [
        name,
        { Ref: `AWS::${name}` },
      ]),
    ),
    {},
    { stackName: 'pseudo' },
  );

  expect(outputs).toEqual({
    Region: 'us-east-1',
    AccountId: '111122223333',
    Partition: 'aws',
    StackName: 'pseudo',
    StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:111122223333:stack\/pseudo\//),
    URLSuffix: 'amazonaws.com',
  });
});

const CONDITIONS = {
  Parameters: { Stage: { Type: 'String', Default: 'test' } },
  Conditions: {
    IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProduction' }] },
    Both: { 'Fn::And': [{ Condition: 'IsTest' }, { 'Fn::Equals': ['a', 'a'] }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProduction' }, { 'Fn::Equals': ['a', 'b'] }] },
  },
};

test('decides conditions', async () => {
  const chosen = (condition: string) => ({ 'Fn::If': [condition, 'yes', 'no'] });
  const values = { Production: chosen('IsProduction'), Both: chosen('Both'), Either: chosen('Either') };

  await expect(outputsOf(values, CONDITIONS)).resolves.toEqual({
    Production: 'no',
    Both: 'yes',
    Either: 'no',
  });
});

test('omits parts whose condition is false, along with references to them', async () => {
  const parameter = (attributes: object) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Value: 'x' },
    ...attributes,
  });
  const deployment = await stacks.deploy({
    ...CONDITIONS,
    Resources: {
      Always: parameter({
        Properties: {
          Type: 'String',
          Value: { 'Fn::If': ['IsProduction', { Ref: 'OnlyInProduction' }, 'other'] },
          Description: { 'Fn::If': ['IsProduction', 'text', { Ref: 'AWS::NoValue' }] },
        },
      }),
      OnlyInProduction: parameter({ Condition: 'IsProduction' }),
    },
    Outputs: {
      Hidden: { Condition: 'IsProduction', Value: 'x' },
      Shown: { Condition: 'IsTest', Value: 'y' },
    },
  });

  expect(deployment.resources.map(({ logicalId }) => logicalId)).toEqual(['Always']);
  expect(deployment.resource('Always').attributes.Value).toBe('other');
  expect(deployment.outputs).toEqual({ Shown: 'y' });
});

test('takes parameters as passed, by default, as lists, and from Systems Manager', async () => {
  const outputs = await outputsOf(
    {
      Given: { Ref: 'Given' },
      Second: { 'Fn::Select': [1, { Ref: 'List' }] },
      Version: { Ref: 'BootstrapVersion' },
    },
    {
      Parameters: {
        Given: { Type: 'String', Default: 'default' },
        List: { Type: 'CommaDelimitedList', Default: 'a,b' },
        BootstrapVersion: {
          Type: 'AWS::SSM::Parameter::Value<String>',
          Default: '/cdk-bootstrap/hnb659fds/version',
        },
      },
    },
    { parameters: { Given: 'given' } },
  );

  expect(outputs).toEqual({ Given: 'given', Second: 'b', Version: '999' });
});

test.each<[string, Partial<Template>, object, string]>([
  [
    'a parameter without a value',
    { Parameters: { P: { Type: 'String' } } },
    {},
    'parameters without a value: P',
  ],
  ['a parameter that there is not', {}, { Q: 'x' }, 'the template has no parameter Q'],
  [
    'parameters of which one has a slip',
    { Parameters: { Size: { Type: 'Number' } } },
    { Other: '1', Sise: '1' },
    "the template has no parameter Other, Sise (did you mean 'Size'?)",
  ],
  [
    'a value that is not allowed',
    { Parameters: { P: { Type: 'String', AllowedValues: ['a', 'b'] } } },
    { P: 'c' },
    "parameter P must be one of a, b, got 'c'",
  ],
  [
    'a value of another pattern',
    { Parameters: { P: { Type: 'String', AllowedPattern: '[a-z]+' } } },
    { P: 'A' },
    "parameter P must match [a-z]+, got 'A'",
  ],
  [
    'a stored parameter that is not there',
    { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/no' } } },
    {},
    "refers to an SSM parameter that does not exist: '/no'",
  ],
  ['a transform', { Transform: 'AWS::Serverless-2016-10-31' }, {}, 'transforms are not supported'],
  [
    'an unknown condition',
    { Outputs: { O: { Value: '', Condition: 'C' } } },
    {},
    'Unresolved condition dependency C in the Outputs block',
  ],
])('refuses %s', async (_, sections, parameters, message) => {
  await expect(outputsOf({}, sections, { parameters })).rejects.toThrow(message);
});

test.each([
  [
    'an intrinsic function it does not know',
    { 'Fn::Transform': {} },
    'the intrinsic function Fn::Transform in O is not supported',
  ],
  [
    'a reference to nothing',
    { Ref: 'Nothing' },
    'Unresolved resource dependencies [Nothing] in the Outputs block of the template (in O)',
  ],
  [
    'a reference to what every object has',
    { 'Fn::Sub': '${toString}' },
    'Unresolved resource dependencies [toString]',
  ],
])('refuses %s before anything is created', async (_, value, message) => {
  await expect(outputsOf({ O: value })).rejects.toThrow(message);
});

test.each([
  [
    'an element that is not there',
    { 'Fn::Select': [2, ['a']] },
    'cannot select nonexistent value at index 2',
  ],
  ['a mapping without the key', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'Unable to get mapping for M::a::b'],
  ['a dynamic reference to nothing', '{{resolve:ssm:/no}}', 'leads nowhere'],
  ['an import of nothing', { 'Fn::ImportValue': 'nothing' }, "no stack exports 'nothing'"],
])('rolls back on an output with %s', async (_, value, message) => {
  const error = await stacks.fail({
    Mappings: { M: { c: { b: 'x' } } },
    Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    Outputs: { O: { Value: value } },
  });

  expect(error.message).toContain(message);
});

test('hands exports from stack to stack, and keeps those that are in use', async () => {
  const parameter = (value: unknown) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Name: 'stored', Value: value },
  });
  const exporting = (value: string): Template => ({
    Resources: { P: { Type: 'AWS::CDK::Metadata' } },
    Outputs: { O: { Value: value, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:x' } } } },
  });
  const producer = await stacks.deploy(exporting('v'), { stackName: 'producer' });
  const consumer = await stacks.deploy(
    {
      Resources: { P: parameter({ 'Fn::ImportValue': 'producer:x' }) },
      Outputs: { O: { Value: '{{resolve:ssm:stored}}' } },
    },
    { stackName: 'consumer' },
  );
  expect(consumer.outputs).toEqual({ O: 'v' });

  await expect(producer.destroy()).rejects.toThrow(
    "export 'producer:x' cannot be removed: it is in use by consumer",
  );
  await expect(producer.update(exporting('w'))).rejects.toThrow("export 'producer:x' cannot be changed");
  await stacks.fail({ ...exporting('v'), Outputs: { O: { Value: '', Export: { Name: 'producer:x' } } } });

  await consumer.destroy();
  await producer.destroy();
});

test('keeps the parameters of the operation before', async () => {
  const template: Template = {
    Parameters: { P: { Type: 'String' } },
    Resources: { M: { Type: 'AWS::CDK::Metadata' } },
    Outputs: { P: { Value: { Ref: 'P' } } },
  };
  const deployment = await stacks.deploy(template, { parameters: { P: 'one' } });

  await deployment.update(template);
  expect(deployment.outputs.P).toBe('one');
  await deployment.update(template, { parameters: { P: 'two' } });
  expect(deployment.outputs.P).toBe('two');
});
