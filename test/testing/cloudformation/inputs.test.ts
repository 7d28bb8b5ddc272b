/** Invalid arguments from plain JavaScript: each is an error with a clear sentence, before anything happens. */
import { App, Stack } from 'aws-cdk-lib';
import { LocalStacks } from './local-stacks';
import { functionResource, templateWith } from './provider';
import { LocalCloud } from '../../../testing/cloud';
import { LocalDeployment } from '../../../testing/cloudformation';
import { ChimeMessagingEmulator } from '../../../testing/emulator';
import { Inspector } from '../../../testing/inspector';

const stacks = new LocalStacks();

/** Passes any arguments, like plain JavaScript. */
function deploy(...given: unknown[]): Promise<LocalDeployment> {
  return LocalDeployment.deploy(...(given as Parameters<typeof LocalDeployment.deploy>));
}

const TEMPLATE = templateWith({});
const SOURCES = 'a Stack, a Stage, an App, the folder of a cloud assembly, or a template with Resources';

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['a number', 42, '42'],
  ['a list', [], 'a list'],
  ['an object that is no template', {}, 'an object'],
])('LocalDeployment.deploy refuses %s as its source', async (_, source, got) => {
  const deploying = deploy(source, { emulator: stacks.emulator });

  await expect(deploying).rejects.toThrow(
    `the source of LocalDeployment.deploy must be ${SOURCES}, got ${got}`,
  );
});

test.each<[string, unknown, string]>([
  ['no options', undefined, 'the options of LocalDeployment.deploy must be an object, got undefined'],
  [
    'no emulator',
    {},
    "'emulator' of the options of LocalDeployment.deploy must be a ChimeMessagingEmulator, got undefined",
  ],
  [
    'a URL as emulator',
    { emulator: 'http://127.0.0.1:8080' },
    "must be a ChimeMessagingEmulator, got 'http://127.0.0.1:8080'",
  ],
])('LocalDeployment.deploy refuses %s', async (_, options, message) => {
  await expect(deploy(TEMPLATE, options)).rejects.toThrow(message);
});

test.each<[object, string]>([
  [
    { lambdaPort: 1 },
    "'lambdaPort' of the options of LocalDeployment.deploy is unknown: expected parameters, failures, emulator, stackName, onEvent, onRequest, " +
      'duplicateDelivery, deliveryDelays, stubs, environment, rollbackOfReplacement, asyncRetryDelays, iamPropagationDelay, concurrentFunctionChanges',
  ],
  [{ stub: 'all' }, "'stub' of the options of LocalDeployment.deploy is unknown (did you mean 'stubs'?)"],
  [{ duplicateDelivery: 'yes' }, "must be true or false, got 'yes'"],
  [{ onEvent: {} }, 'must be a function, got an object'],
  [{ rollbackOfReplacement: 'none' }, "must be one of 'reversedUpdate', 'restoreOldId', got 'none'"],
  [{ asyncRetryDelays: 60 }, 'must be a list of milliseconds, each a number from 0, got 60'],
  [{ iamPropagationDelay: -1 }, 'must be a number of milliseconds from 0, got -1'],
  [{ failures: { Provider: { on: 'replace' } } }, "'on' of the failure of 'Provider' must be one of"],
])('LocalDeployment.deploy refuses the option %j, and creates nothing', async (option, message) => {
  await expect(deploy(TEMPLATE, { emulator: stacks.emulator, ...option })).rejects.toThrow(message);

  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
});

test.each([
  [LocalDeployment, 'LocalDeployment.deploy()'],
  [LocalCloud, 'LocalCloud.of()'],
  [Inspector, 'Inspector.start()'],
])('%p is not created with new', (Class, use) => {
  const Constructor = Class as unknown as new (emulator?: ChimeMessagingEmulator) => unknown;

  expect(() => new Constructor()).toThrow(`the constructor is private: use ${use}`);
  expect(() => new Constructor(stacks.emulator)).toThrow(`the constructor is private: use ${use}`);
});

test('nothing can be deployed on an emulator that was closed', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const deployment = await stacks.deploy(TEMPLATE, { emulator });
  await emulator.close();

  await expect(deploy(TEMPLATE, { emulator })).rejects.toThrow(
    "'emulator' of the options of LocalDeployment.deploy must be open, got one that was closed: start another one",
  );
  await expect(deployment.update(TEMPLATE)).rejects.toThrow('the emulator of stack local must be open');
});

test('an update refuses an invalid source or option', async () => {
  const deployment = await stacks.deploy(TEMPLATE);
  const update = (...given: unknown[]) => deployment.update(...(given as [string]));

  await expect(update()).rejects.toThrow(`the source of LocalDeployment.update must be ${SOURCES}`);
  await expect(update('text')).rejects.toThrow(
    "'text' has no manifest.json: pass the folder that 'cdk synth' writes",
  );
  await expect(update(TEMPLATE, { emulator: stacks.emulator })).rejects.toThrow(
    "'emulator' of the options of LocalDeployment.update is unknown: expected parameters, failures",
  );
  await expect(update(TEMPLATE, null)).rejects.toThrow('must be an object, got null');
  expect(deployment.stackStatus).toBe('CREATE_COMPLETE');
});

test('an asynchronous invocation refuses an unknown option', async () => {
  const deployment = await stacks.deploy({
    Resources: { Fn: functionResource('exports.handler = () => {};') },
  });

  const invoking = deployment.functions.invokeAsync('Fn', {}, { deliveries: 2 } as object);

  await expect(invoking).rejects.toThrow(
    "'deliveries' of the options of an asynchronous invocation is unknown: expected deliveryDelays, retryDelays",
  );
});

test.each<[string, object, string]>([
  ['a section in words', { Outputs: 'x' }, "'Outputs' of the template must be an object, got 'x'"],
  [
    'a resource without a type',
    { Resources: { A: {} } },
    "'Type' of 'A' in 'Resources' of the template must be a string",
  ],
  [
    'properties in words',
    { Resources: { A: { Type: 'AWS::SQS::Queue', Properties: 'x' } } },
    "'Properties' of 'A' in 'Resources' of the template must be an object, got 'x'",
  ],
  [
    'a dependency on a number',
    { Resources: { A: { Type: 'AWS::SQS::Queue', DependsOn: 5 } } },
    "'DependsOn' of 'A' in 'Resources' of the template must be a logical id or a list of them, got 5",
  ],
  ['an export without a name', { Outputs: { A: { Value: 'x', Export: {} } } }, 'must be an object with Name'],
])('a template with %s is refused, and nothing is created', async (_, part, message) => {
  await expect(deploy({ ...TEMPLATE, ...part }, { emulator: stacks.emulator })).rejects.toThrow(message);
  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
});

test.each<[string, object | undefined, string]>([
  ['AWS::Chime::ChannelFlow', {}, "'Processors' must be a list of objects, got undefined"],
  ['AWS::Events::Rule', { Targets: 'x' }, "'Targets' must be a list of objects, got 'x'"],
  ['AWS::IAM::Role', { Policies: 'x' }, "'Policies' must be a list of objects, got 'x'"],
  [
    'AWS::IAM::Policy',
    { PolicyName: 'x' },
    "'PolicyDocument' must be a policy document with Statement, got undefined",
  ],
  ['AWS::Lambda::Function', undefined, "'Code' must be an object, got undefined"],
  ['AWS::SQS::Queue', { QueueName: {} }, "'QueueName' must be a string, got an object"],
  ['AWS::Events::Rule', {}, 'a rule must have an EventPattern or a ScheduleExpression'],
  [
    'AWS::Events::Rule',
    { EventPattern: { source: 'x' } },
    "the event pattern is not valid: 'source' must be an object or an array",
  ],
  [
    'AWS::Events::Rule',
    { EventPattern: { source: ['x'] }, Targets: [{}] },
    "'Targets' is not valid: Id must be a string, got undefined",
  ],
  [
    'AWS::IAM::Role',
    { Policies: [{ PolicyName: 'x', PolicyDocument: { Statement: 'y' } }] },
    "'Policies' is not valid: PolicyDocument must be a policy document with Statement, got an object",
  ],
  ['AWS::Kinesis::Stream', { ShardCount: 1e9 }, "'ShardCount' must be a whole number from 1 to 10000"],
  ['AWS::Lambda::Function', { Code: {}, Timeout: 'soon' }, "'Timeout' must be a whole number from 1 to 900"],
  ['AWS::CloudFormation::Stack', {}, "'TemplateURL' must be a URL, got 'undefined'"],
  ['Custom::Thing', {}, "'ServiceToken' must be the ARN of a function, got 'undefined'"],
  ['AWS::Lambda::Version', undefined, "'FunctionName' must be a string, got undefined"],
  ['AWS::Lambda::Alias', undefined, "'FunctionName' must be a string, got undefined"],
])('a %s with the properties %j fails in a sentence', async (Type, Properties, message) => {
  const deploying = deploy({ Resources: { A: { Type, Properties } } }, { emulator: stacks.emulator });

  await expect(deploying).rejects.toThrow(`stack local could not be created: A: ${message}`);
});

test('a stack without resources is refused, as CloudFormation does', async () => {
  const deploying = deploy(new Stack(new App(), 'S'), { emulator: stacks.emulator });

  await expect(deploying).rejects.toThrow('At least one Resources member must be defined.');
});

test.each<[object, string]>([
  [{ environment: { Fn: {} } }, "'environment' must name functions of local, got 'Fn'"],
  [
    { stubs: { resources: { Table: {} } } },
    "'resources' of 'stubs' must name resources of local, got 'Table'",
  ],
])('what %j names must be there', async (option, message) => {
  await expect(deploy(TEMPLATE, { emulator: stacks.emulator, ...option })).rejects.toThrow(message);
});

test.each([
  [{ stackName: 'a b' }, "'stackName' of the options of LocalDeployment.deploy must be the name of a stack"],
  [{ parameters: [] }, 'must be an object of strings, got a list'],
  [
    { parameters: { P: 5 } },
    "'parameters' of the options of LocalDeployment.deploy is not valid: parameters.P must be a string, got 5",
  ],
  [
    { environment: { '*': { A: 5 } } },
    "'environment' of the options of LocalDeployment.deploy is not valid: environment['*'].A must be a string, got 5",
  ],
  [
    { environment: { 'S/Fn': 'A=5' } },
    "is not valid: environment['S/Fn'] must be an object of strings, got 'A=5'",
  ],
  [
    { asyncRetryDelays: [1, -1] },
    'is not valid: asyncRetryDelays[1] must be a number of milliseconds from 0, got -1',
  ],
])('LocalDeployment.deploy refuses %j', async (option, message) => {
  await expect(deploy(TEMPLATE, { emulator: stacks.emulator, ...option })).rejects.toThrow(message);
});
