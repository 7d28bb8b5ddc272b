import type { LambdaContext } from './context';
import type { ChannelFlowEvent, MessagePersistence } from './event';
import type { MessageAttributes, PushNotification } from './message';
import { aDate, aDuration, anObject, aText, checkOptions, type Rule } from './settings';
import { toWire } from './wire';

/** Options for a test event. */
export interface ChannelFlowEventOptions {
  /** @default 'Hello' */
  readonly content?: string;
  /** @default - no metadata */
  readonly metadata?: string;
  /** @default - a random id */
  readonly messageId?: string;
  /** For a second delivery of a message, use the same one again. @default - a random id */
  readonly callbackId?: string;
  /** @default - a channel of an app instance of the account 111122223333 in us-east-1 */
  readonly channelArn?: string;
  /** The user or bot that sent the message. @default - a user of the app instance of the channel */
  readonly senderArn?: string;
  /** @default 'Alice' */
  readonly senderName?: string;
  /** @default 'PERSISTENT' */
  readonly persistence?: MessagePersistence;
  /** @default - now */
  readonly createdTimestamp?: Date;
  /** Makes the message a new version of an existing one. @default - the message is new */
  readonly lastEditedTimestamp?: Date;
  /** The only member to see the message. @default - everybody in the channel */
  readonly targetArn?: string;
  /** @default - the channel is not elastic */
  readonly subChannelId?: string;
  /** @default - no push notification */
  readonly pushNotification?: PushNotification;
  /** @default - no attributes */
  readonly messageAttributes?: MessageAttributes;
  /** @default - no content type */
  readonly contentType?: string;
}

const APP_INSTANCE_ARN =
  'arn:aws:chime:us-east-1:111122223333:app-instance/5a3f2d10-7c44-4e0b-9a51-2f6f0b8c1d3e';

/** For tests: an event as the service sends it. */
export function channelFlowEvent(options: ChannelFlowEventOptions = {}): ChannelFlowEvent {
  checkOptions(options, rules());
  const channelArn = options.channelArn ?? `${APP_INSTANCE_ARN}/channel/general`;
  const created = options.createdTimestamp ?? options.lastEditedTimestamp ?? new Date();
  const event: ChannelFlowEvent = {
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: options.callbackId ?? crypto.randomUUID(),
    ChannelMessage: {
      MessageId: options.messageId ?? randomMessageId(),
      ChannelArn: channelArn,
      ...toWire(options),
      Content: options.content ?? 'Hello',
      Sender: {
        Arn: options.senderArn ?? `${channelArn.replace(/\/channel\/.*/, '')}/user/alice`,
        Name: options.senderName ?? 'Alice',
      },
      Persistence: options.persistence ?? 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: created.toISOString(),
      LastEditedTimestamp: options.lastEditedTimestamp?.toISOString(),
      Target: options.targetArn ? [{ MemberArn: options.targetArn }] : undefined,
      SubChannelId: options.subChannelId,
    },
  };
  return JSON.parse(JSON.stringify(event)) as ChannelFlowEvent; // as it arrives: no field is `undefined`
}

/** Message ids are 64 hexadecimal digits. */
function randomMessageId(): string {
  return `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll('-', '');
}

/** For tests: the context of a Lambda invocation that begins now. */
export function lambdaContext(options: LambdaContextOptions = {}): LambdaContext {
  checkOptions(options, { timeout: aDuration });
  const end = Date.now() + (options.timeout ?? 3000);
  return {
    awsRequestId: crypto.randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
}

/** Options for {@link lambdaContext}. */
export interface LambdaContextOptions {
  /** The timeout of the function, in milliseconds. @default 3000 */
  readonly timeout?: number;
}

/** A function, so that bundles that create no events can leave it out. */
function rules(): Record<keyof ChannelFlowEventOptions, Rule> {
  return {
    content: aText,
    metadata: aText,
    messageId: aText,
    callbackId: aText,
    channelArn: aText,
    senderArn: aText,
    senderName: aText,
    persistence: aText,
    createdTimestamp: aDate,
    lastEditedTimestamp: aDate,
    targetArn: aText,
    subChannelId: aText,
    pushNotification: anObject,
    messageAttributes: anObject,
    contentType: aText,
  };
}
