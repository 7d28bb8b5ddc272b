import { Detection, type Outcome } from './detect';
import { type ChannelRecord, isChannelOf } from './records';
import { inParallel, parseChannelFlowArn } from '../chime';
import {
  Admins,
  Bearers,
  ChannelCalls,
  delaysOf,
  type Lease,
  Messaging,
  type MessagingClient,
  nextCallsOf,
  Turn,
} from '../coverage-turn';
import type { Timers } from '../protocol';

/**
 * How many calls of each bearer wait for their turn at once. With more, all channels would be looked at before the first one is
 * associated.
 */
const CALLS_AHEAD = 2;

/** What happened to a channel: an outcome, or the failure that prevented one. */
export type Result = Outcome | { readonly failure: unknown };

/** Works on each channel of the records once, and releases the lease. Anything that is not a channel of the app instance has no result. */
export async function takeTurn(
  lease: Lease,
  client: MessagingClient,
  timers: Timers,
  endsAt: number,
  records: readonly ChannelRecord[],
): Promise<ReadonlyMap<string, Result>> {
  const settings = lease.state.generation.settings!; // or there would be no lease
  const { appInstanceArn } = parseChannelFlowArn(settings.channelFlowArn)!; // the provider has checked it
  const bearers = new Bearers(settings.bearers, settings.callsPerSecond, timers, delaysOf(lease));
  const turn = new Turn(lease, bearers, timers, endsAt);
  const messaging = new Messaging(client);
  const admins = new Admins(turn, messaging, bearers, appInstanceArn);
  const detection = new Detection(turn, new ChannelCalls(turn, messaging), admins, settings);
  try {
    const channels = new Set(records.map(({ channelArn }) => channelArn));
    const known = [...channels].filter((arn) => isChannelOf(appInstanceArn, arn));
    const results = new Map<string, Result>();
    await inParallel(CALLS_AHEAD * settings.bearers.length, known, async (arn) => {
      results.set(arn, await detection.cover(arn).catch(asFailure));
    });
    await turn.settle();
    return results;
  } finally {
    await lease.release(nextCallsOf(lease, bearers));
  }
}

function asFailure(failure: unknown): Result {
  return { failure };
}
