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
