import type { Delivering } from './delivering';
import type { MessageFlowOptions } from './options';
import type { Waiting } from './waiting';
import { VERSION_EVENTS } from '../events';
import { removeFromChannel, type Draft, type FinalStatus, type Message, type MessageVersion } from '../state';

/** Settles a version: it is sent, denied, or failed. */
export class Settling {
  public constructor(
    private readonly options: Pick<MessageFlowOptions, 'behavior' | 'clock'>,
    private readonly delivering: Delivering,
    private readonly waiting: Waiting,
  ) {}

  public send(message: Message, kind: Draft['kind'], version: MessageVersion, editedAt?: number): void {
    const now = this.options.clock.now();
    message.draft = undefined;
    message.sent = version;
    message.editedAt = editedAt;
    message.updatedAt = now;
    message.channel.lastMessageAt = now;
    this.settle(message, kind, version, 'SENT');
  }

  public deny(message: Message, { kind, version }: Draft): void {
    message.draft = undefined;
    if (kind === 'CREATE' || this.options.behavior.deniedEdit === 'removesMessage') {
      removeFromChannel(message);
    }
    this.settle(message, kind, version, 'DENIED');
  }

  public fail(message: Message, draft: Draft): void {
    draft.status = 'FAILED';
    this.settle(message, draft.kind, draft.version, 'FAILED');
  }

  private settle(message: Message, kind: Draft['kind'], version: MessageVersion, outcome: FinalStatus): void {
    message.outcome = outcome; // before listeners read it
    this.delivering.show(VERSION_EVENTS[kind][outcome], message, version, outcome);
    this.waiting.resolve(message.id, outcome);
  }
}
