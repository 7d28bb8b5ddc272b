/**
 * The streams that receive the data of an app instance.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/streaming-export.html
 */
import { appInstanceNamed } from './access';
import type { ServiceContext } from './context';
import { operation, type Dependents } from './operation';
import { chimeArn, enumeration, list, structure } from '../model';
import { badRequest, refusal, type ServiceError } from '../service-error';
import type { AppInstance, StreamedData } from '../state';

const streamingPath = '/app-instances/{AppInstanceArn}/streaming-configurations';
const putInput = {
  AppInstanceArn: chimeArn,
  StreamingConfigurations: list(
    structure({ DataType: enumeration('Channel', 'ChannelMessage'), ResourceArn: chimeArn }),
    1,
    2,
  ),
};

const SERVICE = 'messaging.chime.amazonaws.com';
const STREAM_ACTIONS = [
  'kinesis:PutRecord',
  'kinesis:PutRecords',
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
];

/** The service uses the caller's permissions to check a stream and to create the role that it writes with. */
const streamAccess: Dependents<typeof putInput> = {
  actions({ StreamingConfigurations }, { partition, account }) {
    const roles = `arn:${partition}:iam::${account}:role/aws-service-role`;
    return [
      ...StreamingConfigurations.flatMap(({ ResourceArn: resource }) =>
        STREAM_ACTIONS.map((action) => ({ action, resource })),
      ),
      {
        action: 'iam:CreateServiceLinkedRole',
        resource: `${roles}/${SERVICE}/AWSServiceRoleForChimeSDKMessaging`,
        context: { 'iam:AWSServiceName': SERVICE },
      },
    ];
  },
  refusal: inaccessible,
};

export const streamingConfigurationOperations = {
  PutMessagingStreamingConfigurations: operation({
    method: 'PUT',
    path: streamingPath,
    statusCode: 200,
    input: putInput,
    resources: ({ AppInstanceArn }) => [AppInstanceArn],
    dependents: streamAccess,
    handle(ctx, input) {
      const appInstance = appInstanceNamed(ctx, input.AppInstanceArn);
      const wanted = new Map(input.StreamingConfigurations.map((each) => [each.DataType, each.ResourceArn]));
      if (wanted.size < input.StreamingConfigurations.length) {
        throw badRequest("'StreamingConfigurations' must not repeat a data type");
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

/**
 * A stream must be in the account and Region of the app instance, have a name with the prefix that the service
 * requires, and be writable for the service.
 */
function checkStream(ctx: ServiceContext, arn: string): void {
  const { partition, region, account } = ctx;
  const expected = `arn:${partition}:kinesis:${region}:${account}:stream/chime-messaging-`;
  if (!arn.startsWith(expected)) {
    throw badRequest(`'StreamingConfigurations' must name streams that start with ${expected}, got ${arn}`);
  }
  const problem = ctx.streamProblem(arn);
  if (problem !== undefined) throw inaccessible(ctx, problem);
}

function inaccessible({ behavior }: ServiceContext, problem?: string): ServiceError {
  return refusal(
    behavior.inaccessibleStream,
    `Unable to access Kinesis stream${problem ? `: ${problem}` : ''}`,
  );
}

function answer({ streams }: AppInstance): {
  StreamingConfigurations: { DataType: StreamedData; ResourceArn: string }[];
} {
  return {
    StreamingConfigurations: [...streams].map(([DataType, ResourceArn]) => ({ DataType, ResourceArn })),
  };
}
