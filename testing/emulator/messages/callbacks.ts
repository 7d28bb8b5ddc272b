import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import { badRequest, conflict, forbidden, refusal, type ServiceError } from '../service-error';
import { isOnItsWay, type Callback, type Channel, type Draft, type Message } from '../state';

/** How long a processor can take to call back. */
export const CALLBACK_LIMIT = 48 * 60 * 60 * 1000;

/** A callback id that was issued but not used yet. */
export interface OpenCallback {
  readonly message: Message;
  readonly draft: Draft;
}

/** The callback ids of invocations; each can be used once. */
export class Callbacks {
  private readonly open = new Map<string, OpenCallback>();
  private readonly used = new Set<string>();
  private secondCallbacks = 0;

  public constructor(
    private readonly behavior: EmulatorBehavior,
    private readonly clock: EmulatorClock,
  ) {}

  /** Lets a processor call back for a draft. */
  public issue(message: Message, draft: Draft): void {
    this.open.set(draft.callbackId, { message, draft });
  }

  /** Treats any further callback with this id as a second one. */
  public use(callbackId: string): void {
    this.open.delete(callbackId);
    this.used.add(callbackId);
  }

  /**
   * The message and draft of a callback, if it is valid.
   *
   * @throws ServiceError
   */
  public accept(callback: Callback): OpenCallback {
    const open = this.open.get(callback.callbackId); // an id can be used by one processor and open for the next
    if (!open && this.used.has(callback.callbackId)) throw this.secondCallback(callback);
    if (open?.message.id !== callback.messageId || open.message.channel !== callback.channel) {
      throw refusal(this.behavior.callbackUnknownId, 'the callback id does not belong to this message');
    }
    if (this.clock.now() - open.draft.invokedAt > CALLBACK_LIMIT) throw forbidden();
    if (open.message.subChannelId !== callback.subChannelId) {
      throw badRequest("'ChannelMessage.SubChannelId' must be that of the message");
    }
    this.use(callback.callbackId);
    return open;
  }

  /** The open callbacks of the pending messages in a channel. */
  public pendingIn(channel: Channel): OpenCallback[] {
    return [...this.open.values()].filter(
      ({ message, draft }) => message.channel === channel && isOnItsWay(message, draft),
    );
  }

  private secondCallback({ callbackId, messageId }: Callback): ServiceError {
    const { secondCallback } = this.behavior;
    const shapes = ['BadRequest', 'Conflict', 'Forbidden'] as const;
    const shape =
      secondCallback === 'cycle' ? shapes[this.secondCallbacks++ % shapes.length] : secondCallback;
    if (shape === 'Forbidden') return forbidden();
    if (shape === 'Conflict') {
      return conflict('There was a conflict processing the request. Try your request again.');
    }
    return badRequest(
      `Unable to complete processing of non-pending message for callback id: ${callbackId}, message id: ${messageId}`,
    );
  }
}
