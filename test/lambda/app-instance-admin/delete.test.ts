import { adminsForFile, REFUSED } from './admin-fixtures';

const local = adminsForFile();

test('the role is taken away, and then the mark', async () => {
  const { id, remove, during, admins, marks } = await local.promoted();

  const calls = await during(async () => remove(id));

  expect(calls).toEqual(['ListTagsForResource', 'DeleteAppInstanceAdmin', 'UntagResource']);
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('the stack and the logical id may be others than those that made it', async () => {
  const { id, remove, admins } = await local.promoted();

  await remove(id, {
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/other/2',
    LogicalResourceId: 'Renamed',
    ResourceProperties: {},
  });

  expect(await admins()).toEqual([]);
});

test('an admin that was one before stays one', async () => {
  const { appInstance, alice, create, remove, admins } = await local.place();
  await local.service.promote(appInstance, alice);
  const { PhysicalResourceId } = await create();

  expect((await remove(PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([alice]);
});

test('a member whose mark somebody removed stays an admin', async () => {
  const { id, alice, remove, marks, admins } = await local.promoted();
  const TagKeys = (await marks()).map((request) => `cdk-chime-sdk-messaging:admin:${request}`);
  await local.emulator.call('UntagResource', { ResourceARN: alice, TagKeys });

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([alice]);
});

test.each(['first', 'second'])(
  'while another resource needs it, the %s one that is deleted leaves the role',
  async (which) => {
    const { id, alice, create, remove, admins, marks } = await local.promoted();
    const other = (await create({ RequestId: 'r2', LogicalResourceId: 'Other' })).PhysicalResourceId;
    const [one, last] = which === 'first' ? [id, other] : [other, id];

    await remove(one);
    expect(await admins()).toEqual([alice]);
    expect(await marks()).toHaveLength(1);

    await remove(last);
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  },
);

test('a mark that the list of tags does not show yet is found by a second look', async () => {
  const { id, alice, remove, admins, marks } = await local.promoted();
  const { Tags } = await local.emulator.call('ListTagsForResource', { ResourceARN: alice });
  await local.emulator.call('UntagResource', { ResourceARN: alice, TagKeys: Tags.map(({ Key }) => Key) });
  let looks = 0;
  local.emulator.faults.inject({
    operation: 'ListTagsForResource',
    reset: true, // never, because nothing matches
    match: () => {
      if (++looks === 2) void local.emulator.call('TagResource', { ResourceARN: alice, Tags });
      return false;
    },
  });

  await remove(id);

  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('two that are deleted at the same time do not leave the role to each other', async () => {
  const { id, alice, create, remove, admins } = await local.promoted();
  await create({ RequestId: 'r2', LogicalResourceId: 'Other' });
  // the other resource has seen this mark, and removes its own before this one looks again
  local.emulator.faults.inject({
    operation: 'UntagResource',
    reset: true, // never, because nothing matches
    match: () => {
      void local.emulator.call('UntagResource', {
        ResourceARN: alice,
        TagKeys: ['cdk-chime-sdk-messaging:admin:r2'],
      });
      return false;
    },
  });

  await remove(id);

  expect(await admins()).toEqual([]);
});

test('a deletion that is delivered again finds nothing to do', async () => {
  const { id, remove } = await local.promoted();
  await remove(id);

  expect(await remove(id)).toMatchObject({ Status: 'SUCCESS' });
});

test('a deletion that ended between its two steps is finished by the next one', async () => {
  const { id, appInstance, alice, remove, marks } = await local.promoted();
  await local.service.demote(appInstance, alice);

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await marks()).toEqual([]);
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'a member that is gone, and an app instance that is gone, are no failure: %s',
  async (absentResource) => {
    local.emulator.behavior.absentResource = absentResource;
    for (const whole of [false, true]) {
      const { id, appInstance, alice, remove } = await local.promoted();
      await local.emulator.call('DeleteAppInstanceUser', { AppInstanceUserArn: alice });
      if (whole) await local.emulator.call('DeleteAppInstance', { AppInstanceArn: appInstance });

      expect(await remove(id)).toMatchObject({ Status: 'SUCCESS' });
    }
  },
);

test.each(['DeleteAppInstanceAdmin', 'UntagResource', 'ListTagsForResource'] as const)(
  'a response of %s that is lost is no harm',
  async (operation) => {
    const { id, remove, admins, marks } = await local.promoted();
    local.emulator.faults.inject({ operation, loseResponse: true, times: 1 });

    expect((await remove(id)).Status).toBe('SUCCESS');
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  },
);

test('a mark that is gone is no failure where the service thinks that it is', async () => {
  const { id, remove, marks } = await local.promoted();
  local.emulator.behavior.untagMissingKey = 'BadRequest';
  local.emulator.faults.inject({ operation: 'UntagResource', loseResponse: true, times: 1 });

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await marks()).toEqual([]);
});

test('an admin whose tags cannot be listed stays one, and the reason says what to do', async () => {
  const { id, alice, remove, admins } = await local.promoted();
  const error = { name: 'ForbiddenException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error });

  const answer = await remove(id);

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(
    `${alice} is still an admin: check that its tags can be listed, then delete again`,
  );
  expect(await admins()).toEqual([alice]);
});

test.each([
  ['ForbiddenException', 1],
  ['ForbiddenException', undefined],
  ['BadRequestException', 1],
  ['BadRequestException', undefined],
])(
  'the mark of a member that somebody demoted is removed by its name if its tags cannot be listed: %s, %s times',
  async (name, times) => {
    const { id, appInstance, alice, create, remove, marks } = await local.promoted();
    await create({ RequestId: 'r2', LogicalResourceId: 'Other' });
    await local.service.demote(appInstance, alice);
    const error = { name };
    local.emulator.faults.inject({ operation: 'ListTagsForResource', error, times });

    expect((await remove(id)).Status).toBe('SUCCESS');
    local.emulator.faults.clear();
    expect(await marks()).toEqual(['r2']);
  },
);

test('an admin whose tags cannot be listed for a moment is demoted', async () => {
  const { id, remove, admins, marks } = await local.promoted();
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error: REFUSED, times: 3 });

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('a demotion whose response is lost is repeated if the service only refuses to describe the admin', async () => {
  const { id, remove, admins } = await local.promoted();
  local.emulator.faults.inject({ operation: 'DeleteAppInstanceAdmin', reset: true, times: 1 });
  local.emulator.faults.inject({ operation: 'DescribeAppInstanceAdmin', error: REFUSED });

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
});

test('a member that is an admin no more may be in the list for some seconds', async () => {
  const { id, appInstance, alice, remove, marks } = await local.promoted();
  local.emulator.faults.inject({ operation: 'DeleteAppInstanceAdmin', error: REFUSED });
  local.harness.timers.after(5_000, () => void local.service.demote(appInstance, alice));

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await marks()).toEqual([]);
});

test('an admin that cannot be demoted is told of', async () => {
  const { id, remove, marks } = await local.promoted();
  const error = { name: 'ForbiddenException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'DeleteAppInstanceAdmin', error });

  expect((await remove(id)).Reason).toContain('DeleteAppInstanceAdmin');
  expect(await marks()).toEqual(['r1']);
});
