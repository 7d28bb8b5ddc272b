import { adminsForFile, MARK, REFUSED } from './admin-fixtures';

const local = adminsForFile();

/** A user who became an admin through the provider. */
test('a mark that the service refuses to remove, and shows, is removed by its name once more', async () => {
  const { id, remove, admins, marks, during } = await local.promoted();
  local.emulator.faults.inject({ operation: 'UntagResource', error: REFUSED, times: 1 });

  const calls = await during(async () => expect((await remove(id)).Status).toBe('SUCCESS'));

  expect(calls.slice(-3)).toEqual(['UntagResource', 'ListTagsForResource', 'UntagResource']);
  expect(await admins()).toEqual([]);
  expect(await marks()).toEqual([]);
});

test('the error says that a caller may not remove a mark', async () => {
  const { id, remove, marks } = await local.promoted();
  const error = { name: 'AccessDeniedException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'UntagResource', error });

  expect(await remove(id)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('AccessDenied'),
  });
  expect(await marks()).toEqual(['r1']);
});

test('the error says that a caller may not list tags after a mark could not be removed', async () => {
  const { id, remove } = await local.promoted();
  const error = { name: 'AccessDeniedException', statusCode: 403 };
  local.emulator.faults.inject({ operation: 'UntagResource', error: REFUSED });
  local.emulator.faults.inject({ operation: 'ListTagsForResource', error, skip: 1 });

  expect(await remove(id)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('AccessDenied'),
  });
});

test('a tag that only looks like a mark keeps the role, as somebody may need it', async () => {
  const { id, alice, remove, admins, marks } = await local.promoted();
  const Tags = [{ Key: `${MARK}somebody`, Value: 'not what a mark says' }];
  await local.emulator.call('TagResource', { ResourceARN: alice, Tags });

  expect((await remove(id)).Status).toBe('SUCCESS');
  expect(await admins()).toEqual([alice]);
  expect(await marks()).toEqual(['somebody']);
});
