import type { ProcessorCalls } from './processor-calls';
import type { MessagingSessions } from './sessions';
import type { MessagingStreams } from './streaming';
import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import type { Delivery, EventBridgeEvent, Log } from '../events';
import type { Changes, MessageTrace } from '../state';

/** The parts of the emulator that the processing of messages needs. */
export interface MessageFlowOptions {
  readonly account: string;
  readonly region: string;
  readonly behavior: EmulatorBehavior;
  readonly clock: EmulatorClock;
  readonly calls: ProcessorCalls;
  readonly deliveries: Log<Delivery>;
  readonly sessions: MessagingSessions;
  readonly streams: MessagingStreams;
  readonly events: Log<EventBridgeEvent>;
  readonly traces: Log<MessageTrace>;
  readonly changes: Changes;
}
