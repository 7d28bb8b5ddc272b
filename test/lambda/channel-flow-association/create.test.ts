import { associationProperties, CHANNEL, ID, OTHER_FLOW } from './association-fixtures';
import { channelService, EVERY_BEHAVIOR, type AssociationBehavior } from '../helpers/channel-service';
import { BEARER, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const strict: AssociationBehavior = { same: 'Conflict', other: 'Conflict', unassociated: 'NotFound' };

async function create(changes: Record<string, unknown> = {}, timeout?: number, ResponseURL?: string) {
  return harness.handle(
    {
      ...(ResponseURL && { ResponseURL }),
      RequestId: 'r1',
      ResourceType: 'Custom::ChimeChannelFlowAssociation',
      ResourceProperties: associationProperties(changes),
    },
    timeout,
  );
}

test('after a look one call associates, as the bearer', async () => {
  channelService(stub, new Map(), strict);
  expect(await create()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
  expect(stub.calls).toMatchObject([
    { operation: 'DescribeChannel', path: [CHANNEL], bearer: BEARER },
    { operation: 'AssociateChannelFlow', path: [CHANNEL], body: { ChannelFlowArn: FLOW }, bearer: BEARER },
  ]);
});

test.each(EVERY_BEHAVIOR)('a channel that has the flow keeps it: %p', async (behavior) => {
  const channels = new Map([[CHANNEL, FLOW]]);
  channelService(stub, channels, behavior);
  expect((await create()).Status).toBe('SUCCESS');
  expect(channels.get(CHANNEL)).toBe(FLOW);
});

test.each(EVERY_BEHAVIOR)('a channel that has another flow gets this one: %p', async (behavior) => {
  const channels = new Map([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, behavior);
  expect((await create()).Status).toBe('SUCCESS');
  expect(channels.get(CHANNEL)).toBe(FLOW);
});

test('if the flow fails after the former one was disassociated, that one is put back', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict, (flow) =>
    flow === FLOW && !channels.get(CHANNEL) ? { error: 'BadRequestException', message: 'no' } : undefined,
  );
  const answer = await create();
  expect(answer).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: `channel-flow-association-not-created/${ID}/displaced/${OTHER_FLOW}`,
  });
  expect(answer.Reason).toContain(
    `BadRequestException: no (request id service-request-1); the previous flow ${OTHER_FLOW} is associated with the channel again`,
  );
  expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
});

test('throttling after the former flow was disassociated leaves time to put it back', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict, (flow) =>
    flow === FLOW && !channels.get(CHANNEL) ? { error: 'ThrottledClientException' } : undefined,
  );
  const answer = await create({}, 100_000);
  expect(answer.Reason).toContain('is associated with the channel again');
  expect(answer.Reason).toContain('ThrottledClientException');
  expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
});

test('a former flow that cannot be put back is told of', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict, () =>
    channels.get(CHANNEL) ? undefined : { error: 'BadRequestException' },
  );
  expect((await create()).Reason).toContain(`the previous flow ${OTHER_FLOW} could not be restored`);
});

test.each(['NotFoundException', 'ForbiddenException'])(
  'channel, flow or right that were just made are waited for: %s',
  async (error) => {
    channelService(stub, new Map(), strict, () => (harness.timers.passed < 12_000 ? { error } : undefined));
    expect((await create()).Status).toBe('SUCCESS');
  },
);

test.each([FLOW, OTHER_FLOW])('the physical id says what flow the channel had: %s', async (displaced) => {
  channelService(stub, new Map([[CHANNEL, displaced]]), strict);
  expect((await create()).PhysicalResourceId).toBe(`${ID}/displaced/${displaced}`);
});

test('an event that is delivered again after a crash finds its own work', async () => {
  channelService(stub, new Map([[CHANNEL, FLOW]]), strict);
  const sent = harness.event({}).ResponseURL;
  harness.timers.advance(60_000);
  expect(await create({}, undefined, sent)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
});

test('a bearer without the right fails after a while with what to do', async () => {
  stub.on('AssociateChannelFlow', { error: 'ForbiddenException' });
  const answer = await create();
  expect(harness.timers.passed).toBeLessThan(20_000);
  expect(answer.PhysicalResourceId).toBe(`channel-flow-association-not-created/${ID}`);
  expect(answer.Reason).toContain(`check that ${BEARER} is a moderator of the channel or an admin`);
});

test('a failure that may have associated is reported with the id of the association', async () => {
  stub.on('AssociateChannelFlow', 'reset');
  expect(await create()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: ID });
});

test('a response that was lost is no harm', async () => {
  const channels = new Map<string, string | undefined>();
  channelService(stub, channels, strict, (flow) => {
    if (channels.has(CHANNEL)) return undefined;
    channels.set(CHANNEL, flow);
    return 'reset';
  });
  expect(await create()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
});

test('conflicts with other changes are tried again, not forever', async () => {
  channelService(stub, new Map(), strict, () =>
    stub.operations.length < 4 ? { error: 'ConflictException' } : undefined,
  );
  expect((await create()).Status).toBe('SUCCESS');
  channelService(stub, new Map(), strict, () => ({ error: 'ConflictException' }));
  const answer = await create();
  expect(answer.PhysicalResourceId).toBe(`channel-flow-association-not-created/${ID}`);
  expect(answer.Reason).toContain('wait until other changes are done');
});

test('a role that may not describe the channel is told so', async () => {
  stub
    .on('AssociateChannelFlow', { error: 'ConflictException' })
    .on('DescribeChannel', { error: 'AccessDeniedException' });
  expect((await create()).Reason).toContain('allow chime:DescribeChannel');
});

test('a role that may not disassociate the other flow is told so', async () => {
  const channels = new Map([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict);
  stub.on('DisassociateChannelFlow', { error: 'AccessDeniedException' });
  expect((await create()).Reason).toContain('allow chime:DisassociateChannelFlow');
  expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
});

test.each(['ChannelArn', 'ChannelFlowArn', 'ChimeBearer'])('a missing %s fails clearly', async (name) => {
  const answer = await create({ [name]: undefined });
  expect(answer.Reason).toContain(`property ${name} must be a string that is not empty`);
  expect(stub.calls).toEqual([]);
});

test('the log says that an association which finds its own flow on the channel may have moved', async () => {
  channelService(stub, new Map([[CHANNEL, FLOW]]), strict);
  await create();
  expect(harness.log.join()).toContain('the channel already has this flow');
});

test('the log says nothing of the kind about a channel without a flow', async () => {
  channelService(stub, new Map(), strict);
  await create();
  expect(harness.log.join()).not.toContain('the channel already has this flow');
});
