/**
 * Changes that CloudFormation canceled, and their consequences: they take many calls, as a request can take effect for
 * 90 seconds.
 */
import { adminsForFile, REFUSED } from './admin-fixtures';

const local = adminsForFile();

describe('a creation that was called off, under an id that CloudFormation made up', () => {
  const MADE_UP = 'stack-Admin-1ABCDEF';

  test('is undone', async () => {
    const { remove, admins, marks } = await local.promoted();

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  test.each([0, 5, 60, 89])('is undone if its promotion lands %d seconds later', async (second) => {
    const { appInstance, alice, create, remove, admins, marks } = await local.place();
    const reset = local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', reset: true });
    await create();
    reset.remove();
    local.harness.timers.after(1_000 * second + 1, () => void local.service.promote(appInstance, alice));

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  test('leaves an admin that somebody else promoted', async () => {
    const { appInstance, alice, remove, admins } = await local.place();
    await local.service.promote(appInstance, alice);

    await remove(MADE_UP);

    expect(await admins()).toEqual([alice]);
  });

  test('leaves an admin that was retained under the same logical id', async () => {
    const { alice, create, remove, admins, marks } = await local.promoted();
    local.harness.timers.advance(600_000);
    await create({ RequestId: 'r2' });

    await remove(MADE_UP);

    expect(await admins()).toEqual([alice]);
    expect(await marks()).toEqual(['r1']);
  });

  test.each(['ForbiddenException', 'NotFoundException', 'BadRequestException', 'AccessDeniedException'])(
    'fails with what is refused if it cannot be demoted, by %s, and is undone when it can be',
    async (name) => {
      const { alice, remove, admins, marks } = await local.promoted();
      const error = { name };
      local.emulator.faults.inject({ operation: 'DeleteAppInstanceAdmin', error });

      const answer = await remove(MADE_UP);

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain(`DeleteAppInstanceAdmin of ${alice} failed with ${name}`);
      expect(await admins()).toEqual([alice]);
      expect(await marks()).toEqual(['r1']);
      local.emulator.faults.clear();
      expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
      expect(await admins()).toEqual([]);
      expect(await marks()).toEqual([]);
    },
  );

  test('is undone once calls that were refused for a while are allowed', async () => {
    const { remove, admins, marks } = await local.promoted();
    const fault = local.emulator.faults.inject({ operation: 'DeleteAppInstanceAdmin', error: REFUSED });
    local.harness.timers.after(40_000, () => fault.remove());

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  test('fails if the tags of an admin cannot be listed', async () => {
    const { alice, remove, admins } = await local.promoted();
    local.emulator.faults.inject({ operation: 'ListTagsForResource', error: REFUSED });

    expect((await remove(MADE_UP)).Reason).toContain(`ListTagsForResource of ${alice}`);
    expect(await admins()).toEqual([alice]);
  });

  test('keeps the mark of an admin that the service only refuses to describe, until it is demoted', async () => {
    const { remove, admins, marks } = await local.promoted();
    local.emulator.faults.inject({ operation: 'DescribeAppInstanceAdmin', error: REFUSED });

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
    expect(await admins()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  test.each(['user', 'app instance'])('is no failure where the %s is gone', async (gone) => {
    const { appInstance, alice, remove } = await local.promoted();
    await local.emulator.call('DeleteAppInstanceUser', { AppInstanceUserArn: alice });
    if (gone === 'app instance') {
      await local.emulator.call('DeleteAppInstance', { AppInstanceArn: appInstance });
    }

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
  });

  test('does nothing where IAM denied everything', async () => {
    const { remove } = await local.place();
    const error = { name: 'AccessDeniedException', statusCode: 403 };
    local.emulator.faults.inject({ operation: 'ListTagsForResource', error });

    expect((await remove(MADE_UP)).Status).toBe('SUCCESS');
  });
});

test.each([1, 30, 89])(
  'a replacement that was called off is undone if it lands %d seconds later',
  async (second) => {
    const { id, appInstance, alice, bob, update, admins, marks } = await local.promotedBefore();
    local.emulator.faults.inject({ operation: 'CreateAppInstanceAdmin', reset: true });
    await update(id, alice, bob);
    local.emulator.faults.clear();
    local.harness.timers.after(1_000 * second, () => void local.service.promote(appInstance, bob));

    expect(await update(id, bob, alice, 'r3')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await admins()).toEqual([alice]);
    expect(await marks(bob)).toEqual([]);
  },
);
