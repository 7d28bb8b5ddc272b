import {
  associationProperties,
  CHANNEL,
  ID,
  OTHER_CHANNEL,
  OTHER_FLOW,
  THIRD_FLOW,
} from './association-fixtures';
import { channelService, EVERY_BEHAVIOR, type AssociationBehavior } from '../helpers/channel-service';
import { BEARER, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const strict: AssociationBehavior = { same: 'ok', other: 'Conflict', unassociated: 'NotFound' };

async function update(desired: object, former: object | undefined, id = ID) {
  return harness.handle({
    RequestType: 'Update',
    ResourceType: 'Custom::ChimeChannelFlowAssociation',
    PhysicalResourceId: id,
    ResourceProperties: associationProperties(desired as Record<string, unknown>),
    OldResourceProperties: former && associationProperties(former as Record<string, unknown>),
  });
}

test('nothing changed, or only the bearer: no call', async () => {
  expect(await update({}, {})).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
  expect(await update({ ChimeBearer: `${BEARER}2` }, {})).toMatchObject({ PhysicalResourceId: ID });
  expect(stub.calls).toEqual([]);
});

test('another flow takes a look and three calls at most', async () => {
  const channels = new Map([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict);
  expect((await update({}, { ChannelFlowArn: OTHER_FLOW })).Status).toBe('SUCCESS');
  expect(stub.operations).toEqual([
    'DescribeChannel',
    'AssociateChannelFlow',
    'DisassociateChannelFlow',
    'AssociateChannelFlow',
  ]);
  expect(channels.get(CHANNEL)).toBe(FLOW);
});

test('another flow takes a look and one call where the service replaces by itself', async () => {
  const channels = new Map([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, { ...strict, other: 'overwrite' });
  await update({}, { ChannelFlowArn: OTHER_FLOW });
  expect(stub.operations).toEqual(['DescribeChannel', 'AssociateChannelFlow']);
});

test('a flow that the service refuses leaves the channel as it was', async () => {
  const channels = new Map([[CHANNEL, OTHER_FLOW]]);
  channelService(stub, channels, strict, (flow) =>
    flow === FLOW ? { error: 'NotFoundException' } : undefined,
  );
  expect(await update({}, { ChannelFlowArn: OTHER_FLOW })).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: ID,
  });
  expect(stub.operations).not.toContain('DisassociateChannelFlow');
  expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
});

test.each(
  EVERY_BEHAVIOR.flatMap((behavior) =>
    [undefined, FLOW, OTHER_FLOW, THIRD_FLOW].map((actual) => ({ behavior, actual })),
  ),
)('whatever the channel has, it ends with the new flow: %p', async ({ behavior, actual }) => {
  const channels = new Map([[CHANNEL, actual]]);
  channelService(stub, channels, behavior);
  expect((await update({}, { ChannelFlowArn: OTHER_FLOW })).Status).toBe('SUCCESS');
  expect(channels.get(CHANNEL)).toBe(FLOW);
});

test.each(EVERY_BEHAVIOR)('if the new flow fails the channel has the old one again: %p', async (behavior) => {
  const channels = new Map<string, string | undefined>([[CHANNEL, OTHER_FLOW]]);
  let broken = false;
  channelService(stub, channels, behavior, (flow) => {
    broken ||= channels.get(CHANNEL) === undefined;
    return flow === FLOW && broken ? { error: 'BadRequestException' } : undefined;
  });
  const answer = await update({}, { ChannelFlowArn: OTHER_FLOW });
  const expected = answer.Status === 'SUCCESS' ? FLOW : OTHER_FLOW;
  expect(channels.get(CHANNEL)).toBe(expected);
  expect(answer.Status).toBe(behavior.other === 'overwrite' ? 'SUCCESS' : 'FAILED');
});

test('another channel: a new association, and the old one left alone', async () => {
  const channels = new Map([[CHANNEL, FLOW]]);
  channelService(stub, channels, strict);
  const answer = await update({ ChannelArn: OTHER_CHANNEL }, {});
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${OTHER_CHANNEL}/channel-flow` });
  expect([...channels]).toEqual([
    [CHANNEL, FLOW],
    [OTHER_CHANNEL, FLOW],
  ]);
});

test('the rollback of a replacement comes with the new id and goes back to the old channel', async () => {
  const channels = new Map([
    [CHANNEL, FLOW],
    [OTHER_CHANNEL, FLOW],
  ]);
  channelService(stub, channels, strict);
  const answer = await update({}, { ChannelArn: OTHER_CHANNEL }, `${OTHER_CHANNEL}/channel-flow`);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
  expect(channels.get(OTHER_CHANNEL)).toBe(FLOW);
});

test.each(['ok', 'BadRequestException', 'ConflictException'])(
  'the rollback of a cancelled replacement frees the other channel as far as it can: %s',
  async (outcome) => {
    const channels = new Map<string, string | undefined>([[OTHER_CHANNEL, OTHER_FLOW]]);
    channelService(stub, channels, strict);
    if (outcome !== 'ok') stub.on('DisassociateChannelFlow', { error: outcome });
    const former = { ChannelArn: OTHER_CHANNEL, ChannelFlowArn: OTHER_FLOW };
    expect(await update({}, former)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
    expect(channels.get(CHANNEL)).toBe(FLOW);
    expect(channels.get(OTHER_CHANNEL)).toBe(outcome === 'ok' ? undefined : OTHER_FLOW);
  },
);

test('the rollback of a cancelled replacement that did its work does not wait for more than its repetition', async () => {
  channelService(stub, new Map<string, string | undefined>([[OTHER_CHANNEL, FLOW]]), strict);
  expect((await update({}, { ChannelArn: OTHER_CHANNEL })).Status).toBe('SUCCESS');
  expect(harness.timers.passed).toBe(50_000);
});

test('the rollback of a cancelled replacement frees the other channel though its own cannot be had', async () => {
  const channels = new Map<string, string | undefined>([[OTHER_CHANNEL, FLOW]]);
  channelService(stub, channels, strict);
  stub.on('AssociateChannelFlow', { error: 'ForbiddenException' });
  expect((await update({}, { ChannelArn: OTHER_CHANNEL })).Status).toBe('FAILED');
  expect(channels.get(OTHER_CHANNEL)).toBeUndefined();
});

test('the rollback of a cancelled replacement fails if the service does not answer', async () => {
  stub.on('DisassociateChannelFlow', { error: 'ServiceFailureException' });
  expect((await update({}, { ChannelArn: OTHER_CHANNEL })).Status).toBe('FAILED');
});

test('an id that is not ours, or former properties that cannot be read, lead to an association', async () => {
  const channels = new Map<string, string | undefined>();
  channelService(stub, channels, strict);
  expect((await update({}, {}, 'channel-flow-association-not-created/r0')).PhysicalResourceId).toBe(ID);
  expect((await update({}, undefined)).Status).toBe('SUCCESS');
  expect(channels.get(CHANNEL)).toBe(FLOW);
});

test('a flow that was disassociated and is there again: a later change won, which is left alone', async () => {
  stub
    .on('DescribeChannel', { Channel: { ChannelArn: CHANNEL, ChannelFlowArn: OTHER_FLOW } })
    .on('DisassociateChannelFlow', {})
    .on('AssociateChannelFlow', ({ body }, index) => {
      if (body.ChannelFlowArn !== FLOW) return {};
      return index === 0 ? { error: 'ConflictException' } : 'reset';
    });
  const { Status, Reason } = await update({}, { ChannelFlowArn: OTHER_FLOW });
  expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('a later change won')]);
  const associated = stub.calls.filter(({ operation }) => operation === 'AssociateChannelFlow');
  expect(associated.map(({ body }) => body.ChannelFlowArn)).toEqual([FLOW, FLOW, OTHER_FLOW]);
});
