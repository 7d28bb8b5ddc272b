import { type ChannelRecord, channelRecordsOf } from './records';
import { type Batch, report } from './report';
import { type Result, takeTurn } from './take-turn';
import type { StateFile } from '../coverage-state';
import { endOfTurn, Lease, type MessagingClient } from '../coverage-turn';
import { Failure, type LambdaContext, type Timers } from '../protocol';

/** Kept free at the end of an invocation, to let calls end and to release the lease. */
const MARGIN = 30_000;

/** How often to request the lease while another invocation has it: at random intervals around this. */
const PAUSE = 500;

/** The part of Lambda's context that is used. */
export interface InvocationContext extends LambdaContext {
  readonly awsRequestId: string;
}

/** The records to deliver again: those that had no result. */
export interface Response {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface HandlerOptions {
  readonly client: MessagingClient;
  readonly openState: () => StateFile;
  readonly timers: Timers;
  /** The name of the function that sweeps. */
  readonly coverage: string;
  readonly write: (line: string) => void;
}

/**
 * Creates the Lambda handler that receives the records of a stream. It works alone: invocations for other shards wait for it, so that
 * no bearer makes calls too often. It never fails: a record that is left over is delivered once more, and then left to the next sweep.
 */
export function createHandler({ client, openState, timers, coverage, write }: HandlerOptions) {
  return async (event: unknown, context: InvocationContext): Promise<Response> => {
    const endsAt = endOfTurn(timers, context, MARGIN);
    const records = channelRecordsOf(event);
    const none = new Map<string, Result>();
    let batch: Batch = { requestId: context.awsRequestId, records: records.length, results: none };
    try {
      const lease = records.length > 0 ? await leaseOf(openState, timers, endsAt) : undefined;
      if (!lease) return { batchItemFailures: [] };
      batch = { ...batch, results: await takeTurn(lease, client, timers, endsAt, records) };
    } catch (failure) {
      batch = { ...batch, failure };
    }
    write(report(batch, coverage, timers.now()));
    return { batchItemFailures: leftOver(records, batch) };
  };
}

/** The lease, as soon as nobody else has it; undefined if there is no longer any detection. */
async function leaseOf(
  openState: () => StateFile,
  timers: Timers,
  endsAt: number,
): Promise<Lease | undefined> {
  for (;;) {
    const lease = await Lease.take(openState(), timers, () => true);
    if (lease) return lease;
    const { state } = await openState().read();
    if (!state?.generation.settings) return undefined;
    if (timers.now() >= endsAt) {
      throw new Failure('other invocations took all of the time', 'name more bearers');
    }
    await timers.sleep(PAUSE * (0.5 + Math.random()));
  }
}

function leftOver(
  records: readonly ChannelRecord[],
  { results, failure }: Batch,
): Response['batchItemFailures'] {
  const left = records.filter(
    ({ channelArn }) => failure !== undefined || typeof results.get(channelArn) === 'object',
  );
  return left.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber }));
}
