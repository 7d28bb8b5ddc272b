import {
  STREAMED_DATA_TYPES,
  type StreamedDataType,
  type StreamsByDataType,
} from '../../src/private/protocol';
import { Failure } from '../protocol';

/** A change to the streams of an app instance. */
export interface Change {
  readonly appInstanceArn: string;
  /** Which data type goes to which stream from now on. */
  readonly desired: StreamsByDataType;
  /** Where each may go now because of this resource. Only these streams are replaced or removed. */
  readonly own: StreamsByDataType;
  /** The streams to put again after all were deleted. Until that succeeds, nothing else records which ones somebody else had. */
  kept?: StreamsByDataType;
}

/** A data type already goes to a stream that this resource has not configured. */
export class TakenError extends Failure {
  constructor({ appInstanceArn, desired }: Change, dataType: StreamedDataType, stream: string) {
    super(
      `data type ${dataType} of ${appInstanceArn} already goes to ${stream}, which something else configured`,
      `pass that stream in place of ${desired[dataType]}, or remove its configuration, then deploy again`,
    );
  }
}

/**
 * The streams that an app instance should have, based on those that it has: the other data type and other people's
 * streams stay.
 *
 * @param leaveTaken whether to leave a data type alone if somebody else has taken it
 * @throws {@link TakenError} if one is taken and `leaveTaken` is not set
 */
export function targetOf(current: StreamsByDataType, change: Change, leaveTaken = false): StreamsByDataType {
  const entries = STREAMED_DATA_TYPES.map((dataType) => {
    const [found, desired] = [current[dataType] ?? change.kept?.[dataType], change.desired[dataType]];
    const isFree = found === undefined || found === change.own[dataType] || found === desired;
    if (isFree) return [dataType, desired];
    if (desired !== undefined && !leaveTaken) throw new TakenError(change, dataType, found);
    return [dataType, found];
  });
  return Object.fromEntries(entries) as StreamsByDataType;
}

/**
 * Whether a data type no longer goes to the resource's stream: an earlier request may be unfinished. If somebody else has taken the data
 * type, that request can do nothing, unless it also ends a data type: a canceled request behaves like a rollback, so it leaves what is
 * taken, and does the rest.
 */
export function lacksOwn(current: StreamsByDataType, { desired, own }: Change): boolean {
  const isEndedByOwn = STREAMED_DATA_TYPES.some(
    (one) => desired[one] !== undefined && own[one] === undefined,
  );
  return STREAMED_DATA_TYPES.some((dataType) => {
    const { [dataType]: found } = current;
    const isTheirs = found !== undefined && found !== desired[dataType];
    return own[dataType] !== undefined && found !== own[dataType] && (!isTheirs || isEndedByOwn);
  });
}

export function isSame(one: StreamsByDataType, other: StreamsByDataType): boolean {
  return STREAMED_DATA_TYPES.every((dataType) => one[dataType] === other[dataType]);
}

/** Whether each data type in the first also goes to the same stream in the second. */
export function isPartOf(part: StreamsByDataType, whole: StreamsByDataType): boolean {
  return STREAMED_DATA_TYPES.every(
    (dataType) => part[dataType] === undefined || part[dataType] === whole[dataType],
  );
}

export function isEmpty(streams: StreamsByDataType): boolean {
  return isSame(streams, {});
}
