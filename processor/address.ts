import { invalid } from './error';
import type { ChannelFlowEvent } from './event';

/** The channel of a message and the app instance that it belongs to. */
export interface ChannelLocation {
  readonly channelArn: string;
  readonly channelId: string;
  readonly appInstanceArn: string;
  readonly appInstanceId: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What a callback cannot do without. */
export interface CallbackAddress extends ChannelLocation {
  readonly callbackId: string;
  readonly messageId: string;
}

const CHANNEL_ARN = /^(arn:([^:]+):chime:([^:]+):([^:]+):app-instance\/([^/]+))\/channel\/([^/]+)$/;

/** Where to call back for an event, or an error if there is no way to. */
export function readAddress(event: ChannelFlowEvent): CallbackAddress {
  const { CallbackId: callbackId, ChannelMessage: message } = Object(event) as ChannelFlowEvent;
  // The SDK fills in an id of its own where there is none, and the service would refuse that one.
  if (!isText(callbackId)) invalid('CallbackId');
  if (!isText(message?.MessageId)) invalid('MessageId');
  const [channelArn, ...parts] = CHANNEL_ARN.exec(String(message.ChannelArn)) ?? [];
  if (!channelArn) return invalid('ChannelArn', 'the ARN of a channel');
  const [appInstanceArn = '', partition = '', region = '', account = '', appInstanceId = '', channelId = ''] =
    parts;
  return {
    callbackId,
    messageId: message.MessageId,
    channelArn,
    channelId,
    appInstanceArn,
    appInstanceId,
    partition,
    region,
    account,
  };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
