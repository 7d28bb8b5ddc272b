import { decode } from './cases';
import { judge, type Verdict } from './judge';
import { VirtualWorld } from './virtual-world';
import type { Invocation } from './world';

let world: VirtualWorld;
beforeAll(async () => {
  world = await VirtualWorld.start();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => world.close());

/** Judges a case without a fault, in which the function fails the first of its deletions. */
async function judgeWithFailedDeletion(lifecycle: string): Promise<Verdict> {
  await world.begin(1);
  const invoke = VirtualWorld.prototype.invoke.bind(world);
  let hasFailed = false;
  jest.spyOn(world, 'invoke').mockImplementation(((
    event: { RequestType: string } & Event,
    killAt?: number,
  ) => {
    if (event.RequestType !== 'Delete' || hasFailed) return invoke(event, killAt);
    hasFailed = true;
    return failed(world.clock.now());
  }) as never);
  const tried = decode(`${lifecycle},-,single,commits,single,newId,newStack,likely,1`);
  return world.complete(async () => judge(world, tried), 1);
}

type Event = Parameters<VirtualWorld['invoke']>[0];

function failed(now: number): Invocation {
  const response = {
    Status: 'FAILED',
    PhysicalResourceId: 'id',
    Reason: 'once',
    RequestId: 'request',
  } as const;
  return {
    bodies: [JSON.stringify(response)],
    log: [],
    response: Promise.resolve(response),
    end: Promise.resolve(),
    beganAt: now,
    respondedAt: now,
    isOver: true,
    endedAt: 0,
    wasKilled: false,
  };
}

test.each(['flow-create', 'association-create', 'admin-create'])(
  'after %s, an undisturbed deletion must not need to be repeated',
  async (lifecycle) => {
    const { problems } = await judgeWithFailedDeletion(lifecycle);

    expect(problems).toEqual(['undisturbed, the deletion fails at first']);
  },
);
