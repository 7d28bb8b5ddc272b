import { randomUUID } from 'node:crypto';
import { ChannelIndex } from './channel-index';
import { ChannelCover } from './cover-channel';
import { Flows } from './flows';
import { IndexFile } from './index-file';
import { Sweep } from './sweep';
import { NOTHING } from './tally';
import { parseChannelFlowArn } from '../chime';
import {
  type CoverageSettings,
  type Generation,
  type ObjectStore,
  OvertakenError,
  type SweepProgress,
} from '../coverage-state';
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
  TurnOverError,
} from '../coverage-turn';
import type { Timers } from '../protocol';

/** How many seconds' worth of calls are running or waiting for their turn at once. */
const SECONDS_AHEAD = 2;

/** A turn's dependencies. */
export interface TurnDependencies {
  readonly client: MessagingClient;
  readonly indexStore: ObjectStore;
  readonly timers: Timers;
}

/** The result of a turn. */
export interface TurnResult {
  /** `OVERTAKEN` means by another generation, or by a turn that considered this one dead. */
  readonly outcome: 'COMPLETED' | 'UNFINISHED' | 'FAILED' | 'OVERTAKEN';
  readonly progress: SweepProgress;
  /** In milliseconds, once the sweep is completed. */
  readonly duration?: number;
  /** The failure that ended the turn. */
  readonly failure?: unknown;
  /** The bearers that are no longer admins. */
  readonly withdrawn: readonly string[];
}

/** Begins a sweep or goes on with one, until it is completed or the time is up. Then releases the lease. */
export async function takeTurn(
  lease: Lease,
  dependencies: TurnDependencies,
  endsAt: number,
): Promise<TurnResult> {
  const settings = lease.state.generation.settings!; // or there would be no lease
  const { timers } = dependencies;
  const bearers = new Bearers(settings.bearers, settings.callsPerSecond, timers, delaysOf(lease));
  try {
    return await sweepUntil(lease, bearers, dependencies, endsAt);
  } finally {
    await lease.release(nextCallsOf(lease, bearers));
  }
}

async function sweepUntil(
  lease: Lease,
  bearers: Bearers,
  { client, indexStore, timers }: TurnDependencies,
  endsAt: number,
): Promise<TurnResult> {
  const indexFile = new IndexFile(indexStore);
  const { index, progress } = await goOn(lease, indexFile);
  const turn = new Turn(lease, bearers, timers, endsAt);
  const { sweep, admins } = assemble(
    lease.state.generation.settings!,
    { turn, bearers, index, messaging: new Messaging(client) },
    progress,
  );

  let failure: unknown;
  try {
    await sweep.run();
  } catch (error) {
    failure = error;
  }
  await turn.settle();

  const reached = { ...sweep.progress, calls: progress.calls + turn.calls };
  const result = { progress: reached, withdrawn: admins.withdrawn };
  try {
    if (failure === undefined) {
      return { ...result, ...(await complete(lease, reached)), outcome: 'COMPLETED' };
    }
    if (!lease.mayCall()) throw lease.failure ?? new OvertakenError();
    await indexFile.save(reached.id, index, lease.signal);
    await lease.save({ sweep: reached });
  } catch (error) {
    if (lease.failure) throw lease.failure;
    if (error instanceof OvertakenError || lease.signal.aborted) return { ...result, outcome: 'OVERTAKEN' };
    throw error;
  }
  if (failure instanceof TurnOverError) return { ...result, outcome: 'UNFINISHED' };
  return { ...result, outcome: 'FAILED', failure };
}

/** The unfinished sweep, if its index still exists; otherwise a new one. */
async function goOn(
  lease: Lease,
  indexFile: IndexFile,
): Promise<{ index: ChannelIndex; progress: SweepProgress }> {
  const { sweep } = lease.state;
  const known = sweep && (await indexFile.load(sweep.id));
  if (sweep && known) return { index: known, progress: sweep };
  const start = { id: randomUUID(), startedAt: lease.storeNow(), done: [], tally: NOTHING };
  return { index: new ChannelIndex(), progress: { ...start, associated: 0, moved: 0, calls: 0 } };
}

interface Parts {
  readonly turn: Turn;
  readonly bearers: Bearers;
  readonly index: ChannelIndex;
  readonly messaging: Messaging;
}

function assemble(settings: CoverageSettings, parts: Parts, progress: SweepProgress) {
  const { turn, bearers, messaging } = parts;
  const { appInstanceArn } = parseChannelFlowArn(settings.channelFlowArn)!; // the provider has checked it
  const admins = new Admins(turn, messaging, bearers, appInstanceArn);
  const flows = new Flows(turn, messaging, bearers, appInstanceArn, settings);
  const channelCover = new ChannelCover(turn, new ChannelCalls(turn, messaging), admins, flows);
  const concurrency = Math.max(2, Math.ceil(SECONDS_AHEAD * settings.callsPerSecond * bearers.size));
  const all = {
    ...parts,
    appInstanceArn,
    admins,
    flows,
    channelCover,
    concurrency,
    filter: settings.channels,
  };
  return { admins, sweep: new Sweep(all, progress) };
}

async function complete(
  lease: Lease,
  { startedAt, tally, moved }: SweepProgress,
): Promise<{ duration: number }> {
  const { generation } = lease.state;
  const completedAt = lease.storeNow();
  await lease.save({
    generation: moved + tally.uncovered === 0 ? withoutFormerFlows(generation) : generation,
    lastSweep: { requestId: generation.requestId, startedAt, completedAt },
    sweep: undefined,
  });
  return { duration: completedAt - startedAt };
}

/** A complete sweep has found nothing to move. Anybody who associates one of these flows from now on does so on purpose. */
function withoutFormerFlows({ settings, ...generation }: Generation): Generation {
  return { ...generation, settings: settings && { ...settings, formerFlows: [] } };
}
