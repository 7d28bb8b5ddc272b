/**
 * Changes that CloudFormation canceled, and the reversed ones. The remaining effects of the forward request are
 * simulated by hand, at a second of the virtual clock: before the reversed request, while it checks, or after its own
 * time.
 */
import { FUNCTION, processor, startEmulated } from './helpers/emulated';

let emulated: Awaited<ReturnType<typeof startEmulated>>;

beforeAll(async () => {
  emulated = await startEmulated();
  Object.assign(emulated.emulator.behavior, { processorsPerChannelFlow: 3, associateOther: 'overwrite' });
});
beforeEach(() => {
  emulated.emulator.faults.clear();
  emulated.harness.log.length = 0;
  emulated.harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
});
afterAll(async () => emulated.close());

/** How many seconds pass while an update from one set of properties to another is handled. */
async function update(
  ResourceType: string,
  id: string,
  former: object,
  desired: object,
  ResponseURL?: string,
) {
  const { harness } = emulated;
  const before = harness.timers.now();
  const answer = await harness.handle({
    RequestType: 'Update',
    ResourceType,
    PhysicalResourceId: id,
    OldResourceProperties: former,
    ResourceProperties: desired,
    ...(ResponseURL && { ResponseURL }),
  });
  return { ...answer, seconds: (harness.timers.now() - before) / 1_000 };
}

/** The writes that reached the service since `from`, with the second of each. */
function writes(from: number): { operation: string; second: number }[] {
  return emulated.emulator.requests
    .filter(({ operation, at }) => at >= from && !/^(List|Describe)/.test(operation ?? ''))
    .map(({ operation, at }) => ({ operation: operation ?? '', second: (at - from) / 1_000 }));
}

describe('an association whose flow was to change', () => {
  const TYPE = 'Custom::ChimeChannelFlowAssociation';

  async function start() {
    const { service } = emulated;
    const place = await service.newAppInstance();
    const bearer = await service.newAdmin(place, 'admin');
    const [old, other] = [await service.newFlow(place, 'old'), await service.newFlow(place, 'other')];
    const channel = await service.newChannel(place, bearer);
    const has = async (flow?: string) => service.setFlow(channel, bearer, flow);
    await has(old);
    const properties = (flow: string) => ({ ChannelArn: channel, ChannelFlowArn: flow, ChimeBearer: bearer });
    const id = `${channel}/channel-flow`;
    const forward = async (url?: string) => update(TYPE, id, properties(old), properties(other), url);
    const reversed = async (url?: string) => update(TYPE, id, properties(other), properties(old), url);
    return { old, other, has, forward, reversed, flow: async () => service.flowOf(channel, bearer) };
  }

  test.each([0, 1, 30, 89])(
    'the rollback wins over a forward call that lands %d seconds into it',
    async (second) => {
      const { old, other, has, reversed, flow } = await start();
      emulated.harness.timers.after(1_000 * second + 1, () => void has(other));
      expect(await reversed()).toMatchObject({ Status: 'SUCCESS' });
      expect(await flow()).toBe(old);
    },
  );

  test('the rollback wins over forward calls that land again and again', async () => {
    const { old, other, has, reversed, flow } = await start();
    for (const second of [2, 20, 40, 60, 88]) {
      // An update that conflicts with the rollback's own calls may fail.
      emulated.harness.timers.after(1_000 * second, () => void has(other).catch(() => {}));
    }
    await reversed();
    expect(await flow()).toBe(old);
  });

  test('a forward call that has landed before is undone at once', async () => {
    const { old, other, has, reversed, flow } = await start();
    await has(other);
    const { Status, seconds } = await reversed();
    expect([Status, await flow()]).toEqual(['SUCCESS', old]);
    expect(seconds).toBeLessThan(1);
  });

  test('a forward call that leaves the channel without a flow is outlasted', async () => {
    const { old, other, has, reversed, flow } = await start();
    await has(undefined);
    emulated.harness.timers.after(50_000, () => void has(other));
    expect((await reversed()).seconds).toBeLessThanOrEqual(115);
    expect(await flow()).toBe(old);
  });

  test('the log says first why it takes so long', async () => {
    const { reversed } = await start();
    await reversed();
    expect(emulated.harness.log.join('\n')).toMatch(
      /"action":"watch","outcome":"an earlier request may still be running: 11\d seconds/,
    );
  });

  test.each([0, 30, 80])(
    'a forward request that is %d seconds late writes nothing 90 seconds after it was sent',
    async (late) => {
      const { forward } = await start();
      const sent = emulated.harness.timers.now();
      const { ResponseURL } = emulated.harness.event({});
      emulated.harness.timers.advance(1_000 * late);
      emulated.emulator.faults.inject({
        operation: 'AssociateChannelFlow',
        error: { name: 'ThrottledClientException', statusCode: 429 },
      });
      expect(await forward(ResponseURL)).toMatchObject({ Status: 'FAILED' });
      const seconds = writes(sent).map(({ second }) => second);
      expect(seconds.length).toBeGreaterThan(0);
      expect(Math.max(...seconds)).toBeLessThanOrEqual(90);
    },
  );

  test('a forward request that starts after that fails without a call', async () => {
    const { forward } = await start();
    const { ResponseURL } = emulated.harness.event({});
    emulated.harness.timers.advance(91_000);
    const calls = emulated.emulator.requests.length;
    const answer = await forward(ResponseURL);
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(/was sent 9\d seconds ago and may have been canceled; deploy again/);
    expect(emulated.emulator.requests.length).toBe(calls);
  });

  test('a call whose response was lost is not repeated once it has taken effect', async () => {
    emulated.harness.stackStatus = () => 'UPDATE_IN_PROGRESS';
    const { forward, flow, other } = await start();
    const sent = emulated.harness.timers.now();
    emulated.emulator.faults.inject({ operation: 'AssociateChannelFlow', times: 1, loseResponse: true });
    expect(await forward()).toMatchObject({ Status: 'SUCCESS' });
    expect(writes(sent).map(({ operation }) => operation)).toEqual(['AssociateChannelFlow']);
    expect(await flow()).toBe(other);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
    'a duplicate that finds the work done does not watch where the stack is in %s',
    async (status) => {
      emulated.harness.stackStatus = () => status;
      const { forward } = await start();
      await forward();
      const { Status, seconds } = await forward();
      expect(Status).toBe('SUCCESS');
      expect(seconds).toBeLessThan(5);
    },
  );
});

describe('a flow that was to change', () => {
  const TYPE = 'Custom::ChimeChannelFlow';
  const changes = {
    name: { Name: 'new' },
    processors: { processors: ['q', 'p'] },
    tags: { tags: { added: '1', same: '2' } },
    everything: { Name: 'new', processors: ['q'], tags: { added: '1' } },
  };

  interface Desired {
    readonly Name?: string;
    readonly processors?: string[];
    readonly tags?: Record<string, string>;
  }

  async function start() {
    const { service, emulator } = emulated;
    const place = await service.newAppInstance();
    const properties = ({
      Name = 'old',
      processors = ['p'],
      tags = { same: '1', removed: '1' },
    }: Desired) => ({
      AppInstanceArn: place,
      Name,
      Processors: processors.map((of) => ({ Name: of, FunctionArn: FUNCTION, FallbackAction: 'ABORT' })),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    const arn = await service.newFlow(place, 'old', { same: '1', removed: '1' });
    /** The effect of the forward request, complete or only its first call. */
    const land = async ({ Name = 'old', processors = ['p'], tags }: Desired, isWhole = true) => {
      const Processors = processors.map((of, index) => ({ ...processor(of), ExecutionOrder: index + 1 }));
      await emulator.call('UpdateChannelFlow', { ChannelFlowArn: arn, Name, Processors });
      if (!tags || !isWhole) return;
      await emulator.call('UntagResource', { ResourceARN: arn, TagKeys: ['same', 'removed'] });
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await emulator.call('TagResource', { ResourceARN: arn, Tags });
    };
    const state = async () => {
      const [flow] = await service.flowsOf(place);
      return {
        name: flow?.Name,
        processors: flow?.Processors?.map(({ Name }) => Name),
        tags: await service.tagsOf(arn),
      };
    };
    const forward = async (change: Desired) => update(TYPE, arn, properties({}), properties(change));
    const reversed = async (change: Desired) => update(TYPE, arn, properties(change), properties({}));
    return { land, state, forward, reversed };
  }

  const before = { name: 'old', processors: ['p'], tags: { same: '1', removed: '1' } };

  test.each(Object.entries(changes))(
    '%s: the rollback wins over calls that land while it looks',
    async (_, change) => {
      const { land, state, reversed } = await start();
      emulated.harness.timers.after(60_000, () => void land(change));
      expect(await reversed(change)).toMatchObject({ Status: 'SUCCESS' });
      expect(await state()).toEqual(before);
    },
  );

  test.each(Object.entries(changes))(
    '%s: calls that have landed before are undone at once',
    async (_, change) => {
      const { land, state, reversed } = await start();
      await land(change);
      const { Status, seconds } = await reversed(change);
      expect([Status, await state()]).toEqual(['SUCCESS', before]);
      expect(seconds).toBeLessThan(1);
    },
  );

  test('everything: a forward request that stands between two calls is outlasted', async () => {
    const { land, state, reversed } = await start();
    await land(changes.everything, false);
    emulated.harness.timers.after(70_000, () => void land(changes.everything));
    expect(await reversed(changes.everything)).toMatchObject({ Status: 'SUCCESS' });
    expect(await state()).toEqual(before);
  });

  test.each(Object.entries(changes))(
    '%s: a change whose responses are lost once each is applied once',
    async (_, change) => {
      const { state, forward } = await start();
      const sent = emulated.harness.timers.now();
      for (const operation of ['UpdateChannelFlow', 'TagResource', 'UntagResource'] as const) {
        emulated.emulator.faults.inject({ operation, times: 1, loseResponse: true });
      }
      expect(await forward(change)).toMatchObject({ Status: 'SUCCESS' });
      const operations = writes(sent).map(({ operation }) => operation);
      expect(new Set(operations).size).toBe(operations.length);
      expect(await state()).not.toEqual(before);
    },
  );
});
