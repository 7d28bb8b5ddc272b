/**
 * In-place updates that CloudFormation cancels while they are in progress: the last event determines the final state.
 * The events of rollbacks are delivered late, so that providers have already waited for most of the time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { association, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { type Place, struck } from './helpers/place';
import type { CustomResourceRequest } from '../../testing';
import { Deferred } from '../../testing/cloudformation/deferred';

/** How late the reversed updates are: as late as a provider accepts them. */
const LATE = 80_000;

/** A stack on its own emulator, because tests move its clock. */
async function rollingBack(
  forwardDelay: number,
  work: (test: {
    local: Lifecycle;
    place: Place;
    stack: ReturnType<Lifecycle['stack']>;
    sent: Sent;
  }) => Promise<void>,
): Promise<void> {
  await Lifecycle.during({ denials: true, inRealTime: true }, async (local) => {
    const sent = { forward: new Deferred<void>(), reversed: new Deferred<void>() };
    const updated = new Set<string>();
    const deliveryDelays = ({ RequestType, LogicalResourceId: id }: CustomResourceRequest) => {
      if (RequestType !== 'Update') return [0];
      const isReversed = updated.has(id);
      updated.add(id);
      (isReversed ? sent.reversed : sent.forward).resolve();
      return [isReversed ? LATE : forwardDelay];
    };
    await work({ local, place: await local.place(), stack: local.stack({ deliveryDelays }), sent });
  });
}

/** Settled when the update of a custom resource and its reversal are in the queue. */
interface Sent {
  readonly forward: Deferred<void>;
  readonly reversed: Deferred<void>;
}

/** Another resource, which fails at a certain point. */
function failureAfter(after: () => Promise<unknown>) {
  return { failures: { [OBSTACLE]: { on: 'create', reason: 'planned', after } as const } };
}

/** Lets the reversed update start, and then the forward one take effect. */
async function landDuringRollback({ emulator }: Lifecycle, place: Place): Promise<void> {
  const before = place.requests.length;
  await emulator.clock.advance(LATE);
  while (place.requests.length === before) await sleep(10);
  await emulator.clock.advance(2_000);
}

test.concurrent('a rename that lands during its rollback does not win over it', async () =>
  rollingBack(0, async ({ local, place, stack, sent }) => {
    await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'v1' }));
    const landing = place.fault({ operation: 'UpdateChannelFlow', delay: LATE + 2_000, times: 1 });

    const failing = stack.fail(
      (scope) => {
        flow(scope, place, { channelFlowName: 'v2' });
        obstacle(scope);
      },
      failureAfter(() => struck(landing)),
    );
    await sent.reversed.promise;
    await landDuringRollback(local, place);
    await failing;

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await place.flows()).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: 'v1' }]);
  }),
);

test.concurrent('a rename whose event arrives after it was called off is not carried out', async () =>
  rollingBack(LATE + 20_000, async ({ local, place, stack, sent }) => {
    await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'v1' }));

    const failing = stack.fail(
      (scope) => {
        flow(scope, place, { channelFlowName: 'v2' });
        obstacle(scope);
      },
      failureAfter(() => sent.forward.promise),
    );
    await sent.reversed.promise;
    await local.emulator.clock.advance(LATE);
    await local.emulator.clock.advance(20_000);
    await failing;

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await place.flows()).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: 'v1' }]);
    expect(place.requests.map(({ operation }) => operation)).not.toContain('UpdateChannelFlow');
  }),
);

test.concurrent('another flow that lands on a channel during the rollback does not stay there', async () =>
  rollingBack(0, async ({ local, place, stack, sent }) => {
    const channel = await place.newChannel();
    await stack.deploy((scope) => {
      association(scope, place, channel, flow(scope, place, {}, 'First'));
      flow(scope, place, {}, 'Second');
    });
    const landing = place.fault({ operation: 'AssociateChannelFlow', delay: LATE + 2_000, times: 1 });

    const failing = stack.fail(
      (scope) => {
        flow(scope, place, {}, 'First');
        association(scope, place, channel, flow(scope, place, {}, 'Second'));
        obstacle(scope);
      },
      failureAfter(() => struck(landing)),
    );
    await sent.reversed.promise;
    await landDuringRollback(local, place);
    await failing;

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await place.flowOn(channel)).toBe(stack.id('First'));
  }),
);
