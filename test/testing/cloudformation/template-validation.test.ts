import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { LocalStacks } from './local-stacks';
import { LocalCloud } from '../../../testing/cloud';
import { LocalDeployment, type Template } from '../../../testing/cloudformation';

const stacks = new LocalStacks();

const QUEUE = { Type: 'AWS::SQS::Queue' };

/** A valid template, except for some sections. */
function template(sections: object): Template {
  return { Resources: { Q: QUEUE }, ...sections } as unknown as Template;
}

/** A valid template, except for the value of a property. */
function withValue(value: unknown): Template {
  return template({ Resources: { Q: QUEUE, R: { ...QUEUE, Properties: { Tags: value } } } });
}

async function refuse(source: Template, message: string): Promise<void> {
  await expect(stacks.deploy(source)).rejects.toThrow(`stack local: ${message}`);
  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
}

test.each<[string, object, string]>([
  [
    'an unknown section',
    { Outptus: {} },
    "Template validation error: Invalid template property or properties [Outptus] (did you mean 'Outputs'?)",
  ],
  [
    'another version',
    { AWSTemplateFormatVersion: '2012-10-17' },
    'Template format error: unsupported value for AWSTemplateFormatVersion',
  ],
  [
    'a long description',
    { Description: 'x'.repeat(1025) },
    "Template format error: 'Description' length is greater than 1024",
  ],
  [
    'no resources',
    { Resources: {} },
    'Template format error: At least one Resources member must be defined.',
  ],
  [
    'a resource that is nothing',
    { Resources: { A: null } },
    "Template format error: [/Resources/A] 'null' values are not allowed in templates",
  ],
  [
    'a property that is nothing',
    { Resources: { A: { ...QUEUE, Properties: { Tags: [{ Key: 'a', Value: null }] } } } },
    "Template format error: [/Resources/A/Properties/Tags/0/Value] 'null' values are not allowed in templates",
  ],
  [
    'an unknown attribute of a resource',
    { Resources: { A: { ...QUEUE, DependOn: 'B' } } },
    "Template validation error: Invalid template resource property 'DependOn' of A (did you mean 'DependsOn'?)",
  ],
  [
    'an unknown policy',
    { Resources: { A: { ...QUEUE, DeletionPolicy: 'Keep' } } },
    'Template format error: Unrecognized DeletionPolicy Keep for resource A: expected one of Delete, Retain,',
  ],
  [
    'a policy that is no text',
    { Resources: { A: { ...QUEUE, UpdateReplacePolicy: true } } },
    'Template format error: Every UpdateReplacePolicy member must be a string.',
  ],
  [
    'a policy by a function without the transform',
    { Resources: { A: { ...QUEUE, DeletionPolicy: { Ref: 'AWS::Region' } } } },
    'Template format error: Every DeletionPolicy member must be a string.',
  ],
  [
    'a condition that is no text',
    { Resources: { A: { ...QUEUE, Condition: ['C'] } } },
    'Template format error: Every Condition member must be a string (in A)',
  ],
  [
    'an empty type',
    { Resources: { A: { Type: '' } } },
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  [
    'a function in metadata with wrong arguments',
    { Resources: { A: { ...QUEUE, Metadata: { a: { Ref: {} } } } } },
    'Template error: every Ref object must have a single String value. (Ref in A)',
  ],
  [
    'a pattern that is none',
    { Parameters: { P: { Type: 'String', AllowedPattern: '([' } } },
    "'AllowedPattern' of 'P' in 'Parameters' of the template must be a regular expression, got '(['",
  ],
  [
    'a limit in words',
    { Parameters: { P: { Type: 'String', MinLength: 'two' } } },
    "'MinLength' of 'P' in 'Parameters' of the template must be a number, got 'two'",
  ],
  [
    'a snapshot of what has none',
    { Resources: { A: { ...QUEUE, DeletionPolicy: 'Snapshot' } } },
    'Template error: resource type AWS::SQS::Queue of A does not support deletion policy Snapshot',
  ],
  [
    'a logical id with a hyphen',
    { Resources: { 'A-B': QUEUE } },
    'Template format error: Resource name A-B is non alphanumeric.',
  ],
  [
    'a loop',
    { Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::A': ['I', ['a'], {}] } },
    "Fn::ForEach in 'Resources' is not supported by the local deployment",
  ],
  [
    'a parameter that is nothing',
    { Parameters: { P: null } },
    "Template format error: [/Parameters/P] 'null' values are not allowed in templates",
  ],
  [
    'an unknown property of a parameter',
    { Parameters: { P: { Type: 'String', AllowedValue: ['a'] } } },
    "Template validation error: Invalid template parameter property 'AllowedValue' of P (did you mean 'AllowedValues'?)",
  ],
  [
    'allowed values in words',
    { Parameters: { P: { Type: 'String', AllowedValues: 'a' } } },
    "'AllowedValues' of 'P' in 'Parameters' of the template must be a list of values, got 'a'",
  ],
  [
    'one name for two things',
    { Parameters: { Q: { Type: 'String', Default: '' } } },
    'Template error: all resources and parameters must have unique names. Common name(s):[Q]',
  ],
  [
    'a flat mapping',
    { Mappings: { M: { a: 'b' } } },
    'Template format error: [/Mappings/M/a] Every Mappings attribute must be a map',
  ],
  [
    'a deep mapping',
    { Mappings: { M: { a: { b: { c: 'd' } } } } },
    'Template format error: [/Mappings/M/a] Every Mappings attribute must be a String or a List',
  ],
])('refuses %s', async (_, sections, message) => refuse(template(sections), message));

test.each<[string, unknown, string]>([
  [
    'a list',
    ['a'],
    'Template format error: The Value field of every Outputs member must evaluate to a String',
  ],
  ['an object', { a: 'b' }, 'Template format error: The Value field of every Outputs member must evaluate'],
  ['nothing', undefined, 'Template format error: Every Outputs member must contain a Value object, got O'],
])('refuses an output of %s', async (_, value, message) =>
  refuse(template({ Outputs: { O: { Value: value } } }), message),
);

test.each<[string, object, string]>([
  [
    'an unknown property',
    { O: { Value: 'x', Exports: { Name: 'x' } } },
    "Template validation error: Invalid template output property 'Exports' of O (did you mean 'Export'?)",
  ],
  [
    'the name of a resource in an export',
    { O: { Value: 'x', Export: { Name: { 'Fn::Sub': '${Q}-x' } } } },
    'Template format error: Output O is malformed. The Name field of Export must not depend on any resources',
  ],
  [
    'an export with spaces',
    { O: { Value: 'x', Export: { Name: 'a b' } } },
    'Template format error: Output O is malformed. The Name field of every Export member must be specified and consist only',
  ],
  [
    'an export with underscores', // https://github.com/aws/aws-cdk/issues/28563
    { O: { Value: 'x', Export: { Name: 'a_b' } } },
    'Template format error: Output O is malformed. The Name field of every Export member must be specified and consist only',
  ],
  [
    'a hyphen in its name',
    { 'O-P': { Value: 'x' } },
    "Template format error: Outputs name 'O-P' is non alphanumeric.",
  ],
])('refuses an output with %s', async (_, Outputs, message) => refuse(template({ Outputs }), message));

test('refuses two exports of one name, as far as their conditions hold', async () => {
  const exporting = (Condition: string) => ({ Value: 'x', Condition, Export: { Name: { 'Fn::Sub': 'a' } } });
  const Conditions = { On: { 'Fn::Equals': ['a', 'a'] }, Off: { 'Fn::Equals': ['a', 'b'] } };

  const deploying = stacks.deploy(
    template({ Conditions, Outputs: { A: exporting('On'), B: exporting('On') } }),
  );
  await expect(deploying).rejects.toThrow(
    'Template format error: The Outputs section contains duplicate Export names: [a]. Specify a unique name',
  );
  const { outputs } = await stacks.deploy(
    template({ Conditions, Outputs: { A: exporting('On'), B: exporting('Off') } }),
  );
  expect(outputs).toEqual({ A: 'x' });
});

test.each<[string, unknown, string]>([
  [
    'a join of a text',
    { 'Fn::Join': ['-', { 'Fn::Select': [0, ['a']] }] },
    'every Fn::Join object requires two',
  ],
  [
    'a join of lists',
    { 'Fn::Join': ['-', ['a', { 'Fn::GetAZs': '' }]] },
    'every Fn::Join object requires two',
  ],
  ['a selection from a text', { 'Fn::Select': [0, { Ref: 'Q' }] }, 'Fn::Select requires a list argument'],
  ['a selection by a text', { 'Fn::Select': [{ Ref: 'Q' }, ['a']] }, 'Fn::Select requires a list argument'],
  [
    'a split list',
    { 'Fn::Join': ['', { 'Fn::Split': [',', { 'Fn::GetAZs': '' }] }] },
    'every Fn::Split object',
  ],
  ['a list in a text', { 'Fn::Sub': ['${a}', { a: { 'Fn::GetAZs': '' } }] }, 'One or more Fn::Sub intrinsic'],
  [
    'an encoded list',
    { 'Fn::Base64': { 'Fn::GetAZs': '' } },
    'every Fn::Base64 object must have a String-typed',
  ],
  [
    'an import of a list',
    { 'Fn::ImportValue': { 'Fn::GetAZs': '' } },
    'the attribute in Fn::ImportValue must be',
  ],
  [
    'what every mapping has',
    { 'Fn::FindInMap': ['M', 'constructor', 'name'] },
    'Unable to get mapping for M::',
  ],
  [
    'an address that is none',
    { 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.x/16', 1] }] },
    'Fn::Cidr cannot divide',
  ],
  [
    'a list',
    { 'Fn::GetAZs': '' },
    'The Value field of every Outputs member must evaluate to a String, got O',
  ],
  [
    'nothing',
    { Ref: 'AWS::NoValue' },
    'The Value field of every Outputs member must evaluate to a String, got O',
  ],
])('rolls back on an output of %s', async (_, value, message) => {
  const error = await stacks.fail(
    template({ Mappings: { M: { a: { b: 'c' } } }, Outputs: { O: { Value: value } } }),
  );

  expect(error.message).toContain(message);
});

test('a function in the place of properties must give an object', async () => {
  const error = await stacks.fail(
    template({ Resources: { R: { ...QUEUE, Properties: { 'Fn::GetAZs': '' } } } }),
  );

  expect(error.message).toContain("R: 'Properties' must be an object, got a list");
});

const SUB = "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments";
const JOIN = 'Template error: every Fn::Join object requires two parameters, (1) a string delimiter';
const SELECT = 'Template error: Fn::Select requires a list argument with two elements';
const SPLIT = 'Template error: every Fn::Split object requires two parameters, (1) a string delimiter';
const GET_ATT = 'Template error: every Fn::GetAtt object requires two non-empty parameters';
const IF = 'Template error: Fn::If requires a list argument with three elements';
const FIND = 'Template error: every Fn::FindInMap object requires three parameters';

test.each<[unknown, string]>([
  [{ Ref: ['Q'] }, 'Template error: every Ref object must have a single String value. (Ref in R)'],
  [{ 'Fn::GetAtt': 'Q' }, GET_ATT],
  [{ 'Fn::GetAtt': ['Q'] }, GET_ATT],
  [{ 'Fn::GetAtt': ['Q', ''] }, GET_ATT],
  [{ 'Fn::GetAtt': ['Q', 'Arn', 'x'] }, GET_ATT],
  [{ 'Fn::GetAtt': { Ref: 'Q' } }, GET_ATT],
  [{ 'Fn::Join': ['-'] }, JOIN],
  [{ 'Fn::Join': ['-', 'ab'] }, JOIN],
  [{ 'Fn::Join': '-' }, JOIN],
  [{ 'Fn::Join': ['-', [['a'], 'b']] }, JOIN],
  [{ 'Fn::Select': [0] }, SELECT],
  [{ 'Fn::Select': ['one', ['a']] }, SELECT],
  [{ 'Fn::Select': [-1, ['a']] }, SELECT],
  [{ 'Fn::Select': [0, 'a'] }, SELECT],
  [{ 'Fn::Split': ['-'] }, SPLIT],
  [{ 'Fn::Split': ['-', ['a-b']] }, SPLIT],
  [{ 'Fn::Split': [1, 'a-b'] }, SPLIT],
  [{ 'Fn::Sub': 5 }, SUB],
  [{ 'Fn::Sub': ['${a}'] }, SUB],
  [{ 'Fn::Sub': ['${a}', ['b']] }, SUB],
  [{ 'Fn::Sub': [{ Ref: 'Q' }, {}] }, SUB],
  [{ 'Fn::Sub': '${a b}' }, 'Template error: variable names in Fn::Sub syntax must contain only'],
  [{ 'Fn::Sub': '${}' }, 'Template error: variable names in Fn::Sub syntax must contain only'],
  [{ 'Fn::If': ['C', 'a'] }, IF],
  [{ 'Fn::If': 'C' }, IF],
  [{ 'Fn::If': [{ Ref: 'Q' }, 'a', 'b'] }, IF],
  [{ 'Fn::If': ['C', 'a', 'b'] }, 'Template error: unresolved condition dependency C in Fn::If (in R)'],
  [{ 'Fn::FindInMap': ['M', 'a'] }, FIND],
  [{ 'Fn::FindInMap': 'M' }, FIND],
  [
    { 'Fn::FindInMap': ['M', 'a', 'b'] },
    "Template error: Mapping named 'M' is not present in the 'Mappings' section of template.",
  ],
  [{ 'Fn::Base64': ['a'] }, 'Template error: every Fn::Base64 object must have a String-typed value.'],
  [{ 'Fn::GetAZs': ['a'] }, 'Template error: every Fn::GetAZs object must have a String-typed value.'],
  [{ 'Fn::Cidr': '10.0.0.0/16' }, 'Template error: every Fn::Cidr object requires two or three parameters'],
  [
    { 'Fn::ImportValue': {} },
    'Template error: the attribute in Fn::ImportValue must be a string or a function',
  ],
  [{ 'Fn::GetStackOutput': 'x' }, 'Template error: every Fn::GetStackOutput object requires StackName and'],
  [
    { Ref: 'AWS::Foo' },
    'Template format error: Unresolved resource dependencies [AWS::Foo] in the Resources block',
  ],
  [
    { 'Fn::GetAtt': ['Q', 'Url'] },
    'Template error: resource Q does not support attribute type Url in Fn::GetAtt: AWS::SQS::Queue has only Arn, QueueName, QueueUrl',
  ],
  [{ 'Fn::GetAtt': 'Q.Url' }, 'Template error: resource Q does not support attribute type Url in Fn::GetAtt'],
  [
    { 'Fn::Sub': 'a/${Q.Url}' },
    'Template error: resource Q does not support attribute type Url in Fn::GetAtt',
  ],
])('refuses %j', async (value, message) => refuse(withValue(value), message));

test('refuses what leads nowhere also where a condition does not hold', async () => {
  const source = template({
    Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Q: QUEUE, R: { ...QUEUE, Condition: 'Off', Properties: { Tags: [{ Ref: 'Nothing' }] } } },
  });

  await refuse(
    source,
    'Template format error: Unresolved resource dependencies [Nothing] in the Resources block',
  );
});

const TRUE = { 'Fn::Equals': ['a', 'a'] };

test.each<[string, object, string]>([
  [
    'no function',
    { C: true },
    'Template format error: Conditions can only be boolean operations on parameters',
  ],
  [
    'one that is no condition',
    { C: { Ref: 'AWS::Region' } },
    'Template format error: Conditions can only be boolean',
  ],
  [
    'one operand',
    { C: { 'Fn::And': [TRUE] } },
    'Template error: every Fn::And object requires a list of at least 2',
  ],
  [
    'two to negate',
    { C: { 'Fn::Not': [TRUE, TRUE] } },
    'Template error: every Fn::Not object requires a list with exactly',
  ],
  [
    'nothing to compare',
    { C: { 'Fn::Equals': ['a'] } },
    'Template error: every Fn::Equals object requires a list of 2',
  ],
  [
    'one that is not there',
    { C: { 'Fn::Not': [{ Condition: 'D' }] } },
    'Template error: unresolved condition dependency D',
  ],
  [
    'a resource',
    { C: { 'Fn::Equals': [{ Ref: 'Q' }, 'a'] } },
    'Template format error: Unresolved dependencies [Q]. Cannot reference resources in the Conditions block',
  ],
  [
    'an unknown function',
    { C: { 'Fn::Equals': [{ 'Fn::Foo': 'x' }, 'a'] } },
    'the intrinsic function Fn::Foo is not',
  ],
  [
    'itself, to choose by',
    { C: { 'Fn::Equals': [{ 'Fn::If': ['C', 'a', 'b'] }, 'a'] } },
    'Template format error: Circular dependency between conditions: [C → C]',
  ],
  [
    'a circle',
    { C: { 'Fn::Not': [{ Condition: 'D' }] }, D: { 'Fn::Not': [{ Condition: 'C' }] } },
    'Template format error: Circular dependency between conditions: [C → D → C]',
  ],
])('refuses a condition of %s', async (_, Conditions, message) => refuse(template({ Conditions }), message));

/** A rule about the parameter Size, whose value is `small`. */
function withRule(assert: unknown, rule: object = {}): Template {
  return template({
    Parameters: {
      Size: { Type: 'String', Default: 'small' },
      Sizes: { Type: 'CommaDelimitedList', Default: 'small,large' },
    },
    Rules: { R: { Assertions: [{ Assert: assert, AssertDescription: 'choose another size' }], ...rule } },
  });
}

const SIZE = { Ref: 'Size' };
const SIZES = { Ref: 'Sizes' };

test.each<[unknown, boolean]>([
  [{ 'Fn::Equals': [SIZE, 'small'] }, true],
  [{ 'Fn::Equals': [SIZE, 'large'] }, false],
  [{ 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], SIZE] }] }, true],
  [{ 'Fn::Contains': [['small', '2'], SIZE] }, true],
  [{ 'Fn::Contains': [['1', '2'], SIZE] }, false],
  [{ 'Fn::EachMemberEquals': [SIZES, 'small'] }, false],
  [{ 'Fn::EachMemberEquals': [['small', 'small'], SIZE] }, true],
  [{ 'Fn::EachMemberIn': [SIZES, ['large', 'medium', 'small']] }, true],
  [{ 'Fn::EachMemberIn': [SIZES, ['large', 'medium']] }, false],
  [{ 'Fn::And': [TRUE, { 'Fn::Or': [{ 'Fn::Equals': [SIZE, 'large'] }, TRUE] }] }, true],
  [{ 'Fn::And': [TRUE, { 'Fn::Equals': [SIZE, 'large'] }] }, false],
])('a rule asserts %j: %s', async (assert, holds) => {
  const deploying = stacks.deploy(withRule(assert));

  const outcome = await deploying.then(
    () => 'holds',
    (error: Error) => error.message,
  );
  expect(outcome).toBe(holds ? 'holds' : 'Template validation error: Rule R failed: choose another size');
});

test('a rule whose condition does not hold asserts nothing', async () => {
  const never = { 'Fn::Equals': ['a', 'b'] };

  const { stackStatus } = await stacks.deploy(withRule(never, { RuleCondition: never }));

  expect(stackStatus).toBe('CREATE_COMPLETE');
});

test.each<[unknown, string]>([
  [
    'yes',
    'Template format error: Rule R must assert with rule-specific intrinsic functions: Fn::And, Fn::Or,',
  ],
  [
    { 'Fn::Contains': [['a']] },
    'Template error: every Fn::Contains object requires a list of 2 parameters (in rule R)',
  ],
  [
    { 'Fn::And': [TRUE] },
    'Template error: every Fn::And object requires a list of 2 to 10 parameters (in rule R)',
  ],
  [
    { 'Fn::Not': ['yes'] },
    'Template format error: Rule R must assert with rule-specific intrinsic functions',
  ],
  [
    { 'Fn::EachMemberIn': [{ 'Fn::ValueOfAll': ['AWS::EC2::Subnet::Id', 'VpcId'] }, ['a']] },
    'the function Fn::ValueOfAll in rule R is not supported by the local deployment',
  ],
  [
    { 'Fn::Equals': [{ Ref: 'Q' }, 'a'] },
    'Template format error: Unresolved dependencies [Q]. Cannot reference resources in the Rules block',
  ],
])('refuses a rule that asserts %j', async (assert, message) => refuse(withRule(assert), message));

test('takes policies from parameters, with the transform that allows it', async () => {
  const deployment = await stacks.deploy(
    template({
      Transform: 'AWS::LanguageExtensions',
      Parameters: { P: { Type: 'String', Default: 'Retain' } },
      Resources: { Q: { ...QUEUE, DeletionPolicy: { Ref: 'P' } } },
    }),
  );

  await deployment.destroy();

  expect(deployment.events.map(({ status }) => status)).toContain('DELETE_SKIPPED');
});

test.each<[object, string]>([
  [
    { Rules: { R: { Assertions: [{ Assert: { 'Fn::Equals': [{ 'Fn::Foo': 'x' }, 'a'] } }] } } },
    'the intrinsic function Fn::Foo is not supported by the local deployment',
  ],
  [
    {
      Transform: 'AWS::LanguageExtensions',
      Resources: { Q: { ...QUEUE, DeletionPolicy: { Ref: 'AWS::Region' } } },
    },
    'Template format error: Unrecognized DeletionPolicy us-east-1 for resource Q',
  ],
  [
    {
      Parameters: { P: { Type: 'String', Default: 'a b' } },
      Outputs: { O: { Value: '', Export: { Name: { Ref: 'P' } } } },
    },
    "the Name of an Export must consist only of alphanumeric characters, colons, or hyphens, got 'a b'",
  ],
])('refuses %j, with the values of parameters', async (sections, message) => {
  await expect(stacks.deploy(template(sections))).rejects.toThrow(message);
});

test('an app is refused for a template of its last stack, and nothing is created', async () => {
  const app = new App();
  new CfnResource(new Stack(app, 'First'), 'Queue', { type: 'AWS::SQS::Queue' });
  const wrong = new CfnResource(new Stack(app, 'Last'), 'Queue', { type: 'AWS::SQS::Queue' });
  wrong.addOverride('DependOn', 'Other');

  const deploying = LocalDeployment.deployApp(app, { emulator: stacks.emulator });

  await expect(deploying).rejects.toThrow(
    "stack Last: Template validation error: Invalid template resource property 'DependOn' of Queue (did you mean 'DependsOn'?)",
  );
  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
});

test('a template that is nested too deeply is refused in words', async () => {
  let value: object = {};
  for (let depth = 0; depth < 10_000; depth++) value = { 'Fn::Join': ['', [value]] };

  await refuse(withValue(value), 'the template is nested too deeply');
});

test('a nested template that is none is refused in words, however deep it is', async () => {
  const stack = new Stack(new App(), 'Outer');
  const inner = new NestedStack(new NestedStack(stack, 'Nested'), 'Inner');
  new CfnResource(inner, 'Queue', { type: 'AWS::SQS::Queue' });
  const { directory } = App.of(stack)!.synth();
  writeFileSync(join(directory, inner.templateFile), '{}');

  await expect(LocalDeployment.deploy(directory, { emulator: stacks.emulator })).rejects.toThrow(
    'Template format error: At least one Resources member must be defined.',
  );
});
