import type { ChannelFlowData } from '../../src/private/channel-flow-properties';
import { parseChannelFlowArn } from '../shared/chime-arn';
import type { Result } from '../shared/handler';

/** The answer for a flow: its ARN is its physical id. */
export function flowResult(arn: string): Result {
  const data: ChannelFlowData = { ChannelFlowId: parseChannelFlowArn(arn)?.channelFlowId ?? '' };
  return { PhysicalResourceId: arn, Data: data };
}
