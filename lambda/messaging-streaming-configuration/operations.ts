/** Calls that only the messaging streaming configuration provider makes. */
import {
  DeleteMessagingStreamingConfigurationsCommand,
  GetMessagingStreamingConfigurationsCommand,
  PutMessagingStreamingConfigurationsCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { isSame } from './streams';
import { required } from '../../processor/response';
import { STREAMED_DATA_TYPES, type StreamsByDataType } from '../../src/private/protocol';
import { call, isNotFound, messagingClient, onceDone } from '../chime';
import type { Run } from '../protocol';

/** It is not documented whether a response without the list means "none". After this many of them, it does. */
const HOLLOW_MEANS_NONE = 3;

/** The streams that an app instance has. */
export async function getStreams(run: Run, AppInstanceArn: string): Promise<StreamsByDataType> {
  const command = new GetMessagingStreamingConfigurationsCommand({ AppInstanceArn });
  let hollow = 0;
  try {
    const list = await call(run, 'GetMessagingStreamingConfigurations', AppInstanceArn, async (http) => {
      const output = await messagingClient().send(command, http);
      if (!output.StreamingConfigurations && ++hollow === HOLLOW_MEANS_NONE) return [];
      return required(output, 'StreamingConfigurations');
    });
    return Object.fromEntries(list.map(({ DataType, ResourceArn }) => [DataType, ResourceArn]));
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

/** Puts all streams of an app instance: a stream that is left out may be removed or stay. */
export async function putStreams(
  run: Run,
  AppInstanceArn: string,
  streams: StreamsByDataType,
): Promise<void> {
  const StreamingConfigurations = STREAMED_DATA_TYPES.flatMap((DataType) => {
    const ResourceArn = streams[DataType];
    return ResourceArn === undefined ? [] : { DataType, ResourceArn };
  });
  const command = new PutMessagingStreamingConfigurationsCommand({ AppInstanceArn, StreamingConfigurations });
  await call<unknown>(
    run,
    'PutMessagingStreamingConfigurations',
    AppInstanceArn,
    async () => messagingClient().send(command),
    { uninterrupted: true, ...onceDone(async () => isSame(await getStreams(run, AppInstanceArn), streams)) },
  );
}

/** Deletes all streams of an app instance: the service has no call that deletes one. */
export async function deleteStreams(run: Run, AppInstanceArn: string): Promise<void> {
  const command = new DeleteMessagingStreamingConfigurationsCommand({ AppInstanceArn });
  await call<unknown>(
    run,
    'DeleteMessagingStreamingConfigurations',
    AppInstanceArn,
    async (http) => messagingClient().send(command, http),
    onceDone(async () => isSame(await getStreams(run, AppInstanceArn), {})),
  );
}
