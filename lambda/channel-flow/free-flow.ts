import { firstThree } from './first-three';
import {
  inParallel,
  isConflict,
  isRefused,
  listChannelsWithFlow,
  type ServiceError,
  takeFlowOff,
} from '../chime';
import { Failure, type Run } from '../protocol';

/** Enough to hide the latency of calls, yet gentle on the service's quota. */
const CONCURRENCY = 5;

/** Channels still have the flow, and no bearer may disassociate it. */
export class StillAssociated extends Failure {}

/**
 * Disassociates a flow from every channel that has it. Finished work is kept, and a later deletion continues from there.
 *
 * @returns how many channels it was disassociated from
 * @throws if channels have the flow and no bearer that may disassociate it is configured, or if the service refuses
 */
export async function freeFlow(
  run: Run,
  arn: string,
  bearer: string | undefined,
  conflict: ServiceError,
): Promise<number> {
  if (!bearer) return nameChannels(run, arn, conflict);
  const tried = new Set<string>();
  const refusals = new Map<string, ServiceError>();
  for (let before = -1; before < tried.size;) {
    before = tried.size;
    for await (const channels of listChannelsWithFlow(run, arn)) {
      const untried = channels.filter((channel) => !tried.has(channel));
      await inParallel(CONCURRENCY, untried, async (channel) => {
        const refusal = await refusalOf(run, {
          ChannelArn: channel,
          ChannelFlowArn: arn,
          ChimeBearer: bearer,
        });
        tried.add(channel);
        if (refusal) refusals.set(channel, refusal);
        report(
          run,
          tried.size - refusals.size,
          untried.filter((other) => !tried.has(other)).length + refusals.size,
        );
      });
    }
  }
  const [refused] = refusals;
  if (refused) throw notFreed(refused, refusals.size);
  return tried.size;
}

/** Without a bearer, names the first channels, for people to act on. */
async function nameChannels(run: Run, arn: string, conflict: ServiceError): Promise<number> {
  const channels: string[] = [];
  for await (const page of listChannelsWithFlow(run, arn)) {
    channels.push(...page);
    if (channels.length > 3) break;
  }
  if (channels.length === 0) return 0;
  throw new StillAssociated(
    `${conflict.message}; it is still associated with ${firstThree(channels)}`,
    'disassociate it from them, as an admin that still exists, then delete again',
    conflict,
  );
}

/** The refusal to disassociate the flow from a channel, if it need not apply to other channels as well. */
async function refusalOf(
  run: Run,
  association: Parameters<typeof takeFlowOff>[1],
): Promise<ServiceError | undefined> {
  try {
    const outcome = await takeFlowOff(run, association);
    return typeof outcome === 'boolean' ? undefined : outcome;
  } catch (error) {
    if (isConflict(error) || isRefused(error)) return error;
    throw error;
  }
}

function report(run: Run, freed: number, left: number): void {
  run.progress = `the flow was disassociated from ${freed} channels, and at least ${left} still have it; deleting again continues from there`;
}

function notFreed([channel, refusal]: [string, ServiceError], count: number): Failure {
  return new Failure(
    `the flow could not be disassociated from ${count} channels, the first being ${channel}: ${refusal.message}`,
    'make the bearer in disassociateOnDelete an admin of the app instance, then delete again',
    refusal,
  );
}
