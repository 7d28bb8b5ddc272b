import { putInForce } from '../../../lambda/channel-flow-coverage/generation';
import { OvertakenError, StateFile } from '../../../lambda/coverage-state';
import { Lease, LEASE } from '../../../lambda/coverage-turn/lease';
import { type Request, Run } from '../../../lambda/protocol';
import { MemoryStore, type WriteFault } from '../helpers/memory-store';
import { VirtualTimers } from '../helpers/virtual-timers';

const SETTINGS = {
  channelFlowArn: 'arn:aws:chime:us-east-1:111122223333:app-instance/one/channel-flow/f1',
  formerFlows: [],
  bearers: [],
  channels: {},
  sweepInterval: 300_000,
  callsPerSecond: 3,
};

const SWEEP = { requestId: 'first', startedAt: 1, completedAt: 2 };

let timers: VirtualTimers;
let store: MemoryStore;

beforeEach(async () => {
  timers = new VirtualTimers();
  store = new MemoryStore(() => timers.now());
  await deploy('first');
});

const newFile = () => new StateFile(store);
const stateNow = async () => (await newFile().read()).state!;
const take = async (file = newFile(), clock: VirtualTimers = timers) => Lease.take(file, clock, () => true);

/** Lets the effects of timers complete. */
const settle = async () => new Promise((resolve) => setImmediate(resolve));

/** Passes time like a function that is working. */
async function work(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    timers.advance(1_000);
    await settle();
  }
}

/** A request from CloudFormation that puts a generation into effect. */
async function deploy(RequestId: string, { sentAt = timers.now(), isStopped = false } = {}): Promise<void> {
  const request: Request = {
    RequestId,
    RequestType: isStopped ? 'Delete' : 'Update',
    sentAt,
    ResponseURL: '',
    StackId: '',
    LogicalResourceId: '',
    ResourceType: '',
    PhysicalResourceId: '',
    ResourceProperties: {},
    OldResourceProperties: {},
  };
  await putInForce(new Run(request, timers.context(), { timers, log: () => {} }), newFile(), () =>
    isStopped ? undefined : SETTINGS,
  );
}

test('goes to one of two turns that begin at once', async () => {
  const taken = await Promise.all([take(), take()]);

  expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test('goes to none where nothing has been deployed, or the coverage was deleted', async () => {
  const nothing = new StateFile(new MemoryStore(() => timers.now()));
  expect(await take(nothing)).toBeUndefined();

  await deploy('deletion', { isStopped: true });
  expect(await take()).toBeUndefined();
});

test('stays with a turn that works for long', async () => {
  const lease = (await take())!;

  await work(600);

  expect(lease.mayCall()).toBe(true);
  expect(await take()).toBeUndefined();
});

test('passes on once it is released, and no heartbeat takes it back', async () => {
  const lease = (await take())!;
  await work(30);
  await lease.release();

  expect(await take()).toBeDefined();
  await work(30);
  expect(lease.mayCall()).toBe(false);
  await expect(lease.save({})).rejects.toThrow(OvertakenError);
});

test('of a turn that died passes on when it expires by the clock of the store, and not before', async () => {
  await take();

  store.skew = LEASE - 1;
  expect(await take()).toBeUndefined();
  store.skew = LEASE;
  expect(await take()).toBeDefined();
});

test.each([-3_600_000, 3_600_000])(
  'does not go by the clock of the function, which is off by %d ms',
  async (skew) => {
    store.skew = skew;

    const lease = (await take())!;
    await work(120);

    expect(lease.mayCall()).toBe(true);
    expect(await take()).toBeUndefined();
  },
);

test('lets no call begin that could end after the lease, where heartbeats fail to arrive', async () => {
  const lease = (await take())!;
  const frozen = jest.spyOn(store, 'write').mockImplementation(() => new Promise(() => {}));

  await work(44);
  expect(lease.mayCall()).toBe(true);
  await work(1);
  expect(lease.mayCall()).toBe(false);
  frozen.mockRestore();
});

test('ends with a newer generation, which waits for the turn to release it', async () => {
  const lease = (await take())!;

  const update = deploy('second');
  await work(25);
  expect(lease.signal.aborted).toBe(true);
  expect(lease.mayCall()).toBe(false);
  await lease.release();
  await update;

  const { generation, lease: left } = await stateNow();
  expect(generation.requestId).toBe('second');
  expect(left).toBeUndefined();
  await expect(lease.save({ lastSweep: SWEEP })).rejects.toThrow(OvertakenError);
});

test('of a turn that died keeps a newer generation waiting for a minute at most', async () => {
  await take(newFile(), new VirtualTimers()); // its heartbeat never comes
  const { passed } = timers;

  await deploy('second');

  expect(timers.passed - passed).toBeGreaterThanOrEqual(LEASE);
  expect(timers.passed - passed).toBeLessThan(LEASE + 5_000);
});

test('a request that was sent earlier never takes the place of a later one', async () => {
  await deploy('rollback', { sentAt: timers.now() + 10 });

  await expect(deploy('called off', { sentAt: timers.now() - 10 })).rejects.toThrow('a later change won');
  expect((await stateNow()).generation.requestId).toBe('rollback');
});

test('a request that is delivered twice does not wait for itself', async () => {
  await deploy('second');
  await deploy('second');

  expect((await stateNow()).generation.requestId).toBe('second');
});

describe('a write', () => {
  test.each<WriteFault>(['response lost', 'request lost', 'late'])('is repeated after: %s', async (fault) => {
    const lease = (await take())!;
    const lastSweep = SWEEP;

    store.faults.push(fault, fault);
    await lease.save({ lastSweep });

    expect(await stateNow()).toMatchObject({ lastSweep, generation: { requestId: 'first' } });
    expect(lease.mayCall()).toBe(true);
  });

  test('that arrives late changes nothing that was written since', async () => {
    const lease = (await take())!;
    store.faults.push('late', 'late', 'late', 'late');
    await lease.save({ lastSweep: SWEEP });
    await lease.release();
    const before = await stateNow();

    store.deliver();

    expect(await stateNow()).toEqual(before);
  });

  test('is repeated while the store is away for a moment, which a heartbeat may meet', async () => {
    const lease = (await take())!;
    const away = jest.spyOn(store, 'write').mockRejectedValue(new Error('away'));

    await work(25);
    expect(lease.signal.aborted).toBe(false);
    away.mockRestore();
    await work(35);

    expect(lease.mayCall()).toBe(true);
    expect(lease.failure).toBeUndefined();
    expect(await take()).toBeUndefined();
  });

  test('fails, and ends the lease, if the store stays away for as long as calls may begin', async () => {
    const lease = (await take())!;
    jest.spyOn(store, 'write').mockRejectedValue(new Error('away'));
    const { passed } = timers;

    await expect(lease.save({})).rejects.toThrow('away');

    expect(timers.passed - passed).toBeGreaterThanOrEqual(44_000);
    expect(lease.signal.aborted).toBe(true);
    expect(lease.mayCall()).toBe(false);
    expect(lease.failure).toMatchObject({ message: 'away' });
  });

  test('ends the lease at once, without a failure, if somebody else was first', async () => {
    const lease = (await take())!;
    const update = deploy('second');
    await settle();

    await expect(lease.save({})).rejects.toThrow(OvertakenError);
    expect(lease.failure).toBeUndefined();
    await lease.release();
    await update;
  });
});
