import { adminsForFile, MARK, REFUSED } from './admin-fixtures';

const local = adminsForFile();

test('after a look, also into the list, the member is marked and then promoted', async () => {
  const { alice, create, during, admins, marks } = await local.place();
  let answer;
  const calls = await during(async () => {
    answer = await create();
  });

  expect(calls).toEqual([
    'DescribeAppInstanceAdmin',
    'ListAppInstanceAdmins',
    'TagResource',
    'CreateAppInstanceAdmin',
  ]);
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `${alice}/app-instance-admin/r1`,
    Data: { MemberArn: alice, Promoted: 'true' },
  });
  expect(await admins()).toEqual([alice]);
  expect(await marks()).toEqual(['r1']);
});

test('the mark says which resource of which stack it was made for, and when', async () => {
  const { alice, create } = await local.place();
  await create();

  const { [`${MARK}r1`]: value } = await local.service.tagsOf(alice);
  expect(value).toMatch(/^[0-9a-f]{32}\/\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('an admin that nobody marked is left as it is, and the response says so', async () => {
  const { appInstance, alice, create, during, marks } = await local.place();
  await local.service.promote(appInstance, alice);
  let answer;
  const calls = await during(async () => {
    answer = await create();
  });

  expect(calls).toEqual(['DescribeAppInstanceAdmin', 'ListTagsForResource']);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { MemberArn: alice, Promoted: 'false' } });
  expect(await marks()).toEqual([]);
});

test('an admin that another resource has promoted gets a second mark', async () => {
  const { create, marks } = await local.place();
  await create();

  const answer = await create({ RequestId: 'r2', LogicalResourceId: 'Other' });

  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Promoted: 'true' } });
  expect(await marks()).toEqual(['r1', 'r2']);
});

test('a second delivery is as good as one', async () => {
  const { alice, create, admins, marks } = await local.place();
  const first = await create();

  expect(await create()).toEqual(first);
  expect(await admins()).toEqual([alice]);
  expect(await marks()).toEqual(['r1']);
});

test.each(['TagResource', 'CreateAppInstanceAdmin'] as const)(
  'a response of %s that is lost is no harm',
  async (operation) => {
    const { alice, create, admins, marks } = await local.place();
    local.emulator.faults.inject({ operation, loseResponse: true, times: 1 });

    expect(await create()).toMatchObject({ Status: 'SUCCESS', Data: { Promoted: 'true' } });
    expect(await admins()).toEqual([alice]);
    expect(await marks()).toEqual(['r1']);
  },
);

test('a promotion whose response is lost is not repeated', async () => {
  const { create, during } = await local.place();
  local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', loseResponse: true, times: 1 });

  const calls = await during(create);

  expect(calls.filter((operation) => operation === 'CreateAppInstanceAdmin')).toHaveLength(1);
});

test('somebody who promotes the member at the same time does not make it fail', async () => {
  const { create } = await promotedAfterLook();

  expect(await create()).toMatchObject({ Status: 'SUCCESS' });
});

test('a promotion that is in conflict with another fails where nothing tells who is an admin, and can be deleted', async () => {
  const { create, remove, marks } = await promotedAfterLook(() => {
    for (const operation of ['DescribeAppInstanceAdmin', 'ListAppInstanceAdmins'] as const) {
      local.emulator.faults.inject({ operation, error: REFUSED });
    }
  });

  const answer = await create();
  local.emulator.faults.clear();

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain('CreateAppInstanceAdmin');
  await remove(answer.PhysicalResourceId);
  expect(await marks()).toEqual([]);
});

/** An app instance in which someone else promotes Alice as soon as the provider has checked her and is marking her. */
async function promotedAfterLook(then = () => {}) {
  const place = await local.place();
  local.emulator.faults.inject({
    operation: 'TagResource',
    reset: true, // never, because nothing matches
    match: () => {
      void local.service.promote(place.appInstance, place.alice);
      then();
      return false;
    },
  });
  return place;
}

test.each(['ForbiddenException', 'NotFoundException', 'BadRequestException', 'UnauthorizedClientException'])(
  'an admin that the service refuses to describe, by %s, is found in the list, and stays one',
  async (name) => {
    const { appInstance, alice, create, remove, admins, marks } = await local.place();
    await local.service.promote(appInstance, alice);
    const error = { name };
    local.emulator.faults.inject({ operation: 'DescribeAppInstanceAdmin', error });

    const answer = await create();

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Promoted: 'false' } });
    expect(await marks()).toEqual([]);
    await remove(answer.PhysicalResourceId);
    expect(await admins()).toEqual([alice]);
  },
);

test('where the list is refused too, the creation fails before anything is marked', async () => {
  const { alice, create, remove, during, marks } = await local.place();
  local.emulator.faults.inject({ operation: 'ListAppInstanceAdmins', error: REFUSED });
  let answer: Awaited<ReturnType<typeof create>>;
  const calls = await during(async () => {
    answer = await create();
  });

  expect(calls).toEqual(['DescribeAppInstanceAdmin', 'ListAppInstanceAdmins']);
  expect(answer!).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'app-instance-admin-not-created/r1',
  });
  expect(answer!.Reason).toContain(`ListAppInstanceAdmins of ${alice.split('/user/')[0]}`);
  expect(await marks()).toEqual([]);
  expect((await remove(answer!.PhysicalResourceId)).Status).toBe('SUCCESS');
});

test('deletes the results of a second delivery along with the first one, which was refused', async () => {
  const { create, remove, admins, marks } = await local.place();
  const error = { name: 'BadRequestException', statusCode: 400 };
  local.emulator.faults.inject({ operation: 'TagResource', error, times: 1 });
  const answer = await create();
  await create();

  expect(answer.Status).toBe('FAILED');
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('a creation that may not list the tags of an admin can be deleted', async () => {
  const { appInstance, alice, create, remove, admins } = await local.place();
  await local.service.promote(appInstance, alice);
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error: REFUSED });

  expect((await remove((await create()).PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([alice]);
});

test('the leftovers of a crashed delivery can be deleted, even if the next one may not look', async () => {
  const { create, remove, send, admins, marks } = await local.place();
  const ResponseURL = local.harness.event({}).ResponseURL;
  await create({ ResponseURL }); // as far as the first delivery got
  local.harness.timers.advance(60_000);
  local.emulator.faults.inject({ operation: 'DescribeAppInstanceAdmin', error: REFUSED });
  local.emulator.faults.inject({ operation: 'ListAppInstanceAdmins', error: REFUSED });

  const answer = await send({ RequestType: 'Create', RequestId: 'r1', ResponseURL });
  local.emulator.faults.clear();

  expect(answer.Status).toBe('FAILED');
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('the leftovers of a crashed delivery do not count as deleted while their tags cannot be listed', async () => {
  const { create, remove, send, admins, marks } = await local.place();
  const ResponseURL = local.harness.event({}).ResponseURL;
  await create({ ResponseURL }); // as far as the first delivery got
  local.harness.timers.advance(60_000);
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error: REFUSED });

  const answer = await send({ RequestType: 'Create', RequestId: 'r1', ResponseURL });
  expect(answer.Status).toBe('FAILED');
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('FAILED');

  local.emulator.faults.clear();
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('a conflict with another change is tried again', async () => {
  const { alice, create, admins } = await local.place();
  const error = { name: 'ConflictException', statusCode: 409 };
  local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', error, times: 2 });

  expect((await create()).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([alice]);
});

test('a member that was made a moment ago is waited for', async () => {
  const { create } = await local.place();
  const error = { name: 'ForbiddenException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'TagResource', error, times: 3 });

  expect((await create()).Status).toBe('SUCCESS');
});

test('a member that does not exist fails after a while with what to do, and leaves nothing that hinders the deletion', async () => {
  const { appInstance, properties, create, remove } = await local.place();
  const nobody = `${appInstance}/user/nobody`;

  const answer = await create({ ResourceProperties: properties(nobody) });

  expect(answer).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'app-instance-admin-not-created/r1',
  });
  expect(answer.Reason).toContain(
    `could not create admin ${nobody} of app instance ${appInstance}: TagResource`,
  );
  expect(answer.Reason).toContain(`check that ${nobody} exists in ${appInstance}`);
  const deletion = await remove(answer.PhysicalResourceId, { ResourceProperties: properties(nobody) });
  expect(deletion.Status).toBe('SUCCESS');
});

test('a member with 50 tags is refused in words, and is no admin', async () => {
  const { alice, create, admins } = await local.place();
  const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
  await local.emulator.call('TagResource', { ResourceARN: alice, Tags });

  const answer = await create();

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(
    `the provider marks each admin by a tag, and ${alice} already has 50 tags: remove one of them, then try again`,
  );
  expect(await admins()).toEqual([]);
});

test('an admin with 50 tags that nobody marked is no failure', async () => {
  const { appInstance, alice, create } = await local.place();
  await local.service.promote(appInstance, alice);
  const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
  await local.emulator.call('TagResource', { ResourceARN: alice, Tags });

  expect((await create()).Status).toBe('SUCCESS');
});

test('an app instance that has as many admins as it may is told of', async () => {
  const { create, remove, marks } = await local.place();
  const error = { name: 'ResourceLimitExceededException', statusCode: 400 };
  local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', error });

  const answer = await create();

  expect(answer.Reason).toContain('remove unused ones or ask AWS for a higher quota');
  await remove(answer.PhysicalResourceId);
  expect(await marks()).toEqual([]);
});

test('a promotion that is throttled for too long is left to a deletion that finds its mark', async () => {
  const { create, remove, admins, marks } = await local.place();
  const error = { name: 'ThrottledClientException', statusCode: 429 };
  local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', error });

  const answer = await create();
  local.emulator.faults.clear();

  expect(answer.Reason).toMatch(/CreateAppInstanceAdmin .* ThrottledClientException.*; try again/);
  expect(await marks()).toEqual(['r1']);
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test.each([
  'DescribeAppInstanceAdmin',
  'ListAppInstanceAdmins',
  'TagResource',
  'CreateAppInstanceAdmin',
] as const)('a role that is denied %s is told so, and what it has left can be deleted', async (operation) => {
  const { create, remove, marks } = await local.place();
  local.emulator.faults.inject({ operation, error: { name: 'AccessDeniedException', statusCode: 403 } });

  const answer = await create();

  expect(answer.Reason).toContain(`allow chime:${operation}`);
  expect((await remove(answer.PhysicalResourceId)).Status).toBe('SUCCESS');
  expect(await marks()).toEqual([]);
});

test.each([
  ['AppInstanceArn', undefined, 'property AppInstanceArn must be a string that is not empty'],
  ['MemberArn', undefined, 'property MemberArn must be a string that is not empty'],
  ['MemberArn', 'arn:aws:chime:us-east-1:111122223333:app-instance/other/user/a', 'a user or bot in'],
])('a %s that is %s fails before a call', async (name, value, reason) => {
  const { properties, create, during } = await local.place();
  let answer: Awaited<ReturnType<typeof create>>;
  const calls = await during(async () => {
    answer = await create({ ResourceProperties: { ...properties(), [name]: value } });
  });

  expect(answer!.Reason).toContain(reason);
  expect(calls).toEqual([]);
});
