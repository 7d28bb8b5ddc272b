/** A record that reports that a channel was created or changed. Anyone who may write to the stream can report that. */
export interface ChannelRecord {
  readonly sequenceNumber: string;
  readonly channelArn: string;
}

/** The parts of Lambda's event that are used. Anything may be missing. */
interface StreamEvent {
  readonly Records?: readonly {
    readonly kinesis?: { readonly sequenceNumber: string; readonly data: string };
  }[];
}

/** The service's event, in both known shapes: with the channel's fields at the top of the payload, or in a separate object. */
interface ChannelEvent {
  readonly EventType?: unknown;
  readonly Payload?: { readonly ChannelArn?: unknown; readonly Channel?: { readonly ChannelArn?: unknown } };
}

const EVENT_TYPES: readonly unknown[] = ['CREATE_CHANNEL', 'UPDATE_CHANNEL'];

/** The records of an invocation that report channels. All other records are left out. */
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

/** Whether an ARN is that of a channel of an app instance, and not of anything inside or beside it. */
export function isChannelOf(appInstanceArn: string, arn: string): boolean {
  const start = `${appInstanceArn}/channel/`;
  return arn.startsWith(start) && /^[\w:.@-]{1,64}$/.test(arn.slice(start.length));
}
