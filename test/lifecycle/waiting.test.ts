/** Waits of providers, which give the service time to become consistent. */
import { association, bearer, flow, hurry } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';

// a call that was in progress at the deadline may arrive when the role is gone
const local = Lifecycle.forFile({ denials: true });
const inRealTime = Lifecycle.forFile({ denials: true, inRealTime: true });

test('a deletion fails while channels have the flow, names the first of them and what to do', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place));
  const arn = stack.id('Flow');
  const channels: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    channels.push(await place.newChannel(name));
    await place.setFlow(channels.at(-1)!, arn);
  }

  const reasons = await stack.failToDestroy();

  expect(reasons).toContain(`it is still associated with ${channels.slice(0, 3).join(', ')} and others`);
  expect(await place.channelsWith(arn)).toEqual(channels);
  for (const channel of channels) await place.setFlow(channel, undefined);
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});

test.concurrent('a deletion that waits for an association succeeds when somebody removes it', async () => {
  const place = await inRealTime.place();
  const channel = await place.newChannel();
  const stack = inRealTime.stack();
  await stack.deploy((scope) => flow(scope, place));
  await place.setFlow(channel, stack.id('Flow'));

  const destroyed = stack.destroy();
  await place.requestOf('DeleteChannelFlow');
  await place.setFlow(channel, undefined);
  await destroyed;

  expect(await place.flowArns()).toEqual([]);
});

test('Forbidden is no proof that a flow is gone', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place));
  const forbidden = place.fault({ operation: 'DeleteChannelFlow', error: { name: 'ForbiddenException' } });

  const reasons = await stack.failToDestroy();

  expect(reasons).toContain('ForbiddenException');
  expect(await place.flowArns()).toEqual([stack.id('Flow')]);
  forbidden.remove();
  await stack.destroy();
});

test('a throttled creation gets its response before the deadline, and leaves nothing', async () => {
  const place = await local.place();
  const stack = local.stack();
  const throttle = place.fault({
    operation: 'CreateChannelFlow',
    error: { name: 'ThrottledClientException', message: 'Rate exceeded' },
  });

  await stack.fail((scope) => flow(scope, place));

  expect(throttle.hits).toBeGreaterThan(2);
  expect(stack.reasons[0]).toMatch(/ThrottledClientException: Rate exceeded/);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test.concurrent('a flow whose creation ends after the deadline is deleted', async () => {
  const place = await inRealTime.place();
  const stack = inRealTime.stack();
  place.fault({ operation: 'CreateChannelFlow', delay: 8000 });

  await stack.fail((scope) => {
    flow(scope, place);
    hurry(scope, 10);
  });

  expect(stack.reasons[0]).toMatch(/it did not finish within \d+ seconds/);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('a service that does not respond at all is told of', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  place.fault({ operation: 'AssociateChannelFlow', reset: true });

  await stack.fail((scope) => association(scope, place, channel, flow(scope, place)));

  expect(stack.reasons[0]).toMatch(
    /^could not create association of channel .*AssociateChannelFlow of .* failed with/,
  );
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
});

test('the former flow is put back when the new one cannot take its place', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const former = await place.newFlow('former');
  await place.setFlow(channel, former);
  const stack = local.stack();
  place.fault({
    operation: 'AssociateChannelFlow',
    match: ({ ChannelFlowArn }) => ChannelFlowArn !== former,
    skip: 1, // the first call fails because of the conflict with the former flow
    error: { name: 'BadRequestException', message: 'no' },
  });

  await stack.fail((scope) => association(scope, place, channel, flow(scope, place)));

  expect(stack.reasons[0]).toContain(`the previous flow ${former} is associated with the channel again`);
  expect(await place.flowOn(channel)).toBe(former);
});

test('does not take a flow of somebody else that has its name, where names are unique', async () => {
  await Lifecycle.during({ behavior: { duplicateFlowName: 'Conflict' } }, async (lifecycle) => {
    const place = await lifecycle.place();
    const foreign = await place.newFlow('taken');
    const stack = lifecycle.stack();

    await stack.fail((scope) =>
      flow(scope, place, { channelFlowName: 'taken', disassociateOnDelete: bearer(place) }),
    );

    expect(stack.reasons[0]).toMatch(/ConflictException/);
    expect(await place.flowArns()).toEqual([foreign]);
  });
});

test('a flow that is listed and found late is brought up to date and deleted all the same', async () => {
  await Lifecycle.during(
    { behavior: { visibilityDelay: 2500, listVisibilityDelay: 2500 } },
    async (lifecycle) => {
      const place = await lifecycle.place();
      const channel = await place.newChannel();
      const stack = lifecycle.stack();
      await stack.deploy((scope) => association(scope, place, channel, flow(scope, place)));
      expect(await place.flowOn(channel)).toBe(stack.id('Flow'));

      await stack.deploy((scope) => {
        association(scope, place, channel, flow(scope, place));
        flow(scope, place, {}, 'Late');
      });
      const late = stack.id('Late');
      await stack.deploy((scope) => {
        association(scope, place, channel, flow(scope, place));
        flow(scope, place, { channelFlowName: 'renamed' }, 'Late');
      });

      expect(stack.id('Late')).toBe(late);
      await stack.destroy();
      expect(await place.flowArns()).toEqual([]);
    },
  );
});
