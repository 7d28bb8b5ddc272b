import { StreamDelivery } from './stream-delivery';
import { channelEvents, messageStreamEvent, type StreamEvent } from './stream-event';
import type { StreamSink } from './stream-sink';
import type { EmulatorBehavior } from '../../behavior';
import type { EmulatorClock } from '../../clock';
import type { DeliveryEventType } from '../../events';
import type { Channel, ChannelChange, Message, MessageVersion, StreamedData } from '../../state';

/** Writes the events of app instances to their configured streams. */
export class MessagingStreams {
  /** Without a sink, nothing is streamed. */
  public sink: StreamSink | undefined;
  private readonly delivery: StreamDelivery;

  public constructor(
    private readonly behavior: EmulatorBehavior,
    clock: EmulatorClock,
  ) {
    this.delivery = new StreamDelivery(behavior, clock, (record) => this.sink?.put(record));
  }

  /** Streams a change of a channel. */
  public tellOfChange(change: ChannelChange): void {
    this.write('Channel', change.channel, () => channelEvents(change));
  }

  /** Streams a message that was sent, edited, redacted, or deleted. */
  public tellOfMessage(type: DeliveryEventType, message: Message, version: MessageVersion): void {
    this.write('ChannelMessage', message.channel, () => [messageStreamEvent(type, message, version)]);
  }

  public close(): void {
    this.sink = undefined;
  }

  private write(data: StreamedData, channel: Channel, events: () => StreamEvent[]): void {
    const streamArn = channel.appInstance.streams.get(data);
    if (streamArn === undefined || !this.sink) return;
    for (const { type, structure, details } of events()) {
      const payload = this.behavior.streamPayload === 'flat' ? details : { [structure]: details };
      const record = { EventType: type, Payload: payload };
      this.delivery.deliver({ streamArn, partitionKey: channel.arn, data: JSON.stringify(record) });
    }
  }
}
