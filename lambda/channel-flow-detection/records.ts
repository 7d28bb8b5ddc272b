/** A record that says that a channel was created or changed, which whoever may write to the stream can say. */
export interface ChannelRecord {
  readonly sequenceNumber: string;
  readonly channelArn: string;
}

/** What Lambda invokes with, as far as it is looked at: anything may be missing. */
interface StreamEvent {
  readonly Records?: readonly {
    readonly kinesis?: { readonly sequenceNumber: string; readonly data: string };
  }[];
}

/** What the service writes, in both shapes that are known: fields of the channel by themselves, or in an object of their own. */
interface ChannelEvent {
  readonly EventType?: unknown;
  readonly Payload?: { readonly ChannelArn?: unknown; readonly Channel?: { readonly ChannelArn?: unknown } };
}

const EVENT_TYPES: readonly unknown[] = ['CREATE_CHANNEL', 'UPDATE_CHANNEL'];

/** The records of an invocation that tell of channels; whatever else was written is left out. */
export function channelRecordsOf(event: unknown): ChannelRecord[] {
  const { Records = [] } = (event ?? {}) as StreamEvent;
  return Records.flatMap(({ kinesis }) => {
    const channelArn = kinesis && channelIn(kinesis.data);
    return channelArn === undefined ? [] : { sequenceNumber: kinesis!.sequenceNumber, channelArn };
  });
}

function channelIn(data: string): string | undefined {
  try {
    const { EventType, Payload } = JSON.parse(Buffer.from(data, 'base64').toString()) as ChannelEvent;
    const arn = Payload?.ChannelArn ?? Payload?.Channel?.ChannelArn;
    return EVENT_TYPES.includes(EventType) && typeof arn === 'string' ? arn : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an ARN is that of a channel of an app instance, and of nothing inside or beside it. */
export function isChannelOf(appInstanceArn: string, arn: string): boolean {
  const start = `${appInstanceArn}/channel/`;
  return arn.startsWith(start) && /^[\w:.@-]{1,64}$/.test(arn.slice(start.length));
}
