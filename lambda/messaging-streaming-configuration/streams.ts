import {
  STREAMED_DATA_TYPES,
  type StreamedDataType,
  type StreamsByDataType,
} from '../../src/private/protocol';
import { Failure } from '../protocol';

/** What happens to the streams of an app instance. */
export interface Change {
  readonly appInstanceArn: string;
  /** What goes where from now on. */
  readonly desired: StreamsByDataType;
  /** Where it may go today because of this resource: the only streams that are replaced or removed. */
  readonly own: StreamsByDataType;
  /** What is to be put again after all was deleted. Until that has worked, nothing else tells what somebody else had. */
  kept?: StreamsByDataType;
}

/** A data type goes to a stream that this resource has not configured. */
export class TakenError extends Failure {
  constructor({ appInstanceArn, desired }: Change, dataType: StreamedDataType, stream: string) {
    super(
      `data type ${dataType} of ${appInstanceArn} goes to ${stream} already, which somebody else has configured`,
      `pass that stream in place of ${desired[dataType]}, or remove its configuration, then deploy again`,
    );
  }
}

/**
 * What an app instance should have, given what it has: the other data type stays, and so does what is somebody else's.
 *
 * @param leaveTaken whether a data type that somebody else has taken is left to them
 * @throws {@link TakenError} if one is taken, otherwise
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

/** Whether something of the resource is not where it was, nor in the hands of somebody else: it may be on its way there. */
export function lacksOwn(current: StreamsByDataType, { desired, own }: Change): boolean {
  return STREAMED_DATA_TYPES.some((dataType) => {
    const { [dataType]: found } = current;
    const isTheirs = found !== undefined && found !== desired[dataType];
    return own[dataType] !== undefined && found !== own[dataType] && !isTheirs;
  });
}

export function isSame(one: StreamsByDataType, other: StreamsByDataType): boolean {
  return STREAMED_DATA_TYPES.every((dataType) => one[dataType] === other[dataType]);
}

/** Whether all that goes somewhere in the first goes there in the second as well. */
export function isPartOf(part: StreamsByDataType, whole: StreamsByDataType): boolean {
  return STREAMED_DATA_TYPES.every(
    (dataType) => part[dataType] === undefined || part[dataType] === whole[dataType],
  );
}

export function isEmpty(streams: StreamsByDataType): boolean {
  return isSame(streams, {});
}
