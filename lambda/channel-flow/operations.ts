/** Calls that only the channel flow provider makes. */
import {
  CreateChannelFlowCommand,
  DeleteChannelFlowCommand,
  ListTagsForResourceCommand,
  type Processor,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelFlowCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import type {
  ChannelFlowProperties,
  ProcessorProperties,
} from '../../src/private/protocol/channel-flow-properties';
import { call, type CallOptions } from '../chime/call';
import { messagingClient } from '../chime/clients';
import type { Run } from '../protocol/run';

/** @returns the ARN of the flow: of the same one each time the token is the same */
export async function createChannelFlow(
  run: Run,
  flow: ChannelFlowProperties,
  token: string,
  tags: Tag[],
  options: CallOptions,
): Promise<string> {
  const input = {
    AppInstanceArn: flow.AppInstanceArn,
    Name: flow.Name,
    Processors: flow.Processors.map(toProcessor),
    ClientRequestToken: token,
    Tags: tags,
  };
  const { ChannelFlowArn } = await call(
    run,
    'CreateChannelFlow',
    `"${flow.Name}"`,
    async (http) => messagingClient().send(new CreateChannelFlowCommand(input), http),
    options,
  );
  return ChannelFlowArn!;
}

export async function updateChannelFlow(run: Run, arn: string, flow: ChannelFlowProperties): Promise<void> {
  const input = { ChannelFlowArn: arn, Name: flow.Name, Processors: flow.Processors.map(toProcessor) };
  await call(run, 'UpdateChannelFlow', arn, async (http) =>
    messagingClient().send(new UpdateChannelFlowCommand(input), http),
  );
}

export async function deleteChannelFlow(run: Run, arn: string, options: CallOptions = {}): Promise<void> {
  await call(
    run,
    'DeleteChannelFlow',
    arn,
    async (http) => messagingClient().send(new DeleteChannelFlowCommand({ ChannelFlowArn: arn }), http),
    options,
  );
}

export async function tagResource(run: Run, arn: string, tags: Tag[]): Promise<void> {
  await call(run, 'TagResource', arn, async (http) =>
    messagingClient().send(new TagResourceCommand({ ResourceARN: arn, Tags: tags }), http),
  );
}

export async function untagResource(run: Run, arn: string, keys: string[]): Promise<void> {
  await call(run, 'UntagResource', arn, async (http) =>
    messagingClient().send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: keys }), http),
  );
}

export async function listTags(run: Run, arn: string): Promise<Tag[]> {
  const { Tags } = await call(run, 'ListTagsForResource', arn, async (http) =>
    messagingClient().send(new ListTagsForResourceCommand({ ResourceARN: arn }), http),
  );
  return Tags ?? [];
}

function toProcessor(processor: ProcessorProperties, index: number): Processor {
  return {
    Name: processor.Name,
    Configuration: { Lambda: { ResourceArn: processor.FunctionArn, InvocationType: 'ASYNC' } },
    ExecutionOrder: index + 1,
    FallbackAction: processor.FallbackAction,
  };
}
