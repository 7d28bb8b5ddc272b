import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EmulatorBehavior } from '../behavior';
import { channelFlowEvent } from './channel-flow-event';
import type { EmulatorClock } from '../clock';
import { type Delivery, type EventBridgeEvent, type Log, VERSION_EVENTS } from '../events';
import type { MessagingSessions } from './messaging-sessions';
import type { ProcessorCalls } from './processor-calls';
import type { Processor } from '../model';
import { badRequest, conflict, forbidden, messageOf, refusal, type ServiceError } from '../service-error';
import { sessionEvent } from './session-event';
import {
  type Changes,
  type Channel,
  type Draft,
  type FinalStatus,
  inExecutionOrder,
  isOnItsWay,
  type Message,
  MessageRecorder,
  type MessageStatus,
  type MessageTrace,
  type MessageVersion,
  recipientsOf,
} from '../state';

const DROPPED = 'the channel was deleted while the message was pending';

/** How long a processor has to call back. */
const CALLBACK_LIMIT = 48 * 60 * 60 * 1000;

export interface MessageFlowOptions {
  readonly account: string;
  readonly region: string;
  readonly behavior: EmulatorBehavior;
  readonly clock: EmulatorClock;
  readonly calls: ProcessorCalls;
  readonly deliveries: Log<Delivery>;
  readonly sessions: MessagingSessions;
  readonly events: Log<EventBridgeEvent>;
  readonly traces: Log<MessageTrace>;
  /** Whether messages go with their traces that nobody can ask the service for. */
  readonly isForgetful: boolean;
  readonly changes: Changes;
}

/** A message as SendChannelMessage makes it. */
export type NewMessage = Pick<
  Message,
  'order' | 'channel' | 'sender' | 'type' | 'persistence' | 'subChannelId' | 'target'
>;

/** What a processor decided. */
export interface Callback {
  readonly channel: Channel;
  readonly callbackId: string;
  readonly messageId: string;
  readonly subChannelId: string | undefined;
  readonly deny: boolean;
  /** What it changed; what is `undefined` was left out. */
  readonly changes: { readonly [K in keyof MessageVersion]: MessageVersion[K] | undefined };
}

/** A callback id that was given out and not used yet. */
interface OpenCallback {
  readonly message: Message;
  readonly draft: Draft;
}

/** Takes messages through the processors of their channel's flow, and to those who may see them. */
export class MessageFlow {
  private readonly messages = new Map<string, Message>();
  private readonly openCallbacks = new Map<string, OpenCallback>();
  private readonly usedCallbacks = new Set<string>();
  private readonly waiting = new Map<
    string,
    { resolve(status: FinalStatus): void; reject(error: Error): void }[]
  >();
  private readonly senders = new Map<string, readonly string[]>();
  private secondCallbacks = 0;
  private count = 0;
  private isClosed = false;

  public constructor(private readonly options: MessageFlowOptions) {
    options.traces.onDrop = ({ messageId }) => this.endTrace(messageId);
  }

  /** A message that is stored in a channel, or on its way. */
  public find(channel: Channel, id: string): Message | undefined {
    const message = this.messages.get(id);
    return message?.channel === channel && (message.stored || message.draft) ? message : undefined;
  }

  public deliveries(messageId: string): readonly Delivery[] {
    const { deliveries } = this.options;
    // a list for each message would take as much memory as its deliveries do
    const { deliveriesStart = 0, deliveriesEnd = deliveries.count } = this.messages.get(messageId) ?? {};
    const candidates = deliveries.between(deliveriesStart, deliveriesEnd);
    return candidates.filter((delivery) => delivery.messageId === messageId);
  }

  /** Resolves when a message is not pending, with how its last processing ended. */
  public settled(messageId: string): Promise<FinalStatus> {
    const message = this.messages.get(messageId);
    if (!message) return Promise.reject(new Error(`no message ${messageId} was sent`));
    if (message.draft?.status !== 'PENDING') {
      return message.outcome ? Promise.resolve(message.outcome) : Promise.reject(new Error(DROPPED));
    }
    return new Promise((resolve, reject) => {
      this.waiting.set(messageId, [...(this.waiting.get(messageId) ?? []), { resolve, reject }]);
    });
  }

  public close(): void {
    this.isClosed = true;
    for (const messageId of this.waiting.keys()) {
      this.reject(messageId, 'the emulator was closed while the message was pending');
    }
  }

  /** Sends a message: through the channel's flow if it has one, to its recipients at once if not. */
  public send(created: NewMessage, version: MessageVersion): Message {
    const now = this.options.clock.now();
    const id = randomBytes(32).toString('hex');
    const recorder = new MessageRecorder({
      number: ++this.count,
      messageId: id,
      channelArn: created.channel.arn,
      senderArn: created.sender.arn,
      type: created.type,
      persistence: created.persistence,
    });
    const message: Message = {
      order: created.order,
      id,
      channel: created.channel,
      sender: created.sender,
      type: created.type,
      persistence: created.persistence,
      subChannelId: created.subChannelId,
      target: created.target,
      createdAt: now,
      updatedAt: now,
      editedAt: undefined,
      sent: undefined,
      draft: undefined,
      stored: created.persistence === 'PERSISTENT',
      redacted: false,
      outcome: undefined,
      deliveriesStart: this.options.deliveries.count,
      deliveriesEnd: this.options.deliveries.count,
      recorder,
    };
    this.messages.set(message.id, message);
    if (message.stored) message.channel.messages.push(message);
    this.process(message, 'CREATE', version);
    this.options.traces.add(recorder.trace);
    return message;
  }

  /** Edits a message that was sent. */
  public edit(message: Message, version: MessageVersion): void {
    if (message.sent === undefined || message.draft?.status === 'PENDING') {
      throw refusal(this.options.behavior.editUnsent, 'only messages that were sent can be edited');
    }
    this.process(message, 'UPDATE', version);
  }

  /** Takes the content of a message away that was sent. */
  public redact(message: Message): void {
    const sent = this.removable(message);
    message.sent = { ...sent, content: '', metadata: undefined };
    message.draft = undefined;
    message.redacted = true;
    message.recorder?.remove('REDACTED');
    message.updatedAt = this.options.clock.now();
    this.deliver('REDACT_CHANNEL_MESSAGE', message, message.sent, 'SENT');
  }

  /** Deletes a message that was sent. */
  public delete(message: Message): void {
    const sent = this.removable(message);
    message.draft = undefined;
    message.recorder?.remove('DELETED');
    this.deliver('DELETE_CHANNEL_MESSAGE', message, { ...sent, content: '', metadata: undefined }, 'SENT');
    this.forget(message);
  }

  /** Takes a processor's decision. */
  public callback(callback: Callback): void {
    const open = this.openCallbacks.get(callback.callbackId); // perhaps used by one processor and open for the next
    if (!open && this.usedCallbacks.has(callback.callbackId)) throw this.secondCallback(callback);
    const { callbackUnknownId } = this.options.behavior;
    if (open?.message.id !== callback.messageId || open.message.channel !== callback.channel) {
      throw refusal(callbackUnknownId, 'the callback id does not belong to this message');
    }
    const { message, draft } = open;
    if (this.options.clock.now() - draft.invokedAt > CALLBACK_LIMIT) throw forbidden();
    if (message.subChannelId !== callback.subChannelId) {
      throw badRequest("'ChannelMessage.SubChannelId' must be that of the message");
    }
    this.markUsed(draft.callbackId);
    const decidedAt = this.options.clock.now();
    if (callback.deny) {
      message.recorder?.decide({ decision: 'DENIED', decidedAt });
      return this.deny(message, draft);
    }
    const before = draft.version;
    const changed = this.changed(before, callback.changes);
    const isSame = isDeepStrictEqual(before, changed);
    if (!isSame) draft.version = changed; // most come back as they went, and need not be kept twice
    const { content } = draft.version;
    message.recorder?.decide({
      decision: isSame ? 'UNCHANGED' : 'UPDATED',
      decidedAt,
      ...(content !== before.content && { content }),
    });
    this.next(message, draft);
  }

  /** Ends what is pending in a channel that is gone: nobody is shown it, and no callback counts any more. */
  public drop(channel: Channel): void {
    for (const { message, draft } of this.pendingIn(channel)) {
      message.draft = undefined;
      message.recorder?.remove('DELETED');
      this.reject(message.id, DROPPED);
      this.markUsed(draft.callbackId);
    }
  }

  /** Ends what is pending in a channel that has lost its flow, where that does not go on regardless. */
  public leaveFlow(channel: Channel): void {
    if (this.options.behavior.pendingWhenDisassociated === 'goesOn') return;
    for (const { message, draft } of this.pendingIn(channel)) {
      this.markUsed(draft.callbackId);
      this.fail(message, draft);
    }
  }

  /** Nothing more is recorded of a message; where memory is limited, one that is neither stored nor on its way goes as well. */
  private endTrace(messageId: string): void {
    const message = this.messages.get(messageId);
    if (!message) return;
    message.recorder = undefined;
    if (this.options.isForgetful && !message.stored && !message.draft) this.messages.delete(messageId);
  }

  private reject(messageId: string, reason: string): void {
    for (const { reject } of this.waiting.get(messageId) ?? []) reject(new Error(reason));
    this.waiting.delete(messageId);
  }

  private pendingIn(channel: Channel): OpenCallback[] {
    return [...this.openCallbacks.values()].filter(
      ({ message, draft }) => message.channel === channel && isOnItsWay(message, draft),
    );
  }

  private markUsed(callbackId: string): void {
    this.openCallbacks.delete(callbackId);
    this.usedCallbacks.add(callbackId);
  }

  private process(message: Message, kind: Draft['kind'], version: MessageVersion): void {
    const { flow } = message.channel;
    const now = this.options.clock.now();
    const editedAt = kind === 'UPDATE' ? now : undefined;
    message.recorder?.begin(kind, version.content, now);
    if (flow === undefined || message.type === 'CONTROL') {
      return this.release(message, kind, version, editedAt);
    }
    const draft: Draft = {
      kind,
      flow,
      original: version,
      version,
      editedAt,
      status: 'PENDING',
      processors: inExecutionOrder(flow),
      stage: -1,
      callbackId: randomUUID(),
      invokedAt: 0,
    };
    message.draft = draft;
    message.outcome = undefined;
    this.deliver(VERSION_EVENTS[kind].PENDING, message, version, 'PENDING');
    this.next(message, draft);
  }

  private next(message: Message, draft: Draft): void {
    draft.stage++;
    const processor = this.processorsFor(draft)[draft.stage];
    if (processor === undefined) {
      this.release(message, draft.kind, draft.version, draft.editedAt);
      return this.settle(message, 'SENT');
    }
    if (this.options.behavior.callbackIds === 'perProcessor') draft.callbackId = randomUUID();
    draft.invokedAt = this.options.clock.now();
    this.openCallbacks.set(draft.callbackId, { message, draft });
    message.recorder?.invoke(processor, draft.invokedAt);
    this.expire(message, draft, draft.stage);
    this.invoke(message, draft, processor);
  }

  private processorsFor(draft: Draft): readonly Processor[] {
    return this.options.behavior.pendingUsesProcessors === 'atSend'
      ? draft.processors
      : inExecutionOrder(draft.flow);
  }

  /** Invokes a processor, after the call that led to it was answered. */
  private invoke(message: Message, draft: Draft, processor: Processor): void {
    const { stage, callbackId } = draft;
    const invocation = {
      functionArn: processor.Configuration.Lambda.ResourceArn,
      payload: channelFlowEvent(message, draft, this.options.behavior),
      sourceArn: message.channel.appInstance.arn,
      sourceAccount: this.options.account,
      servicePrincipal: 'messaging.chime.amazonaws.com',
    } as const;
    setImmediate(() => {
      if (this.isClosed) return;
      this.options.calls.invoke(invocation).catch((error: unknown) => {
        const isOpen = isOnItsWay(message, draft) && draft.stage === stage;
        this.options.events.add(this.failureEvent(message, invocation.functionArn, error));
        if (!isOpen) return;
        this.markUsed(callbackId);
        message.recorder?.decide({
          decision: 'FAILED',
          decidedAt: this.options.clock.now(),
          failureReason: messageOf(error),
        });
        if (processor.FallbackAction === 'ABORT') this.fail(message, draft);
        else this.next(message, draft);
        this.options.changes.tell();
      });
    });
  }

  private changed(version: MessageVersion, changes: Callback['changes']): MessageVersion {
    const kept = this.options.behavior.callbackOmittedFields === 'keep' ? version : undefined;
    return {
      content: changes.content ?? kept?.content ?? '',
      metadata: changes.metadata ?? kept?.metadata,
      contentType: changes.contentType ?? kept?.contentType,
      attributes: changes.attributes ?? kept?.attributes,
      pushNotification: changes.pushNotification ?? kept?.pushNotification,
    };
  }

  private release(
    message: Message,
    kind: Draft['kind'],
    version: MessageVersion,
    editedAt: number | undefined,
  ): void {
    const now = this.options.clock.now();
    message.draft = undefined;
    message.sent = version;
    message.outcome = 'SENT';
    message.editedAt = editedAt;
    message.updatedAt = now;
    message.channel.lastMessageAt = now;
    this.deliver(VERSION_EVENTS[kind].SENT, message, version, 'SENT');
  }

  private deny(message: Message, draft: Draft): void {
    message.draft = undefined;
    this.deliver(VERSION_EVENTS[draft.kind].DENIED, message, draft.version, 'DENIED');
    if (draft.kind === 'CREATE' || this.options.behavior.deniedEdit === 'removesMessage') {
      this.forget(message);
    }
    this.settle(message, 'DENIED');
  }

  private fail(message: Message, draft: Draft): void {
    draft.status = 'FAILED';
    this.deliver(VERSION_EVENTS[draft.kind].FAILED, message, draft.version, 'FAILED');
    this.settle(message, 'FAILED');
  }

  private removable(message: Message): MessageVersion {
    if (message.sent === undefined || message.draft?.status === 'PENDING') {
      throw refusal(this.options.behavior.removeUnsent, 'only messages that were sent can be removed');
    }
    return message.sent;
  }

  private forget(message: Message): void {
    message.stored = false;
    message.sent = undefined;
    const { messages } = message.channel;
    const index = messages.lastIndexOf(message);
    if (index >= 0) messages.splice(index, 1);
  }

  private settle(message: Message, outcome: FinalStatus): void {
    message.outcome = outcome;
    for (const { resolve } of this.waiting.get(message.id) ?? []) resolve(outcome);
    this.waiting.delete(message.id);
  }

  private expire(message: Message, draft: Draft, stage: number): void {
    if (this.options.behavior.messageExpired !== 'fails') return;
    this.options.clock.setTimeout(() => {
      const isOpen = isOnItsWay(message, draft) && draft.stage === stage;
      if (!isOpen) return;
      this.fail(message, draft);
      this.options.changes.tell();
    }, CALLBACK_LIMIT + 1);
  }

  private secondCallback({ callbackId, messageId }: Callback): ServiceError {
    const { secondCallback } = this.options.behavior;
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

  private deliver(
    eventType: Delivery['eventType'],
    message: Message,
    version: MessageVersion,
    status: MessageStatus,
  ): void {
    const recipients = status === 'SENT' ? recipientsOf(message) : this.onlySender(message);
    const delivery = {
      eventType,
      messageId: message.id,
      recipients,
      status,
      content: version.content,
      at: this.options.clock.now(),
    };
    if (!message.recorder?.trace.removed) message.recorder?.show(status, version.content);
    message.deliveriesEnd = this.options.deliveries.count + 1; // before listeners ask for it
    this.options.deliveries.add(delivery);
    this.options.sessions.tell(recipients, () => sessionEvent(eventType, message, version, status));
  }

  /** The same list for all messages of a sender. */
  private onlySender({ sender: { arn } }: Message): readonly string[] {
    const list = this.senders.get(arn) ?? Object.freeze([arn]);
    this.senders.set(arn, list);
    return list;
  }

  private failureEvent({ id, channel }: Message, functionArn: string, error: unknown): EventBridgeEvent {
    const { account, region, clock } = this.options;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Chime ChannelFlow Processing Status',
      source: 'aws.chime',
      account,
      time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [],
      detail: {
        eventType: 'ProcessorInvocationFailure',
        appInstanceArn: channel.appInstance.arn,
        channelArn: channel.arn,
        messageId: id,
        processorResourceArn: functionArn,
        failureReason: messageOf(error),
      },
    };
  }
}
