import { invalidArgument, KinesisError } from './kinesis-error';

/** The position of an iterator. */
export interface IteratorState {
  readonly streamArn: string;
  readonly shardId: string;
  /** The sequence number to continue after. */
  readonly after: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

const LIFETIME = 5 * 60 * 1000;

export function shardIterator(state: IteratorState): string {
  return Buffer.from(JSON.stringify(state)).toString('base64');
}

/** @throws KinesisError if the iterator is invalid or expired */
export function iteratorState(iterator: string, now: number): IteratorState {
  const state = parsed(iterator);
  if (now - state.issuedAt <= LIFETIME) return state;
  throw new KinesisError('ExpiredIteratorException', 'Iterator expired: it is more than 5 minutes old');
}

function parsed(iterator: string): IteratorState {
  try {
    const state = JSON.parse(Buffer.from(iterator, 'base64').toString()) as IteratorState;
    if (typeof state.issuedAt === 'number') return state;
  } catch {
    // treated like any other invalid iterator
  }
  throw invalidArgument('Invalid ShardIterator.');
}
