/**
 * Where the data of an app instance is streamed to.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/streaming-export.html
 */
import { appInstanceNamed } from './access';
import type { ServiceContext } from './context';
import { operation } from './operation';
import { chimeArn, enumeration, list, structure } from '../model';
import { badRequest, refusal } from '../service-error';
import type { AppInstance, StreamedData } from '../state';

const streamingPath = '/app-instances/{AppInstanceArn}/streaming-configurations';
const streamingConfigurations = list(
  structure({ DataType: enumeration('Channel', 'ChannelMessage'), ResourceArn: chimeArn }),
  1,
  2,
);

export const streamingConfigurationOperations = {
  PutMessagingStreamingConfigurations: operation({
    method: 'PUT',
    path: streamingPath,
    statusCode: 200,
    input: { AppInstanceArn: chimeArn, StreamingConfigurations: streamingConfigurations },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const wanted = new Map(input.StreamingConfigurations.map((each) => [each.DataType, each.ResourceArn]));
      if (wanted.size < input.StreamingConfigurations.length) {
        throw badRequest("'StreamingConfigurations' must have no data type twice");
      }
      for (const arn of wanted.values()) checkStream(ctx, arn);
      if (ctx.behavior.streamingPut === 'replaces') appInstance.streams.clear();
      for (const [dataType, arn] of wanted) appInstance.streams.set(dataType, arn);
      return answer(appInstance);
    },
  }),

  GetMessagingStreamingConfigurations: operation({
    method: 'GET',
    path: streamingPath,
    statusCode: 200,
    input: { AppInstanceArn: chimeArn },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      if (appInstance.streams.size === 0) {
        throw refusal('NotFound', `${appInstance.arn} has no streaming configurations`);
      }
      return answer(appInstance);
    },
  }),

  DeleteMessagingStreamingConfigurations: operation({
    method: 'DELETE',
    path: streamingPath,
    statusCode: 204,
    input: { AppInstanceArn: chimeArn },
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    handle(ctx, input) {
      appInstanceNamed(ctx, input.AppInstanceArn).streams.clear();
      return {};
    },
  }),
};

/** Streams must be in the account and region of the app instance, and have a name that the service may write to. */
function checkStream({ partition, region, account }: ServiceContext, arn: string): void {
  const expected = `arn:${partition}:kinesis:${region}:${account}:stream/chime-messaging-`;
  if (!arn.startsWith(expected)) {
    throw badRequest(`'StreamingConfigurations' must name streams that start with ${expected}, got ${arn}`);
  }
}

function answer({ streams }: AppInstance): {
  StreamingConfigurations: { DataType: StreamedData; ResourceArn: string }[];
} {
  return {
    StreamingConfigurations: [...streams].map(([DataType, ResourceArn]) => ({ DataType, ResourceArn })),
  };
}
