import { adminsForFile } from './admin-fixtures';

const local = adminsForFile();

test('a change of nothing writes nothing', async () => {
  const { id, alice, update, during } = await local.promotedBefore();
  let answer;
  const calls = await during(async () => {
    answer = await update(id, alice, alice);
  });

  expect(calls).toEqual(['DescribeAppInstanceAdmin', 'ListTagsForResource']);
  expect(answer).toMatchObject({ PhysicalResourceId: id, Data: { MemberArn: alice, Promoted: 'true' } });
});

test('a member that somebody demoted is promoted again', async () => {
  const { id, appInstance, alice, update, admins } = await local.promotedBefore();
  await local.service.demote(appInstance, alice);

  expect(await update(id, alice, alice)).toMatchObject({ PhysicalResourceId: id });
  expect(await admins()).toEqual([alice]);
});

test('another member is promoted under another id, and the former one is left to the clean-up', async () => {
  const { id, alice, bob, update, remove, admins } = await local.promotedBefore();

  expect(await update(id, alice, bob)).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `${bob}/app-instance-admin/r2`,
    Data: { MemberArn: bob },
  });
  expect(await admins()).toEqual([alice, bob]);

  await remove(id);
  expect(await admins()).toEqual([bob]);
});

test('a replacement that fails keeps the former id', async () => {
  const { id, appInstance, alice, update } = await local.promotedBefore();

  expect(await update(id, alice, `${appInstance}/user/nobody`)).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: id,
  });
});

test.each(['the new id', 'the former id'])(
  'a replacement that is rolled back with %s ends as before',
  async (which) => {
    const { id, alice, bob, update, remove, admins, marks } = await local.promotedBefore();
    const { PhysicalResourceId: next } = await update(id, alice, bob);

    const back = await update(which === 'the new id' ? next : id, bob, alice, 'r3');
    await remove(next);

    expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await admins()).toEqual([alice]);
    expect(await marks(bob)).toEqual([]);
    await remove(id);
    expect(await admins()).toEqual([]);
    expect(await marks(alice)).toEqual([]);
  },
);

test('a rollback to a member whose mark cannot be read goes on', async () => {
  const { id, alice, bob, update } = await local.promotedBefore();
  const { PhysicalResourceId: next } = await update(id, alice, bob);
  const error = { name: 'ForbiddenException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error, times: 1 });

  expect((await update(next, bob, alice, 'r3')).Status).toBe('SUCCESS');
});

describe('where an admin was retained under the same logical id', () => {
  async function retained() {
    const place = await local.promotedBefore();
    await local.harness.timers.sleep(300_000);
    return place;
  }

  test('a rollback returns to the mark of its own', async () => {
    const { alice, bob, create, update } = await retained();
    const { PhysicalResourceId: id } = await create({ RequestId: 'r5' });
    const { PhysicalResourceId: next } = await update(id, alice, bob, 'r6');
    local.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';

    expect((await update(next, bob, alice, 'r7')).PhysicalResourceId).toBe(id);
  });

  test('a replacement gets a mark of its own, so that its deletion leaves the retained admin', async () => {
    const { alice, bob, properties, create, update, remove, admins, marks } = await retained();
    const { PhysicalResourceId: id } = await create({ RequestId: 'r5', ResourceProperties: properties(bob) });
    local.harness.stackStatus = () => 'UPDATE_IN_PROGRESS';

    const { PhysicalResourceId: next } = await update(id, bob, alice, 'r6');
    expect(next).toBe(`${alice}/app-instance-admin/r6`);
    expect(await marks()).toEqual(['r1', 'r6']);

    await remove(next);
    expect(await admins()).toContain(alice);
  });
});
