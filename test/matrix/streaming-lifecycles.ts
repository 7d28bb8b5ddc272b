import { LATER } from './admin-lifecycles';
import type { Lifecycle, Stage, State } from './lifecycles';
import { STREAMED_DATA_TYPES, type StreamsByDataType } from '../../src/private/protocol';

export const STREAMS = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-';
const [OURS, NEXT] = ['ours', 'next'].map((name) => STREAMS + name);
export const THEIRS = `${STREAMS}theirs`;

interface StreamingCase {
  /** The streams of others in each app instance, which must stay. */
  readonly theirs?: StreamsByDataType;
  /**
   * What others do to the home app instance: configure the data type or the very same stream before the stack, or
   * delete the configuration, configure the data type, or delete the app instance after its first deployment.
   */
  readonly others?: 'takeBefore' | 'putSameBefore' | 'deleteMeanwhile' | 'takeMeanwhile' | 'endMeanwhile';
  /** Whether the change must fail as long as others use the data type. */
  readonly isRefused?: boolean;
  /** Whether the stack retains the first configuration. */
  readonly retains?: boolean;
  readonly before?: StreamsByDataType;
  readonly after?: StreamsByDataType;
  /** Whether the change moves it to the other app instance. */
  readonly moves?: boolean;
  /** The streams in each state, in addition to those of others, where the change does not move it. */
  readonly streams: Record<State, StreamsByDataType>;
  /** What a rolled-back creation may leave: the previous configuration has no mark. */
  readonly mayStay?: StreamsByDataType;
}

function streaming({ theirs = {}, streams, mayStay, ...change }: StreamingCase): Lifecycle {
  const { others, isRefused, retains, before, after, moves } = change;
  return {
    type: 'Custom::ChimeMessagingStreamingConfiguration',
    operations: [
      'GetMessagingStreamingConfigurations',
      'PutMessagingStreamingConfigurations',
      'DeleteMessagingStreamingConfigurations',
      'ListAppInstances',
    ],
    plan: async (stage) => {
      const home = others === 'endMeanwhile' ? await newAppInstance(stage) : stage.home;
      const elsewhere = stage.appInstances[1]!;
      await put(stage, home, theirs);
      await put(stage, elsewhere, theirs);
      if (others === 'takeBefore') await put(stage, home, { ...theirs, Channel: THEIRS });
      if (others === 'putSameBefore') await put(stage, home, { ...theirs, Channel: OURS });
      return {
        before: before && { AppInstanceArn: home, Streams: before },
        after: after && { AppInstanceArn: moves ? elsewhere : home, Streams: after },
        ...(retains && { retains, pause: LATER }),
        ...(isRefused && { yields: async () => put(stage, home, theirs) }),
        meanwhile: async () => {
          if (others === 'deleteMeanwhile') await put(stage, home, theirs);
          if (others === 'takeMeanwhile') await put(stage, home, { ...theirs, Channel: THEIRS });
          if (others === 'endMeanwhile') await stage.call('DeleteAppInstance', { AppInstanceArn: home });
        },
        problems: async (state) => {
          const isMoved = moves && state === 'desired';
          const wanted = { ...theirs, ...streams[state] };
          const found = await streamsOf(stage, isMoved ? elsewhere : home);
          const untouched = await streamsOf(stage, isMoved ? home : elsewhere);
          const isStaying = mayStay && state === 'former' && isSame(found, { ...theirs, ...mayStay });
          return [...(isStaying ? [] : differences(found, wanted)), ...differences(untouched, theirs)];
        },
      };
    },
  };
}

/** An app instance that is deleted in the course of the case. */
async function newAppInstance(stage: Stage): Promise<string> {
  return (await stage.call('CreateAppInstance', { Name: 'ends' })).AppInstanceArn as string;
}

/** Configures an app instance on behalf of others: with these streams and no more. */
export async function put(stage: Stage, AppInstanceArn: string, streams: StreamsByDataType): Promise<void> {
  await stage.call('DeleteMessagingStreamingConfigurations', { AppInstanceArn });
  const StreamingConfigurations = STREAMED_DATA_TYPES.flatMap((DataType) => {
    const ResourceArn = streams[DataType];
    return ResourceArn === undefined ? [] : { DataType, ResourceArn };
  });
  if (StreamingConfigurations.length === 0) return;
  await stage.call('PutMessagingStreamingConfigurations', { AppInstanceArn, StreamingConfigurations });
}

/** A deleted app instance has none. */
export async function streamsOf(stage: Stage, AppInstanceArn: string): Promise<StreamsByDataType> {
  const { StreamingConfigurations = [] } = await stage
    .call('GetMessagingStreamingConfigurations', { AppInstanceArn })
    .catch(() => ({ StreamingConfigurations: [] }));
  return Object.fromEntries(
    StreamingConfigurations.map(({ DataType, ResourceArn }) => [DataType, ResourceArn]),
  );
}

function isSame(one: StreamsByDataType, other: StreamsByDataType): boolean {
  return STREAMED_DATA_TYPES.every((dataType) => one[dataType] === other[dataType]);
}

function differences(found: StreamsByDataType, wanted: StreamsByDataType): string[] {
  return STREAMED_DATA_TYPES.filter((dataType) => found[dataType] !== wanted[dataType]).map((dataType) => {
    const [is, should] = [found[dataType], wanted[dataType]];
    const whose = should === THEIRS ? "somebody else's " : '';
    return `${whose}${dataType} goes to ${nameOfStream(is)} instead of ${nameOfStream(should)}`;
  });
}

export function nameOfStream(stream = 'nowhere'): string {
  return stream.replace(STREAMS, '');
}

const CHANNELS = { Channel: OURS };
const BESIDE = { theirs: { ChannelMessage: THEIRS } };

/** The lifecycles of a streaming configuration. */
export const STREAMING_LIFECYCLES: Readonly<Record<string, Lifecycle>> = {
  'streaming-create': streaming({
    ...BESIDE,
    after: CHANNELS,
    streams: { former: {}, desired: CHANNELS, deleted: {} },
  }),
  'streaming-create-alone': streaming({
    after: { Channel: OURS, ChannelMessage: NEXT },
    streams: { former: {}, desired: { Channel: OURS, ChannelMessage: NEXT }, deleted: {} },
  }),
  // The stream identifies it as ours, whoever configured it.
  'streaming-create-over-same': streaming({
    ...BESIDE,
    others: 'putSameBefore',
    after: CHANNELS,
    streams: { former: {}, desired: CHANNELS, deleted: {} },
    mayStay: CHANNELS,
  }),
  'streaming-create-beside-retained': streaming({
    ...BESIDE,
    retains: true,
    before: CHANNELS,
    after: CHANNELS,
    streams: { former: {}, desired: CHANNELS, deleted: {} },
    mayStay: CHANNELS,
  }),
  'streaming-create-taken': streaming({
    ...BESIDE,
    others: 'takeBefore',
    isRefused: true,
    after: CHANNELS,
    streams: { former: { Channel: THEIRS }, desired: CHANNELS, deleted: {} },
  }),
  'streaming-stream': streaming({
    ...BESIDE,
    before: CHANNELS,
    after: { Channel: NEXT },
    streams: { former: CHANNELS, desired: { Channel: NEXT }, deleted: {} },
  }),
  'streaming-stream-taken': streaming({
    ...BESIDE,
    others: 'takeMeanwhile',
    isRefused: true,
    before: CHANNELS,
    after: { Channel: NEXT },
    streams: { former: { Channel: THEIRS }, desired: { Channel: NEXT }, deleted: {} },
  }),
  'streaming-data-type': streaming({
    before: CHANNELS,
    after: { ChannelMessage: OURS },
    streams: { former: CHANNELS, desired: { ChannelMessage: OURS }, deleted: {} },
  }),
  'streaming-data-types': streaming({
    before: CHANNELS,
    after: { Channel: NEXT, ChannelMessage: OURS },
    streams: { former: CHANNELS, desired: { Channel: NEXT, ChannelMessage: OURS }, deleted: {} },
  }),
  'streaming-app-instance': streaming({
    ...BESIDE,
    moves: true,
    before: CHANNELS,
    after: CHANNELS,
    streams: { former: CHANNELS, desired: CHANNELS, deleted: {} },
  }),
  'streaming-delete': streaming({
    ...BESIDE,
    before: CHANNELS,
    streams: { former: CHANNELS, desired: {}, deleted: {} },
  }),
  'streaming-delete-alone': streaming({
    before: CHANNELS,
    streams: { former: CHANNELS, desired: {}, deleted: {} },
  }),
  'streaming-delete-gone': streaming({
    ...BESIDE,
    others: 'deleteMeanwhile',
    before: CHANNELS,
    streams: { former: {}, desired: {}, deleted: {} },
  }),
  'streaming-delete-taken': streaming({
    ...BESIDE,
    others: 'takeMeanwhile',
    before: CHANNELS,
    streams: { former: { Channel: THEIRS }, desired: { Channel: THEIRS }, deleted: { Channel: THEIRS } },
  }),
  'streaming-delete-app-instance-gone': streaming({
    others: 'endMeanwhile',
    before: CHANNELS,
    streams: { former: {}, desired: {}, deleted: {} },
  }),
};
