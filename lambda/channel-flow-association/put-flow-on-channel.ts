import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import {
  associateChannelFlow,
  describeChannelFlowOf,
  disassociateChannelFlow,
  isAbsentOrForbidden,
  isConflict,
  isRefused,
  LAG,
  NOT_VISIBLE_YET,
} from '../chime';
import { adviceOn, Failure, retry, type Run, undone } from '../protocol';

/** Enough for another flow, a conflict with other changes and a third try. */
const ROUNDS = 4;
/** In total, longer than a channel may show an outdated flow. */
const BETWEEN_ROUNDS = 1_500;

/**
 * Associates a flow with a channel, whatever flow the channel had before. The new flow is tried first. If the service
 * refuses it, the channel keeps the former one. If the service does not replace the former one by itself, the channel is
 * without a flow for one call at most. If the new flow fails after the former one was disassociated, the former one is
 * associated again.
 *
 * @param expected the flow that the channel is thought to have, which saves a call
 */
export async function putFlowOnChannel(
  run: Run,
  association: ChannelFlowAssociationProperties,
  expected?: string,
): Promise<void> {
  const takenOff: string[] = [];
  try {
    await replaceFlow(run, association, expected, takenOff);
  } catch (error) {
    const [former] = takenOff;
    if (!former || run.signal.aborted) throw withHint(error, association);
    throw await putBack(run, association, former, error as Error);
  }
}

async function replaceFlow(
  run: Run,
  association: ChannelFlowAssociationProperties,
  expected: string | undefined,
  takenOff: string[],
): Promise<void> {
  let isConfirmed = false;
  for (let round = 1; ; round++) {
    const conflict = await tryToAssociate(run, association, takenOff);
    if (!conflict) return;
    const { ChannelArn, ChannelFlowArn, ChimeBearer } = association;
    const current =
      round === 1 && expected ? expected : await describeChannelFlowOf(run, ChannelArn, ChimeBearer);
    if (current === ChannelFlowArn && isConfirmed) return;
    if (round === ROUNDS) throw conflict;
    isConfirmed = current === ChannelFlowArn;
    if (isConfirmed) {
      await run.sleep(LAG);
    } else if (current && (await isTakenOff(run, { ...association, ChannelFlowArn: current }))) {
      takenOff.push(current);
    } else {
      await run.sleep(BETWEEN_ROUNDS * round);
    }
  }
}

/**
 * @param takenOff the flows that were disassociated: if the channel has one of them again, another request came after
 *   this one
 * @returns the conflict with the channel's current flow, if there is one
 */
async function tryToAssociate(
  run: Run,
  association: ChannelFlowAssociationProperties,
  takenOff: readonly string[],
): Promise<Error | undefined> {
  // Keep enough time to restore the former flow.
  const reserve = takenOff.length > 0 ? run.remaining() / 4 : 0;
  const { ChannelArn, ChannelFlowArn, ChimeBearer } = association;
  const recover = async () => {
    let current = await describeChannelFlowOf(run, ChannelArn, ChimeBearer);
    if (takenOff.includes(current!)) {
      await run.sleep(LAG);
      current = await describeChannelFlowOf(run, ChannelArn, ChimeBearer);
      if (takenOff.includes(current!)) throw undone();
    }
    return current === ChannelFlowArn || undefined;
  };
  try {
    await retry(
      run,
      [NOT_VISIBLE_YET],
      async () => associateChannelFlow(run, association, { reserve, recover }),
      reserve,
    );
    return undefined;
  } catch (error) {
    if (isConflict(error)) return error;
    throw error;
  }
}

/** Whether the channel had a flow and no longer has it. */
async function isTakenOff(run: Run, association: ChannelFlowAssociationProperties): Promise<boolean> {
  try {
    await disassociateChannelFlow(run, association);
    return true;
  } catch (error) {
    if (isConflict(error) || isRefused(error)) return false;
    throw error;
  }
}

async function putBack(
  run: Run,
  association: ChannelFlowAssociationProperties,
  former: string,
  error: Error,
): Promise<Failure> {
  const outcome = await replaceFlow(
    run,
    { ...association, ChannelFlowArn: former },
    association.ChannelFlowArn,
    [],
  ).then(
    () => `the previous flow ${former} is associated with the channel again`,
    (second: Error) => `the previous flow ${former} could not be restored (${second.message})`,
  );
  const { message, advice, cause } = withHint(error, association);
  return new Failure(`${message}; ${outcome}`, advice, cause);
}

function withHint(error: unknown, { ChimeBearer }: ChannelFlowAssociationProperties): Failure {
  const cause = error as Error;
  const hint = `check that ${ChimeBearer} is a moderator of the channel or an admin of the app instance, and that channel and flow exist in the same app instance`;
  return new Failure(cause.message, isAbsentOrForbidden(cause) ? hint : adviceOn(cause), cause);
}
