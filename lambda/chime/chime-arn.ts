const CHANNEL_FLOW_ARN = /^(arn:[^:]+:chime:[^:]*:[^:]*:app-instance\/[^/]+)\/channel-flow\/([^/]+)$/;

export interface ChannelFlowArn {
  readonly appInstanceArn: string;
  readonly channelFlowId: string;
}

/** The parts of a channel flow's ARN, or undefined if the text is something else. */
export function parseChannelFlowArn(arn: string): ChannelFlowArn | undefined {
  const [, appInstanceArn, channelFlowId] = CHANNEL_FLOW_ARN.exec(arn) ?? [];
  return appInstanceArn && channelFlowId ? { appInstanceArn, channelFlowId } : undefined;
}
