import type { Stack } from 'aws-cdk-lib';
import { association, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { struck } from './helpers/place';
import type { RollbackOfReplacement } from '../../testing';

// a canceled creation may continue when its role is gone
const local = Lifecycle.forFile({ denials: true });

/** Fails while a custom resource is being changed, so that CloudFormation cancels that change. */
function failureAfter(after: () => Promise<unknown>) {
  return { failures: { [OBSTACLE]: { on: 'create', reason: 'planned', after } as const } };
}

test('a creation that is cancelled after the service did it is undone, by an id that is no ARN', async () => {
  const place = await local.place();
  const foreign = await place.newFlow('Flow');
  const stack = local.stack();
  // the call succeeds at once, but the function knows only after it has checked
  const lost = place.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });

  await stack.fail(
    (scope) => {
      flow(scope, place);
      obstacle(scope);
    },
    failureAfter(() => struck(lost)),
  );

  expect(stack.asked('Flow')).toEqual(['Create', expect.stringMatching(/^Delete Chat\d+-Flow/)]);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([foreign]);
});

test('a creation that is at work while it is deleted is undone', async () => {
  const place = await local.place();
  const stack = local.stack();
  const slow = place.fault({ operation: 'CreateChannelFlow', delay: 2500 });

  await stack.fail(
    (scope) => {
      flow(scope, place);
      obstacle(scope);
    },
    failureAfter(() => struck(slow)),
  );

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(place.requests.map(({ operation }) => operation)).toContain('DeleteChannelFlow');
  expect(await place.flowArns()).toEqual([]);
});

test('a creation without effect is deleted without a harmful call', async () => {
  const place = await local.place();
  const foreign = await place.newFlow('Flow');
  const stack = local.stack();
  const unreachable = place.fault({ operation: 'CreateChannelFlow', reset: true });

  await stack.fail(
    (scope) => {
      flow(scope, place);
      obstacle(scope);
    },
    failureAfter(() => struck(unreachable)),
  );

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(place.requests.map(({ operation }) => operation)).not.toContain('DeleteChannelFlow');
  expect(await place.flowArns()).toEqual([foreign]);
});

test.each<RollbackOfReplacement>(['reversedUpdate', 'restoreOldId'])(
  'a replacement that is cancelled after the service did it is undone: %s',
  async (rollbackOfReplacement) => {
    const [before, after] = [await local.place(), await local.place()];
    const stack = local.stack({ rollbackOfReplacement });
    await stack.deploy((scope) => flow(scope, before, { tags: { a: '1' } }));
    const old = stack.id('Flow');
    const lost = after.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });

    await stack.fail(
      (scope) => {
        flow(scope, after, { tags: { a: '1' } });
        obstacle(scope);
      },
      failureAfter(() => struck(lost)),
    );

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.id('Flow')).toBe(old);
    expect(await before.flowArns()).toEqual([old]);
    expect(await before.tags(old)).toEqual({ a: '1' });
    expect(await after.flowArns()).toEqual([]);
  },
);

test('an update that is cancelled goes back', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'v1' }));
  const slow = place.fault({ operation: 'TagResource', delay: 2000, times: 1 });

  await stack.fail(
    (scope) => {
      flow(scope, place, { channelFlowName: 'v2', tags: { a: '1' } });
      obstacle(scope);
    },
    failureAfter(() => struck(slow)),
  );

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flows()).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: 'v1' }]);
});

test('an association that is cancelled after the service made it is taken off', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const flows = (scope: Stack) => flow(scope, place);
  await stack.deploy(flows);
  const lost = place.fault({ operation: 'AssociateChannelFlow', loseResponse: true, times: 1 });
  // the second check finds the association, but not before CloudFormation has canceled it
  place.fault({ operation: 'DescribeChannel', delay: 2000, skip: 1, times: 1 });

  await stack.fail(
    (scope) => {
      association(scope, place, channel, flows(scope));
      obstacle(scope);
    },
    failureAfter(() => struck(lost)),
  );

  expect(stack.asked('Association')).toEqual([
    'Create',
    expect.stringMatching(/^Delete Chat\d+-ChimeAssociation/),
  ]);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([stack.id('Flow')]);
});

test('the association of another flow stays when one is cancelled that did not come about', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const foreign = await place.newFlow('foreign');
  await place.setFlow(channel, foreign);
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place));
  const unreachable = place.fault({ operation: 'AssociateChannelFlow', reset: true });

  await stack.fail(
    (scope) => {
      association(scope, place, channel, flow(scope, place));
      obstacle(scope);
    },
    failureAfter(() => struck(unreachable)),
  );

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(unreachable.hits).toBeGreaterThan(0);
  expect(await place.flowOn(channel)).toBe(foreign);
});

test('a change of channels that is cancelled goes back', async () => {
  const place = await local.place();
  const channels = [await place.newChannel(), await place.newChannel()] as const;
  const stack = local.stack();
  await stack.deploy((scope) => association(scope, place, channels[0], flow(scope, place)));
  const match = ({ ChannelArn }: Record<string, unknown>) => ChannelArn === channels[1];
  const lost = place.fault({ operation: 'AssociateChannelFlow', match, loseResponse: true, times: 1 });
  place.fault({ operation: 'DescribeChannel', match, delay: 2000, skip: 1, times: 1 });

  await stack.fail(
    (scope) => {
      association(scope, place, channels[1], flow(scope, place));
      obstacle(scope);
    },
    failureAfter(() => struck(lost)),
  );

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flowOn(channels[0])).toBe(stack.id('Flow'));
  expect(await place.flowOn(channels[1])).toBeUndefined();
});

test('a creation that is throttled for long, and canceled, is undone once it takes effect', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy((scope) => {
    flow(scope, place);
  });
  const error = { name: 'ThrottledClientException', message: 'Rate exceeded' };
  const throttles = (['CreateChannelFlow', 'AssociateChannelFlow'] as const).map((operation) =>
    place.fault({ operation, error }),
  );

  const failing = stack.fail(
    (scope) => {
      association(scope, place, channel, flow(scope, place));
      flow(scope, place, {}, 'Second');
      obstacle(scope);
    },
    failureAfter(() => Promise.all(throttles.map(async (throttle) => struck(throttle)))),
  );
  await Promise.all(throttles.map(async (throttle) => struck(throttle, 3)));
  for (const throttle of throttles) throttle.remove();
  await failing;

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([stack.id('Flow')]);
});
