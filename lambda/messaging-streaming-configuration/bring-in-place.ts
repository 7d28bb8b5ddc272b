import { deleteStreams, getStreams, putStreams } from './operations';
import { type Change, isEmpty, isPartOf, isSame, targetOf } from './streams';
import { STREAM_NAME_PREFIX, type StreamsByDataType } from '../../src/private/protocol';
import { isBadRequest, isConflict, isRefused, LAG, NOT_VISIBLE_YET, type ServiceError } from '../chime';
import { Failure, type Look, retry, type RetryPolicy, type Run, undone } from '../protocol';

/**
 * How long after a write to check its outcome: by then, anybody who read before the write and writes after it has done
 * so. The service has no conditional write.
 */
const OTHERS_ARE_DONE = 1_000;

const ANOTHER_CHANGE: RetryPolicy = { applies: isConflict, budget: () => 15_000 };

/** The service accesses the stream as the provider, whose policy may be a few seconds old, and reports this error if it is denied. */
const NOT_ACCESSIBLE_YET: RetryPolicy = {
  applies: (error) => isBadRequest(error) && isPut(error),
  budget: (remaining) => Math.min(30_000, remaining / 2),
};

export interface Options {
  /** Whether to leave a data type alone if somebody else has taken it. */
  readonly leaveTaken?: boolean;
  /** Called before anything is changed. */
  readonly onWrite?: () => void;
}

/**
 * Changes the streams of an app instance where they are not as desired.
 *
 * @returns whether there was something to change
 */
export async function bringInPlace(run: Run, change: Change, options: Options = {}): Promise<Look> {
  const { appInstanceArn } = change;
  try {
    return await retry(run, [NOT_VISIBLE_YET, ANOTHER_CHANGE, NOT_ACCESSIBLE_YET], async () => {
      const current = await getStreams(run, appInstanceArn);
      const target = targetOf(current, change, options.leaveTaken);
      const isDone = isSame(current, target);
      if (!isDone) {
        options.onWrite?.();
        await write(run, change, target, options);
      }
      change.kept = {};
      return isDone ? 'nothing' : 'found';
    });
  } catch (error) {
    throw withHint(error as Error, change);
  }
}

/**
 * Does the same, and verifies the result.
 *
 * @throws if the streams are no longer as desired a moment later: they are not written again, because a rollback may have undone
 *   this
 */
export async function bringInPlaceAndVerify(run: Run, change: Change, options: Options = {}): Promise<void> {
  if ((await bringInPlace(run, change, options)) === 'nothing') return;
  for (const pause of [OTHERS_ARE_DONE, LAG]) {
    await run.sleep(pause);
    const current = await getStreams(run, change.appInstanceArn);
    if (isSame(current, targetOf(current, change, options.leaveTaken))) return;
  }
  throw undone();
}

/**
 * If a put keeps the streams that it does not name, only a deletion of all streams removes one. The streams that should
 * stay are put again at once, including those that somebody else has put in the meantime.
 */
async function write(
  run: Run,
  change: Change,
  target: StreamsByDataType,
  { leaveTaken }: Options,
): Promise<void> {
  const { appInstanceArn } = change;
  if (isEmpty(target)) return deleteStreams(run, appInstanceArn);
  await putStreams(run, appInstanceArn, target);
  const current = await getStreams(run, appInstanceArn);
  const remaining = targetOf(current, change, leaveTaken);
  if (isSame(current, remaining) || !isPartOf(remaining, current)) return;
  change.kept = remaining;
  await deleteStreams(run, appInstanceArn);
  await putStreams(run, appInstanceArn, remaining);
}

function isPut({ operation }: ServiceError): boolean {
  return operation === 'PutMessagingStreamingConfigurations';
}

/** The service does not say why it refuses a stream. */
function withHint(error: Error, { appInstanceArn, desired }: Change): Error {
  if (!isRefused(error) || !isPut(error)) return error;
  const streams = [...new Set(Object.values(desired).filter(Boolean))].join(' and ');
  const advice = streams
    ? `check that ${appInstanceArn} exists, and that ${streams} is in its account and Region, has a name that begins with ${STREAM_NAME_PREFIX}, server-side encryption, and at least two shards or on-demand capacity`
    : 'the other data type must be configured again: check that its stream exists, and that the provider may write to it';
  return new Failure(error.message, advice, error);
}
