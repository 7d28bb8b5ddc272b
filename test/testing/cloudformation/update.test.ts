import { failure, LocalStacks, statusesOf } from './local-stacks';
import { custom, templateWith, type Script } from './provider';

const stacks = new LocalStacks();

/** A resource whose properties contain a version, so that a script can react to each. */
function versioned(version: number, script: Script = {}, attributes = {}) {
  return custom(script, { Version: version }, attributes);
}

/** Responds with a different physical id on every change to an even version. */
const REPLACED: Script = { 'Update:2': { id: 'second' }, Create: { id: 'first' } };

test('updates only what changed, with the properties before and after', async () => {
  const deployment = await stacks.deploy(templateWith({ Same: versioned(1), Changed: versioned(1) }));
  stacks.requests = [];

  await deployment.update(templateWith({ Same: versioned(1), Changed: versioned(2) }));

  expect(stacks.requests).toEqual([
    expect.objectContaining({
      RequestType: 'Update',
      LogicalResourceId: 'Changed',
      PhysicalResourceId: 'Changed-id',
      ResourceProperties: expect.objectContaining({ Version: '2' }),
      OldResourceProperties: expect.objectContaining({ Version: '1' }),
    }),
  ]);
  expect(deployment.stackStatus).toBe('UPDATE_COMPLETE');
  expect(statusesOf(deployment, 'Same')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
});

test('updates what refers to something that changed', async () => {
  const script: Script = { Create: { data: { Value: 'one' } }, Update: { data: { Value: 'two' } } };
  const reader = custom({}, { Value: { 'Fn::GetAtt': ['Source', 'Value'] } });
  const deployment = await stacks.deploy(templateWith({ Source: versioned(1, script), Reader: reader }));
  stacks.requests = [];

  await deployment.update(templateWith({ Source: versioned(2, script), Reader: reader }));

  expect(stacks.asked).toEqual(['Update Source Source-id', 'Update Reader Reader-id']);
  expect(stacks.requests[1]!.ResourceProperties.Value).toBe('two');
});

test('adds what is new, and deletes what is gone after everything else', async () => {
  const deployment = await stacks.deploy(templateWith({ Old: custom(), Kept: versioned(1) }));
  stacks.requests = [];

  await deployment.update(templateWith({ New: custom(), Kept: versioned(2) }));

  expect([...stacks.asked].sort()).toEqual(['Create New', 'Delete Old Old-id', 'Update Kept Kept-id']);
  expect(stacks.asked.at(-1)).toBe('Delete Old Old-id');
  expect(statusesOf(deployment, 'local')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
});

test('takes another physical id for a replacement, and deletes the old one in the clean-up', async () => {
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, REPLACED), Reader: custom() }));
  stacks.requests = [];

  await deployment.update(
    templateWith({ Thing: versioned(2, REPLACED), Reader: custom({}, { Thing: { Ref: 'Thing' } }) }),
  );

  expect(stacks.asked).toEqual(['Update Thing first', 'Update Reader Reader-id', 'Delete Thing first']);
  expect(stacks.requests[2]!.ResourceProperties.Version).toBe('1');
  expect(deployment.resource('Thing').physicalId).toBe('second');
});

test('leaves the old resource of a replacement where its policy says so', async () => {
  const retained = { UpdateReplacePolicy: 'Retain' };
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, REPLACED, retained) }));
  stacks.requests = [];

  await deployment.update(templateWith({ Thing: versioned(2, REPLACED, retained) }));

  expect(stacks.asked).toEqual(['Update Thing first']);
  expect(statusesOf(deployment, 'Thing')).toContain('DELETE_SKIPPED');
});

test('records what cannot be deleted in the clean-up, and goes on without it', async () => {
  const deployment = await stacks.deploy(templateWith({ Old: custom() }));

  await deployment.update(templateWith({}), { failures: { Old: { on: 'delete', reason: 'stuck' } } });

  expect(deployment.stackStatus).toBe('UPDATE_COMPLETE');
  expect(statusesOf(deployment, 'Old')).toContain('DELETE_FAILED');
  expect(deployment.resources.map(({ logicalId }) => logicalId)).toEqual(['Provider']);
});

test('rolls a failed update back by reversed updates, the failed resource included', async () => {
  const deployment = await stacks.deploy(templateWith({ Good: versioned(1), Bad: versioned(1) }));
  stacks.requests = [];
  const script: Script = { 'Update:2': { status: 'FAILED', reason: 'refused' } };

  const error = await failure(
    deployment.update(
      templateWith({
        Good: versioned(2),
        Bad: versioned(2, script, { DependsOn: 'Good' }),
        New: custom({}, {}, { DependsOn: 'Good' }),
        Late: custom({}, {}, { DependsOn: 'Bad' }),
      }),
    ),
  );

  expect(error.message).toBe('stack local could not be updated: Bad: refused (UPDATE_ROLLBACK_COMPLETE)');
  const reversed = stacks.requests.filter(({ RequestType: type }) => type === 'Update').slice(2);
  expect(reversed.map(({ LogicalResourceId: id }) => id).sort()).toEqual(['Bad', 'Good']);
  for (const { ResourceProperties: now, OldResourceProperties: old } of reversed) {
    expect([old?.Version, now.Version]).toEqual(['2', '1']);
  }
  expect(stacks.asked.at(-1)).toMatch(/^Delete New /);
  expect(stacks.asked.join()).not.toContain('Late');
  expect(statusesOf(deployment, 'local').slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);

  await deployment.update(templateWith({ Good: versioned(3), Bad: versioned(1) }));
  expect(stacks.requests.at(-1)!.OldResourceProperties?.Version).toBe('1');
});

test('asks the new resource of a replacement to be the old one again, and deletes all others', async () => {
  const back: Script = { ...REPLACED, 'Update:1': { id: 'third' } };
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, back), Bad: versioned(1) }));
  stacks.requests = [];

  await failure(
    deployment.update(
      templateWith({ Thing: versioned(2, back), Bad: versioned(2, {}, { DependsOn: 'Thing' }) }),
      {
        failures: { Bad: { on: 'update', reason: 'planned' } },
      },
    ),
  );

  const thing = stacks.asked.filter((line) => line.includes(' Thing '));
  expect(thing).toEqual([
    'Update Thing first',
    'Update Thing second',
    'Delete Thing first',
    'Delete Thing second',
  ]);
  expect(deployment.resource('Thing').physicalId).toBe('third');
});

test('keeps the old resource of a replacement when the rollback adopts it', async () => {
  const back: Script = { ...REPLACED, 'Update:1': { id: 'first' } };
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, back), Bad: versioned(1) }));
  stacks.requests = [];

  await failure(
    deployment.update(
      templateWith({ Thing: versioned(2, back), Bad: versioned(2, {}, { DependsOn: 'Thing' }) }),
      {
        failures: { Bad: { on: 'update', reason: 'planned' } },
      },
    ),
  );

  expect(stacks.asked.filter((line) => line.startsWith('Delete'))).toEqual(['Delete Thing second']);
  expect(deployment.resource('Thing').physicalId).toBe('first');
});

test('takes the old resource of a replacement back without asking, if told so', async () => {
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, REPLACED), Bad: versioned(1) }), {
    rollbackOfReplacement: 'restoreOldId',
  });
  stacks.requests = [];

  await failure(
    deployment.update(
      templateWith({ Thing: versioned(2, REPLACED), Bad: versioned(2, {}, { DependsOn: 'Thing' }) }),
      { failures: { Bad: { on: 'update', reason: 'planned' } } },
    ),
  );

  expect(stacks.asked.filter((line) => line.includes(' Thing '))).toEqual([
    'Update Thing first',
    'Delete Thing second',
  ]);
  expect(deployment.resource('Thing').physicalId).toBe('first');
});

test('ends in UPDATE_ROLLBACK_FAILED when a reversed update fails, and can be destroyed then', async () => {
  const script: Script = { 'Update:1': { status: 'FAILED', reason: 'no way back' } };
  const deployment = await stacks.deploy(templateWith({ Thing: versioned(1, script), Bad: versioned(1) }));

  const error = await failure(
    deployment.update(
      templateWith({ Thing: versioned(2, script), Bad: versioned(2, {}, { DependsOn: 'Thing' }) }),
      { failures: { Bad: { on: 'update', reason: 'planned' } } },
    ),
  );

  expect(error.message).toBe(
    'stack local could not be updated: Bad: planned; the rollback failed as well: Thing: no way back (UPDATE_ROLLBACK_FAILED)',
  );
  await expect(deployment.update(templateWith({}))).rejects.toThrow('cannot be updated');
  await deployment.destroy();
});

test('refuses another type for a resource, before anything is changed', async () => {
  const deployment = await stacks.deploy(templateWith({ Thing: custom() }));

  await expect(
    deployment.update(templateWith({ Thing: { ...custom(), Type: 'Custom::Other' } })),
  ).rejects.toThrow('an update cannot change the type of a resource: Thing');
  expect(deployment.stackStatus).toBe('CREATE_COMPLETE');
});

test('refuses another service token for a custom resource', async () => {
  const { Provider: provider } = templateWith({}).Resources;
  const moved = custom();
  moved.Properties!.ServiceToken = { 'Fn::GetAtt': ['Other', 'Arn'] };
  const deployment = await stacks.deploy(templateWith({ Thing: custom(), Other: provider! }));

  const error = await failure(deployment.update(templateWith({ Thing: moved, Other: provider! })));

  expect(error.message).toContain('Thing: modifying the service token is not allowed');
  expect(deployment.stackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('runs the new code of a function after an update, and a version the code it was published with', async () => {
  const code = (value: string) => ({
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs20.x',
          Handler: 'index.handler',
          Code: { ZipFile: `exports.handler = async () => '${value}';` },
        },
      },
      One: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    },
    Outputs: { One: { Value: { Ref: 'One' } } },
  });
  const deployment = await stacks.deploy(code('before'));
  const invoke = async (id: string) => (await deployment.functions.invoke(id, {})).payload;
  expect(await invoke('Fn')).toBe('before');

  await deployment.update(code('after'));

  expect(await invoke('Fn')).toBe('after');
  expect(await invoke(deployment.outputs.One!)).toBe('before');
});

test('one thing at a time: no deletion while an update is at work', async () => {
  const slow = (Version: string) => custom({ 'Update:2': { delay: 800 } }, { Version });
  const deployment = await stacks.deploy(templateWith({ Thing: slow('1') }));

  const updating = deployment.update(templateWith({ Thing: slow('2') }));
  await expect(deployment.destroy()).rejects.toThrow('is UPDATE_IN_PROGRESS: wait until that has ended');
  await updating;
  await deployment.destroy();

  expect(deployment.stackStatus).toBe('DELETE_COMPLETE');
});
