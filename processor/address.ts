import { invalid } from './error';
import { isText, readIds, type ChannelFlowEvent } from './event';

/** The channel of a message and the app instance that it belongs to. */
export interface ChannelLocation {
  /** The ARN of the channel. */
  readonly channelArn: string;
  /** The id of the channel: the last part of its ARN. */
  readonly channelId: string;
  /** The ARN of the app instance. */
  readonly appInstanceArn: string;
  /** The id of the app instance: the last part of its ARN. */
  readonly appInstanceId: string;
  /** The AWS partition, such as `aws`. */
  readonly partition: string;
  /** The Region, such as `us-east-1`. */
  readonly region: string;
  /** The id of the AWS account. */
  readonly account: string;
}

/** The ids and the location that every callback needs. */
export interface CallbackAddress extends ChannelLocation {
  /** The id that a callback for the message must have. */
  readonly callbackId: string;
  /** The id of the message. */
  readonly messageId: string;
}

/** Its groups are the properties of a {@link ChannelLocation}. */
const CHANNEL_ARN =
  /^(?<channelArn>(?<appInstanceArn>arn:(?<partition>[^:]+):chime:(?<region>[^:]+):(?<account>[^:]+):app-instance\/(?<appInstanceId>[^/]+))\/channel\/(?<channelId>[^/]+))$/;

/** The address to call back for an event, or an error if the event has none. */
export function readAddress(event: ChannelFlowEvent): CallbackAddress {
  const {
    // If there is none, the SDK fills in an id of its own, which the service would reject.
    callbackId = invalid('CallbackId'),
    messageId = invalid('MessageId'),
  } = readIds(event);
  const { ChannelArn } = event.ChannelMessage;
  const location =
    (isText(ChannelArn) && CHANNEL_ARN.exec(ChannelArn)) || invalid('ChannelArn', 'the ARN of a channel');
  return { callbackId, messageId, ...(location.groups as unknown as ChannelLocation) };
}
