/** Calls that only the channel flow provider makes. */
import {
  CreateChannelFlowCommand,
  DeleteChannelFlowCommand,
  DescribeChannelFlowCommand,
  ListTagsForResourceCommand,
  type Processor,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelFlowCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { required } from '../../processor/response';
import type { ChannelFlowProperties, ProcessorProperties } from '../../src/private/protocol';
import { call, type CallOptions, messagingClient, onceDone } from '../chime';
import type { Run } from '../protocol';

/** Tells whether a call whose response was lost has taken effect. */
type IsDone = () => Promise<boolean>;

/** @returns the ARN of the flow; the same token always returns the same flow */
export async function createChannelFlow(
  run: Run,
  flow: ChannelFlowProperties,
  token: string,
  tags: Tag[],
  options: CallOptions<string>,
): Promise<string> {
  const input = {
    AppInstanceArn: flow.AppInstanceArn,
    Name: flow.Name,
    Processors: flow.Processors.map(toProcessor),
    ClientRequestToken: token,
    Tags: tags,
  };
  return call(
    run,
    'CreateChannelFlow',
    `"${flow.Name}"`,
    async (http) =>
      required(await messagingClient().send(new CreateChannelFlowCommand(input), http), 'ChannelFlowArn'),
    options,
  );
}

/** The current state of a flow. */
export interface DescribedChannelFlow {
  readonly Name: string | undefined;
  readonly Processors: ProcessorProperties[];
  readonly CreatedTimestamp: Date | undefined;
  /** Milliseconds since 1970. */
  readonly updatedAt: number | undefined;
}

export async function describeChannelFlow(run: Run, arn: string): Promise<DescribedChannelFlow> {
  const flow = await call(run, 'DescribeChannelFlow', arn, async (http) =>
    required(
      await messagingClient().send(new DescribeChannelFlowCommand({ ChannelFlowArn: arn }), http),
      'ChannelFlow',
    ),
  );
  const { Name, Processors = [], CreatedTimestamp, LastUpdatedTimestamp } = flow;
  const inOrder = [...Processors].sort((one, other) => one.ExecutionOrder! - other.ExecutionOrder!);
  return {
    Name,
    Processors: inOrder.map(fromProcessor),
    CreatedTimestamp,
    updatedAt: LastUpdatedTimestamp?.getTime(),
  };
}

export async function updateChannelFlow(
  run: Run,
  arn: string,
  flow: ChannelFlowProperties,
  isDone: IsDone,
): Promise<void> {
  const input = { ChannelFlowArn: arn, Name: flow.Name, Processors: flow.Processors.map(toProcessor) };
  await call<unknown>(
    run,
    'UpdateChannelFlow',
    arn,
    async (http) =>
      required(await messagingClient().send(new UpdateChannelFlowCommand(input), http), 'ChannelFlowArn'),
    onceDone(isDone),
  );
}

export async function deleteChannelFlow(
  run: Run,
  arn: string,
  options: CallOptions<unknown> = {},
): Promise<void> {
  await call<unknown>(
    run,
    'DeleteChannelFlow',
    arn,
    async (http) => messagingClient().send(new DeleteChannelFlowCommand({ ChannelFlowArn: arn }), http),
    options,
  );
}

export async function tagResource(run: Run, arn: string, tags: Tag[], isDone: IsDone): Promise<void> {
  const command = new TagResourceCommand({ ResourceARN: arn, Tags: tags });
  await call<unknown>(
    run,
    'TagResource',
    arn,
    async (http) => messagingClient().send(command, http),
    onceDone(isDone),
  );
}

export async function untagResource(run: Run, arn: string, keys: string[], isDone: IsDone): Promise<void> {
  const command = new UntagResourceCommand({ ResourceARN: arn, TagKeys: keys });
  await call<unknown>(
    run,
    'UntagResource',
    arn,
    async (http) => messagingClient().send(command, http),
    onceDone(isDone),
  );
}

export async function listTags(run: Run, arn: string): Promise<Tag[]> {
  return call(run, 'ListTagsForResource', arn, async (http) =>
    required(
      await messagingClient().send(new ListTagsForResourceCommand({ ResourceARN: arn }), http),
      'Tags',
    ),
  );
}

function toProcessor(processor: ProcessorProperties, index: number): Processor {
  return {
    Name: processor.Name,
    Configuration: { Lambda: { ResourceArn: processor.FunctionArn, InvocationType: 'ASYNC' } },
    ExecutionOrder: index + 1,
    FallbackAction: processor.FallbackAction,
  };
}

/** Keeps the members in the order of a decoded property, because the two are compared. */
function fromProcessor({ Name, Configuration, FallbackAction }: Processor): ProcessorProperties {
  return { Name: Name!, FunctionArn: Configuration!.Lambda!.ResourceArn!, FallbackAction: FallbackAction! };
}
