/** Events that Lambda delivers again a minute later, when the stack has moved on: after a crash, or for no reason. */
import { FUNCTION } from './helpers/emulated';
import { emulatedForFile } from './helpers/emulated-for-file';
import type { EventFields } from './helpers/provider-harness';

const local = emulatedForFile();

/** An event that can be sent, and delivered again later. */
function eventOf(fields: EventFields) {
  const event = local.harness.event(fields);
  return { deliver: async () => local.harness.handle(event) };
}

const ASSOCIATION = 'Custom::ChimeChannelFlowAssociation';
const MADE_UP = 's-Resource-1A2B3C4D5E6F';

async function stage() {
  const { service } = local;
  const place = await service.newAppInstance();
  const bearer = await service.newAdmin(place, 'admin');
  const channel = await service.newChannel(place, bearer);
  const [flow, other] = [await service.newFlow(place, 'flow'), await service.newFlow(place, 'other')];
  const association = (ChannelFlowArn = flow, ChannelArn = channel) => ({
    ChannelArn,
    ChannelFlowArn,
    ChimeBearer: bearer,
  });
  return {
    place,
    bearer,
    channel,
    flow,
    other,
    association,
    flowNow: async () => service.flowOf(channel, bearer),
  };
}

const flowProperties = (AppInstanceArn: string, Name = 'mine') => ({
  AppInstanceArn,
  Name,
  Processors: [{ Name: 'p', FunctionArn: FUNCTION, FallbackAction: 'ABORT' }],
});

/** A creation crashes after its work is done; five seconds after it was sent, it is canceled. */
async function calledOffAfterCrash(fields: EventFields, status: string) {
  const creation = eventOf({ RequestType: 'Create', ...fields });
  const sentAt = local.harness.timers.now();
  await creation.deliver(); // the response is considered lost
  local.harness.timers.advance(5_000);
  local.harness.stackStatus = () => 'ROLLBACK_IN_PROGRESS';
  const clean = await local.harness.handle({ ...fields, RequestType: 'Delete', PhysicalResourceId: MADE_UP });
  expect(clean.Status).toBe('SUCCESS');
  local.harness.stackStatus = () => status;
  local.harness.timers.advance(Math.max(0, sentAt + 60_000 - local.harness.timers.now()));
  return creation.deliver();
}

describe.each(['ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE'])(
  'a creation that is delivered again in %s',
  (status) => {
    test('makes no flow', async () => {
      const { place } = await stage();
      await calledOffAfterCrash({ ResourceProperties: flowProperties(place) }, status);
      expect((await local.service.flowsOf(place)).map(({ Name }) => Name).sort()).toEqual(['flow', 'other']);
    });

    test('associates nothing', async () => {
      const { association, flowNow } = await stage();
      await calledOffAfterCrash({ ResourceType: ASSOCIATION, ResourceProperties: association() }, status);
      expect(await flowNow()).toBeUndefined();
    });

    test('promotes nobody', async () => {
      const { place, bearer } = await stage();
      const MemberArn = await local.service.newUser(place, 'alice');
      const ResourceProperties = { AppInstanceArn: place, MemberArn };
      await calledOffAfterCrash(
        { ResourceType: 'Custom::ChimeAppInstanceAdmin', ResourceProperties },
        status,
      );
      expect(await local.service.adminsOf(place)).toEqual([bearer]);
    });
  },
);

test('a change that is delivered again after its rollback has ended changes nothing', async () => {
  const { association, channel, flow, other, flowNow, bearer } = await stage();
  await local.service.setFlow(channel, bearer, flow);
  const fields = {
    RequestType: 'Update',
    ResourceType: ASSOCIATION,
    PhysicalResourceId: `${channel}/channel-flow`,
  };
  const forward = eventOf({
    ...fields,
    OldResourceProperties: association(flow),
    ResourceProperties: association(other),
  });
  await forward.deliver();
  local.harness.timers.advance(3_000);
  local.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
  await local.harness.handle({
    ...fields,
    OldResourceProperties: association(other),
    ResourceProperties: association(flow),
  });
  local.harness.stackStatus = () => 'UPDATE_ROLLBACK_COMPLETE';
  local.harness.timers.advance(57_000);
  await forward.deliver();
  expect(await flowNow()).toBe(flow);
});

test('a deletion that is delivered again leaves what was created since', async () => {
  const { association, flow, flowNow } = await stage();
  const fields = { ResourceType: ASSOCIATION, ResourceProperties: association() };
  const { PhysicalResourceId } = await local.harness.handle(fields);
  const deletion = eventOf({ ...fields, RequestType: 'Delete', PhysicalResourceId });
  await deletion.deliver();
  local.harness.timers.advance(30_000);
  await local.harness.handle(fields);
  local.harness.stackStatus = () => 'UPDATE_COMPLETE';
  local.harness.timers.advance(30_000);
  await deletion.deliver();
  expect(await flowNow()).toBe(flow);
});

test.each([
  ['Create', 'ROLLBACK_IN_PROGRESS', 60, 0],
  ['Create', 'CREATE_IN_PROGRESS', 60, 1],
  ['Create', 'UPDATE_IN_PROGRESS', 60, 1],
  ['Create', undefined, 60, 1],
  ['Create', 'ROLLBACK_IN_PROGRESS', 20, 1],
])(
  'a %s that comes in %s, %d seconds after it was sent, makes %d flows',
  async (RequestType, status, late, count) => {
    const { place } = await stage();
    const creation = eventOf({ RequestType, ResourceProperties: flowProperties(place) });
    local.harness.stackStatus = () => status;
    local.harness.timers.advance(1_000 * late);
    await creation.deliver();
    const flows = await local.service.flowsOf(place);
    expect(flows.filter(({ Name }) => Name === 'mine')).toHaveLength(count);
  },
);

test('a call that is throttled is not repeated when it could land after the deadline', async () => {
  const { place } = await stage();
  local.emulator.faults.inject({
    operation: 'CreateChannelFlow',
    error: { name: 'ThrottledClientException', statusCode: 429 },
  });
  const sentAt = local.harness.timers.now();
  const { Status } = await local.harness.handle({ ResourceProperties: flowProperties(place) });
  expect(Status).toBe('FAILED');
  const calls = local.emulator.requests.filter(
    ({ operation, at }) => operation === 'CreateChannelFlow' && at >= sentAt,
  );
  expect(Math.max(...calls.map(({ at }) => at - sentAt))).toBeLessThanOrEqual(80_000);
  expect(calls.length).toBeGreaterThan(10);
});
