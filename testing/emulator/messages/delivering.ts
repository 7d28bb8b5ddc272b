import type { MessageFlowOptions } from './options';
import { messageEvent } from './sessions';
import type { Delivery } from '../events';
import { recipientsOf, type Message, type MessageStatus, type MessageVersion } from '../state';

/** Shows versions of messages to those who may see them: in the log, in the message's trace, in their sessions, and in streams. */
export class Delivering {
  public constructor(
    private readonly options: Pick<MessageFlowOptions, 'clock' | 'deliveries' | 'sessions' | 'streams'>,
  ) {}

  /** What is not sent is shown only to its sender, and isn't streamed. */
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
