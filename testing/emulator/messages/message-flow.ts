import { randomBytes } from 'node:crypto';
import { Callbacks } from './callbacks';
import { Delivering } from './delivering';
import type { MessageFlowOptions } from './options';
import { Routing } from './routing';
import { Settling } from './settling';
import { Waiting } from './waiting';
import { refusal } from '../service-error';
import {
  MessageRecorder,
  removeFromChannel,
  type Callback,
  type Channel,
  type FinalStatus,
  type Message,
  type Messages,
  type MessageVersion,
  type NewMessage,
} from '../state';

const DROPPED = 'the channel was deleted while the message was pending';

/** All messages of an emulator, and the operations on them. */
export class MessageFlow implements Messages {
  private readonly messages = new Map<string, Message>();
  private readonly waiting = new Waiting();
  private readonly callbacks: Callbacks;
  private readonly delivering: Delivering;
  private readonly settling: Settling;
  private readonly routing: Routing;
  private count = 0;

  public constructor(private readonly options: MessageFlowOptions) {
    this.callbacks = new Callbacks(options.behavior, options.clock);
    this.delivering = new Delivering(options);
    this.settling = new Settling(options, this.delivering, this.waiting);
    this.routing = new Routing(options, this.callbacks, this.delivering, this.settling);
    options.traces.onDrop = ({ messageId }) => this.forget(messageId);
  }

  public find(channel: Channel, id: string): Message | undefined {
    const message = this.messages.get(id);
    return message?.channel === channel && (message.stored || message.draft) ? message : undefined;
  }

  /** Resolves when a message is not pending, with the outcome of its last processing. */
  public settled(messageId: string): Promise<FinalStatus> {
    const message = this.messages.get(messageId);
    if (!message) return Promise.reject(new Error(`no message ${messageId} was sent`));
    if (message.draft?.status === 'PENDING') return this.waiting.for(messageId);
    return message.outcome ? Promise.resolve(message.outcome) : Promise.reject(new Error(DROPPED));
  }

  public close(): void {
    this.routing.close();
    this.waiting.rejectAll('the emulator was closed while the message was pending');
  }

  public send(created: NewMessage, version: MessageVersion): Message {
    const now = this.options.clock.now();
    const id = randomBytes(32).toString('hex');
    const { order, channel, sender, type, persistence, subChannelId, target } = created;
    const recorder = new MessageRecorder({
      number: ++this.count,
      messageId: id,
      channelArn: channel.arn,
      senderArn: sender.arn,
      type,
      persistence,
    });
    const message: Message = {
      order,
      id,
      channel,
      sender,
      type,
      persistence,
      subChannelId,
      target,
      createdAt: now,
      updatedAt: now,
      editedAt: undefined,
      sent: undefined,
      draft: undefined,
      stored: persistence === 'PERSISTENT',
      redacted: false,
      outcome: undefined,
      recorder,
    };
    this.messages.set(id, message);
    if (message.stored) channel.messages.push(message);
    this.routing.begin(message, 'CREATE', version);
    this.options.traces.add(recorder.trace);
    return message;
  }

  public edit(message: Message, version: MessageVersion): void {
    if (message.sent === undefined || message.draft?.status === 'PENDING') {
      throw refusal(this.options.behavior.editUnsent, 'only messages that were sent can be edited');
    }
    this.routing.begin(message, 'UPDATE', version);
  }

  public redact(message: Message): void {
    const sent = this.removable(message);
    message.sent = { ...sent, content: '', metadata: undefined };
    message.draft = undefined;
    message.redacted = true;
    message.recorder?.remove('REDACTED');
    message.updatedAt = this.options.clock.now();
    this.delivering.show('REDACT_CHANNEL_MESSAGE', message, message.sent, 'SENT');
  }

  public delete(message: Message): void {
    const deleted = { ...this.removable(message), content: '', metadata: undefined };
    message.draft = undefined;
    message.recorder?.remove('DELETED');
    this.delivering.show('DELETE_CHANNEL_MESSAGE', message, deleted, 'SENT');
    removeFromChannel(message);
  }

  public callback(callback: Callback): void {
    this.routing.decide(this.callbacks.accept(callback), callback);
  }

  public drop(channel: Channel, subChannelId?: string): void {
    for (const { message, draft } of this.callbacks.pendingIn(channel)) {
      if (subChannelId !== undefined && message.subChannelId !== subChannelId) continue;
      message.draft = undefined;
      message.recorder?.remove('DELETED');
      this.waiting.reject(message.id, DROPPED);
      this.callbacks.use(draft.callbackId);
    }
  }

  public leaveFlow(channel: Channel): void {
    if (this.options.behavior.pendingWhenDisassociated === 'goesOn') return;
    for (const { message, draft } of this.callbacks.pendingIn(channel)) {
      this.callbacks.use(draft.callbackId);
      this.settling.fail(message, draft);
    }
  }

  /** Stops recording a message; one that the service does not store either is gone. */
  private forget(messageId: string): void {
    const message = this.messages.get(messageId);
    if (!message) return;
    message.recorder = undefined;
    if (!message.stored && !message.draft) this.messages.delete(messageId);
  }

  private removable(message: Message): MessageVersion {
    if (message.sent === undefined || message.draft?.status === 'PENDING') {
      throw refusal(this.options.behavior.removeUnsent, 'only messages that were sent can be removed');
    }
    return message.sent;
  }
}
