import { failure, LocalStacks, statusesOf } from './local-stacks';
import { custom, functionResource, templateWith } from './provider';
import { LocalDeployment } from '../../../testing/cloudformation';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

const stacks = new LocalStacks();

test('creates resources after what they depend on, and deletes them before it', async () => {
  const deployment = await stacks.deploy(
    templateWith({
      Third: custom({}, { Text: { 'Fn::Sub': '${Second.Arn}-x' } }),
      First: custom(),
      Second: custom({ Create: { data: { Arn: 'second-arn' } } }, {}, { DependsOn: ['First'] }),
    }),
  );

  await deployment.destroy();

  expect(stacks.asked).toEqual([
    'Create First',
    'Create Second',
    'Create Third',
    'Delete Third Third-id',
    'Delete Second Second-id',
    'Delete First First-id',
  ]);
  expect(stacks.requests[2]!.ResourceProperties.Text).toBe('second-arn-x');
  expect(deployment.stackStatus).toBe('DELETE_COMPLETE');
  expect(deployment.resources).toEqual([]);
});

test('creates resources that do not need each other at the same time', async () => {
  const deployment = await stacks.deploy(
    templateWith({ A: custom({ Create: { delay: 100 } }), B: custom({ Create: { delay: 100 } }) }),
  );

  const order = deployment.events.filter(({ type }) => type === 'Custom::Thing').map(({ status }) => status);
  expect(order).toEqual(['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_COMPLETE']);
});

test('gives outputs, resources and their attributes', async () => {
  const deployment = await stacks.deploy(
    templateWith(
      { Thing: custom({ Create: { id: 'the-id', data: { A: { B: 'nested' }, 'C.D': 'flat' } } }) },
      {
        Outputs: {
          Id: { Value: { Ref: 'Thing' } },
          Nested: { Value: { 'Fn::GetAtt': ['Thing', 'A.B'] } },
          Flat: { Value: { 'Fn::GetAtt': 'Thing.C.D' } },
        },
      },
    ),
  );

  expect(deployment.outputs).toEqual({ Id: 'the-id', Nested: 'nested', Flat: 'flat' });
  expect(deployment.resource('Thing')).toMatchObject({
    physicalId: 'the-id',
    type: 'Custom::Thing',
    status: 'CREATE_COMPLETE',
    attributes: { A: { B: 'nested' } },
  });
  expect(() => deployment.resource('Nothing')).toThrow("no resource 'Nothing', only: Provider, Thing");
});

test('names all resource types that it does not know, before anything is created', async () => {
  const template = templateWith({
    Trail: { Type: 'AWS::CloudTrail::Trail' },
    Thing: custom(),
    Table: { Type: 'AWS::DynamoDB::Table' },
  });

  await expect(stacks.deploy(template)).rejects.toThrow(
    'resources that do not run locally: AWS::CloudTrail::Trail (Trail), AWS::DynamoDB::Table (Table)',
  );
  expect(stacks.asked).toEqual([]);
});

test.each([
  [
    'a circular dependency',
    { A: custom({}, {}, { DependsOn: 'B' }), B: custom({}, {}, { DependsOn: 'A' }) },
    'A → B → A',
  ],
  [
    'a dependency on nothing',
    { A: custom({}, {}, { DependsOn: 'X' }) },
    'Unresolved resource dependencies [X] in the Resources block of the template (in A)',
  ],
])('refuses %s before anything is created', async (_, resources, message) => {
  await expect(stacks.deploy(templateWith(resources))).rejects.toThrow(message);
  expect(stacks.asked).toEqual([]);
});

test('rolls a failed creation back, in reverse order, and says what failed in one line', async () => {
  const error = await stacks.fail(
    templateWith({
      First: custom(),
      Second: custom(
        { Create: { status: 'FAILED', reason: 'no\nluck', id: 'half-done' } },
        {},
        { DependsOn: 'First' },
      ),
      Third: custom({}, {}, { DependsOn: 'Second' }),
    }),
  );

  expect(error.message).toBe('stack local could not be created: Second: no luck (ROLLBACK_COMPLETE)');
  expect(stacks.asked).toEqual([
    'Create First',
    'Create Second',
    'Delete Second half-done',
    'Delete First First-id',
  ]);
  expect(statusesOf(error, 'local')).toEqual([
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_COMPLETE',
  ]);
  expect(error.deployment.resources).toEqual([]);
  await expect(error.deployment.update(templateWith({}))).rejects.toThrow('cannot be updated');
  await error.deployment.destroy();
});

test('cancels what is in progress when something fails, and deletes it by an invented id', async () => {
  const error = await stacks.fail(
    templateWith({
      Slow: custom({ Create: { delay: 2000, id: 'too-late' } }),
      Quick: custom({ Create: { status: 'FAILED', reason: 'broken', delay: 200 } }),
    }),
  );

  const deletion = stacks.requests.find(
    ({ RequestType: type, LogicalResourceId: id }) => type === 'Delete' && id === 'Slow',
  );
  expect(deletion?.PhysicalResourceId).toMatch(/^local-Slow-[0-9A-Z]{12}$/);
  expect(error.events).toContainEqual(
    expect.objectContaining({
      logicalId: 'Slow',
      status: 'CREATE_FAILED',
      reason: 'resource creation cancelled',
    }),
  );
  expect(error.message).toContain('Quick: broken');
});

test('ends in ROLLBACK_FAILED when the rollback fails, and can be destroyed then', async () => {
  const { deployment, message } = await stacks.fail(
    templateWith({ Kept: custom(), Broken: custom({}, {}, { DependsOn: 'Kept' }) }),
    { failures: { Broken: { on: 'create', reason: 'planned' }, Kept: { on: 'delete', reason: 'stuck' } } },
  );

  expect(message).toBe(
    'stack local could not be created: Broken: planned; the rollback failed as well: Kept: stuck;' +
      ' what these still need was not deleted: Provider (ROLLBACK_FAILED)',
  );
  expect(statusesOf(deployment, 'Kept')).toContain('DELETE_FAILED');
  await deployment.destroy();
  expect(deployment.stackStatus).toBe('DELETE_COMPLETE');
});

test('fails a creation on purpose, after a delay, without asking the provider', async () => {
  const error = await stacks.fail(templateWith({ Thing: custom() }), {
    failures: { Thing: { on: 'create', reason: 'planned', delay: 10 } },
  });

  expect(error.message).toContain('Thing: planned');
  expect(stacks.asked).toEqual([]);
});

test('fails on purpose what a construct path names', async () => {
  const metadata = { Metadata: { 'aws:cdk:path': 'local/Parent/Thing/Resource' } };

  const error = await stacks.fail(templateWith({ Thing: custom({}, {}, metadata) }), {
    failures: { 'Parent/Thing': { on: 'create', reason: 'planned' } },
  });

  expect(error.message).toContain('Thing (local/Parent/Thing/Resource): planned');
});

test('refuses failures of what the stack does not have, before anything happens', async () => {
  const failures = { Nope: { on: 'create', reason: 'planned' } } as const;
  const refusal = "'failures' must name resources of the stack, got 'Nope'";

  await expect(stacks.deploy(templateWith({}), { failures })).rejects.toThrow(refusal);
  const deployment = await stacks.deploy(templateWith({}));
  await expect(deployment.update(templateWith({ Thing: custom() }), { failures })).rejects.toThrow(refusal);
  await expect(deployment.destroy({ failures })).rejects.toThrow(refusal);

  expect(deployment.stackStatus).toBe('CREATE_COMPLETE');
});

test('keeps what its policy says on destroy, and on rollback only what is retained always', async () => {
  const resources = {
    Kept: custom({}, {}, { DeletionPolicy: 'Retain' }),
    KeptOnceThere: custom({}, {}, { DeletionPolicy: 'RetainExceptOnCreate' }),
  };
  const deployment = await stacks.deploy(templateWith(resources));
  await deployment.destroy();

  expect(stacks.asked).not.toContainEqual(expect.stringContaining('Delete'));
  expect(statusesOf(deployment, 'Kept')).toContain('DELETE_SKIPPED');

  await stacks.fail(
    templateWith({ ...resources, Broken: custom({}, {}, { DependsOn: ['Kept', 'KeptOnceThere'] }) }),
    {
      failures: { Broken: { on: 'create', reason: 'planned' } },
    },
  );
  expect(stacks.asked.filter((line) => line.startsWith('Delete'))).toEqual([
    'Delete KeptOnceThere KeptOnceThere-id',
  ]);
});

test('rejects a destroy that leaves something, and finishes it later', async () => {
  const deployment = await stacks.deploy(
    templateWith({ Below: custom(), Above: custom({}, {}, { DependsOn: 'Below' }) }),
  );

  const error = await failure(deployment.destroy({ failures: { Above: { on: 'delete', reason: 'stuck' } } }));

  expect(error.message).toBe(
    'stack local could not be deleted: Above: stuck; what these still need was not deleted: Provider, Below (DELETE_FAILED)',
  );
  expect(stacks.asked).not.toContainEqual(expect.stringContaining('Delete'));
  await deployment.destroy();
  expect(deployment.stackStatus).toBe('DELETE_COMPLETE');
});

test('refuses a second stack of the same name, until the first is gone', async () => {
  const template = templateWith({});
  const first = await stacks.deploy(template, { stackName: 'twin' });

  await expect(stacks.deploy(template, { stackName: 'twin' })).rejects.toThrow('stack twin already exists');
  await first.destroy();
  await stacks.deploy(template, { stackName: 'twin' });
});

test('runs functions with nothing of the environment but what Lambda gives them', async () => {
  process.env.SECRET_OF_THE_PARENT = 'secret';
  const deployment = await stacks.deploy({
    Resources: {
      Fn: functionResource('exports.handler = async () => process.env;', {
        Environment: { Variables: { OWN: 'value' } },
      }),
    },
  });

  const { payload } = await deployment.functions.invoke('Fn', {});

  delete process.env.SECRET_OF_THE_PARENT;
  expect(payload).toMatchObject({
    OWN: 'value',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: deployment.resource('Fn').physicalId,
    AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: stacks.emulator.endpoint,
    AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
  });
  expect(payload).not.toHaveProperty('SECRET_OF_THE_PARENT');
});

test('is a LocalDeployment of its own for each emulator', async () => {
  const other = await ChimeMessagingEmulator.start();
  const template = templateWith({});
  await stacks.deploy(template);
  const elsewhere = await LocalDeployment.deploy(template, { emulator: other });

  expect(elsewhere.cloud).not.toBe((await stacks.deploy(template, { stackName: 'b' })).cloud);
  await elsewhere.destroy();
  await other.close();
});
