import type { ChannelFlowData } from '../../src/private/protocol/channel-flow-properties';
import { parseChannelFlowArn } from '../chime/chime-arn';
import type { Result } from '../protocol/handler';

/** The answer for a flow: its ARN is its physical id. */
export function flowResult(arn: string): Result {
  const data: ChannelFlowData = { ChannelFlowId: parseChannelFlowArn(arn)?.channelFlowId ?? '' };
  return { PhysicalResourceId: arn, Data: data };
}
