import { randomUUID } from 'node:crypto';
import type { MessageFlowOptions } from './options';
import type { EventBridgeEvent } from '../events';
import type { Message } from '../state';

/** The EventBridge event for a processor that could not be invoked. */
export function failureEvent(
  { account, region, clock }: Pick<MessageFlowOptions, 'account' | 'region' | 'clock'>,
  { id, channel }: Message,
  processorResourceArn: string,
  failureReason: string,
): EventBridgeEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Chime ChannelFlow Processing Status',
    source: 'aws.chime',
    account,
    time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
    detail: {
      eventType: 'ProcessorInvocationFailure',
      appInstanceArn: channel.appInstance.arn,
      channelArn: channel.arn,
      messageId: id,
      processorResourceArn,
      failureReason,
    },
  };
}
