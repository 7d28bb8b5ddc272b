import { createServer } from 'node:http';
import { LocalStacks, statusesOf } from './local-stacks';
import { custom, templateWith, type Step } from './provider';
import { LocalCloud } from '../../../testing/cloud';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

const stacks = new LocalStacks();

test('asks as CloudFormation does: scalars as text, service token and timeout among the properties', async () => {
  const deployment = await stacks.deploy(
    templateWith({
      Thing: custom(
        {},
        {
          ServiceTimeout: 30,
          Number: 42,
          Yes: true,
          List: [1, false],
          Deep: { Number: 1.5 },
          Gone: { Ref: 'AWS::NoValue' },
        },
      ),
    }),
  );

  const { arn, ...request } = { arn: deployment.resource('Provider').attributes.Arn, ...stacks.requests[0] };
  expect(request).toEqual({
    RequestType: 'Create',
    RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    StackId: expect.stringMatching(
      /^arn:aws:cloudformation:us-east-1:111122223333:stack\/local\/[0-9a-f-]{36}$/,
    ),
    LogicalResourceId: 'Thing',
    ResourceType: 'Custom::Thing',
    ResourceProperties: {
      ServiceToken: arn,
      ServiceTimeout: '30',
      Script: '{}',
      Number: '42',
      Yes: 'true',
      List: ['1', 'false'],
      Deep: { Number: '1.5' },
    },
  });
});

const tooLong = 'x'.repeat(4096);

test.each<[string, Step, string]>([
  ['a response of more than 4096 bytes', { data: { tooLong } }, 'it is longer than 4096 bytes'],
  ['a response that is not JSON', { raw: 'hello' }, 'it is not JSON'],
  ['a response that is no object', { raw: '[]' }, 'it is not a JSON object'],
  ['a response for another stack', { stackId: 'other' }, 'its StackId is not that of the request'],
  ['a status that there is not', { status: 'DONE' as 'SUCCESS' }, 'its Status is neither SUCCESS nor FAILED'],
  ['a failure without a reason', { status: 'FAILED' }, 'it has no Reason'],
  ['a physical id of more than 1024 bytes', { id: 'é'.repeat(513) }, 'longer than 1024 bytes'],
])('fails on %s', async (_, step, reason) => {
  const error = await stacks.fail(templateWith({ Thing: custom({ Create: step }) }));

  expect(error.message).toContain(`Thing: invalid response from the custom resource: `);
  expect(error.message).toContain(reason);
});

test('waits for a response as long as the service timeout says', async () => {
  const error = await stacks.fail(
    templateWith({ Thing: custom({ Create: { silent: true } }, { ServiceTimeout: 1 }) }),
  );

  expect(error.message).toContain('Thing: no response from the custom resource within 1 seconds');
  expect(stacks.asked[1]).toMatch(/^Delete Thing local-Thing-/);
});

test('delivers the event of a function that fails two more times, and then waits no longer', async () => {
  const error = await stacks.fail(templateWith({ Thing: custom({ Create: { crash: 'out of order' } }) }));

  expect(error.message).toContain('Thing: the function failed without a response: Error: out of order');
  const events = error.deployment.functions
    .logs('Provider')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { RequestType: string });
  expect(events.map(({ RequestType: type }) => type)).toEqual(['Create', 'Create', 'Create', 'Delete']);
});

test('uses the first of several responses', async () => {
  const deployment = await stacks.deploy(
    templateWith({ Thing: custom({ Create: { id: 'one', again: 'two' } }) }),
  );

  expect(deployment.resource('Thing').physicalId).toBe('one');
});

test('delivers every event twice, if told so', async () => {
  const deployment = await stacks.deploy(templateWith({ Thing: custom() }), { duplicateDelivery: true });

  const events = deployment.functions
    .logs('Provider')
    .map((line) => JSON.parse(line) as { RequestId: string });
  expect(events).toHaveLength(2);
  expect(events[0]!.RequestId).toBe(events[1]!.RequestId);
  expect(stacks.asked).toEqual(['Create Thing']);
});

test('masks attributes that are not to be shown, but hands them on', async () => {
  const deployment = await stacks.deploy(
    templateWith({
      Secret: custom({ Create: { data: { Value: 'secret' }, noEcho: true } }),
      Reader: custom({}, { Value: { 'Fn::GetAtt': ['Secret', 'Value'] } }),
    }),
  );

  expect(deployment.resource('Secret').attributes).toEqual({ Value: '*****' });
  expect(stacks.requests[1]!.ResourceProperties.Value).toBe('secret');
});

test('fails what refers to an attribute that is not there', async () => {
  const error = await stacks.fail(
    templateWith({ Thing: custom(), Reader: custom({}, { Value: { 'Fn::GetAtt': ['Thing', 'Nothing'] } }) }),
  );

  expect(error.message).toContain("Reader: resource Thing has no attribute 'Nothing'");
  expect(statusesOf(error, 'Reader')).toEqual(['CREATE_FAILED']);
});

test('fails on a function that is not there', async () => {
  const error = await stacks.fail({
    Resources: {
      Thing: {
        Type: 'AWS::CloudFormation::CustomResource',
        Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:nothing' },
      },
    },
  });

  expect(error.message).toContain(
    'Thing: Function not found: arn:aws:lambda:us-east-1:111122223333:function:nothing',
  );
});

test('gives each request a URL that only accepts its response', async () => {
  const seen: string[] = [];
  const listener = createServer((request, response) => {
    seen.push(request.url!);
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  const code = `exports.handler = async ({ ResponseURL: url, ...event }) => {
    const wrong = await fetch(url.replace(/....[?]/, 'beef?'), { method: 'PUT', body: '{}' });
    const read = await fetch(url);
    await fetch('http://127.0.0.1:${port}/' + wrong.status + '/' + read.status);
    await fetch(url, { method: 'PUT', body: JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: 'x' }) });
  };`;
  const template = templateWith({ Thing: custom() });
  template.Resources.Provider!.Properties!.Code = { ZipFile: code };

  await stacks.deploy(template);

  expect(seen).toEqual(['/403/403']);
  await new Promise((resolve) => listener.close(resolve));
});

test('offers inline code the module cfn-response', async () => {
  const template = templateWith(
    { Thing: custom() },
    { Outputs: { Value: { Value: { 'Fn::GetAtt': ['Thing', 'Value'] } } } },
  );
  template.Resources.Provider!.Properties!.Code = {
    ZipFile: `const response = require('cfn-response');
      exports.handler = (event, context, callback) =>
        response.send(event, context, response.SUCCESS, { Value: 'x' }, 'id').then(() => callback());`,
  };

  const deployment = await stacks.deploy(template);

  expect(deployment.outputs).toEqual({ Value: 'x' });
});

test('a response that breaks off is none: the wait goes on by the clock', async () => {
  const emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual() });
  try {
    const thing = custom({ Create: { breakOff: true } }, { ServiceTimeout: '600' });
    const deploying = stacks.fail(templateWith({ Thing: thing }), { emulator });
    await LocalCloud.of(emulator).lambda.idle();
    while (!(await isSettled(deploying))) await emulator.clock.advance(60_000);

    expect((await deploying).message).toContain(
      'Thing: no response from the custom resource within 600 seconds',
    );
  } finally {
    await emulator.close();
  }
});

test.each([['soon'], ['0'], ['3601']])('refuses a service timeout of %s', async (ServiceTimeout) => {
  const error = await stacks.fail(templateWith({ Thing: custom({}, { ServiceTimeout }) }));

  expect(error.message).toContain(`'ServiceTimeout' must be 1 to 3600 seconds, got "${ServiceTimeout}"`);
});

test('an empty response is not JSON', async () => {
  const error = await stacks.fail(templateWith({ Thing: custom({ Create: { raw: '' } }) }));

  expect(error.message).toContain('it is not JSON');
});

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pause = new Promise((resolve) => setTimeout(() => resolve('pending'), 20));
  return (await Promise.race([promise, pause])) !== 'pending';
}
