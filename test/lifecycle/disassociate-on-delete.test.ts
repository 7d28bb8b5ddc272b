import { bearer, flow, hurry } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { ChimeBearer } from '../../src';

const local = Lifecycle.forFile();

/** Creates channels outside of the stack, which get its flow. */
async function spread(place: Place, flowArn: string, count: number): Promise<string[]> {
  const channels: string[] = [];
  for (let index = 0; index < count; index++) {
    const channel = await place.newChannel(`channel ${index}`);
    await place.setFlow(channel, flowArn);
    channels.push(channel);
  }
  return channels;
}

test('a flow is disassociated from more than a hundred channels, page by page, and deleted', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { disassociateOnDelete: bearer(place) }));
  await spread(place, stack.id('Flow'), 120);
  const foreign = await place.newFlow('foreign');
  const [other] = await spread(place, foreign, 1);

  const calls = await place.callsDuring(async () => stack.destroy());

  const count = (operation: string) => calls.filter((call) => call === operation).length;
  expect(count('DisassociateChannelFlow')).toBe(120);
  expect(count('DeleteChannelFlow')).toBe(2);
  expect(await place.flowArns()).toEqual([foreign]);
  expect(await place.flowOn(other!)).toBe(foreign);
});

test('reports channels that it had no time for, and continues there when repeated', async () => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => {
    flow(scope, place, { disassociateOnDelete: bearer(place) });
    hurry(scope, 20);
  });
  const arn = stack.id('Flow');
  await spread(place, arn, 60);
  const slow = place.fault({ operation: 'DisassociateChannelFlow', delay: 3000 });

  const reasons = await stack.failToDestroy();

  expect(reasons).toMatch(
    /^could not delete channel flow arn:.*: it did not finish within \d+ seconds; the flow was disassociated from \d+ channels, and at least \d+ still have it; deleting again continues from there/,
  );
  const left = await place.channelsWith(arn);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(50);
  slow.remove();
  const calls = await place.callsDuring(async () => stack.destroy());
  expect(calls.filter((call) => call === 'DisassociateChannelFlow').length).toBeLessThan(60);
  expect(await place.flowArns()).toEqual([]);
});

test('a bearer who may not disassociate it from every channel is named, with the first of them', async () => {
  const place = await local.place();
  const user = await place.newUser('bystander');
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, place, { disassociateOnDelete: ChimeBearer.fromArn(user) }));
  const arn = stack.id('Flow');
  const [channel] = await spread(place, arn, 1);

  const reasons = await stack.failToDestroy();

  expect(reasons).toContain(
    `the flow could not be disassociated from 1 channels, the first being ${channel}`,
  );
  expect(reasons).toContain('make the bearer in disassociateOnDelete an admin');
  expect(await place.channelsWith(arn)).toEqual([channel]);
});

test('associations that still count for a while after they were removed are waited for', async () => {
  await Lifecycle.during({ behavior: { disassociationDelay: 1500 } }, async (lifecycle) => {
    const place = await lifecycle.place();
    const stack = lifecycle.stack();
    await stack.deploy((scope) => flow(scope, place, { disassociateOnDelete: bearer(place) }));
    await spread(place, stack.id('Flow'), 3);

    await stack.destroy();

    expect(await place.flowArns()).toEqual([]);
  });
});
