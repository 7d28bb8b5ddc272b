import type { MessageFlowOptions } from './options';
import { messageEvent } from './sessions';
import type { Delivery } from '../events';
import { recipientsOf, type Message, type MessageStatus, type MessageVersion } from '../state';

/**
 * Delivers versions of messages to everyone who may see them: to the log, the message's trace, sessions, and streams.
 */
export class Delivering {
  public constructor(
    private readonly options: Pick<MessageFlowOptions, 'clock' | 'deliveries' | 'sessions' | 'streams'>,
  ) {}

  /** A version that is not sent is shown only to its sender, and isn't streamed. */
  public show(
    eventType: Delivery['eventType'],
    message: Message,
    version: MessageVersion,
    status: MessageStatus,
  ): void {
    const { clock, deliveries, sessions, streams } = this.options;
    const recipients = status === 'SENT' ? recipientsOf(message) : [message.sender.arn];
    if (!message.recorder?.trace.removed) message.recorder?.show(status, version.content);
    const { content } = version;
    deliveries.add({ eventType, messageId: message.id, recipients, status, content, at: clock.now() });
    sessions.tell(recipients, () => messageEvent(eventType, message, version, status));
    if (status === 'SENT') streams.tellOfMessage(eventType, message, version);
  }
}
