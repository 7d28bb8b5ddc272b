import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { CALLBACK_LIMIT, type Callbacks, type OpenCallback } from './callbacks';
import { channelFlowEvent } from './channel-flow-event';
import type { Delivering } from './delivering';
import { failureEvent } from './failure-event';
import type { MessageFlowOptions } from './options';
import type { Settling } from './settling';
import { VERSION_EVENTS } from '../events';
import type { Processor } from '../model';
import { messageOf } from '../service-error';
import {
  inExecutionOrder,
  isOnItsWay,
  type Callback,
  type Draft,
  type Message,
  type MessageVersion,
} from '../state';

/** Passes versions of messages from one processor of their flow to the next, until they are settled. */
export class Routing {
  private isClosed = false;

  public constructor(
    private readonly options: MessageFlowOptions,
    private readonly callbacks: Callbacks,
    private readonly delivering: Delivering,
    private readonly settling: Settling,
  ) {}

  /** Invokes no more processors from now on. */
  public close(): void {
    this.isClosed = true;
  }

  /** Starts a version on its way: to the processors if the channel has a flow, otherwise to its recipients. */
  public begin(message: Message, kind: Draft['kind'], version: MessageVersion): void {
    const { flow } = message.channel;
    const now = this.options.clock.now();
    const editedAt = kind === 'UPDATE' ? now : undefined;
    message.recorder?.begin(kind, version.content, now);
    if (flow === undefined || message.type === 'CONTROL') {
      return this.settling.send(message, kind, version, editedAt);
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
    this.delivering.show(VERSION_EVENTS[kind].PENDING, message, version, 'PENDING');
    this.next(message, draft);
  }

  /** Applies a processor's callback. */
  public decide({ message, draft }: OpenCallback, { deny, changes }: Callback): void {
    const decidedAt = this.options.clock.now();
    if (deny) {
      message.recorder?.decide({ decision: 'DENIED', decidedAt });
      return this.settling.deny(message, draft);
    }
    const before = draft.version;
    const changed = this.changed(before, changes);
    const isSame = isDeepStrictEqual(before, changed);
    if (!isSame) draft.version = changed; // most versions come back unchanged, and need not be stored twice
    const { content } = draft.version;
    message.recorder?.decide({
      decision: isSame ? 'UNCHANGED' : 'UPDATED',
      decidedAt,
      ...(content !== before.content && { content }),
    });
    this.next(message, draft);
  }

  private next(message: Message, draft: Draft): void {
    draft.stage++;
    const processor = this.processorsFor(draft)[draft.stage];
    if (processor === undefined) {
      return this.settling.send(message, draft.kind, draft.version, draft.editedAt);
    }
    if (this.options.behavior.callbackIds === 'perProcessor') draft.callbackId = randomUUID();
    draft.invokedAt = this.options.clock.now();
    this.callbacks.issue(message, draft);
    message.recorder?.invoke(processor, draft.invokedAt);
    this.expire(message, draft);
    this.invoke(message, draft, processor);
  }

  private processorsFor(draft: Draft): readonly Processor[] {
    return this.options.behavior.pendingUsesProcessors === 'atSend'
      ? draft.processors
      : inExecutionOrder(draft.flow);
  }

  /** Invokes a processor, after the response to the call that caused it. */
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
        const failureReason = messageOf(error);
        const isOpen = isOnItsWay(message, draft) && draft.stage === stage;
        this.options.events.add(failureEvent(this.options, message, invocation.functionArn, failureReason));
        if (!isOpen) return;
        this.callbacks.use(callbackId);
        const decidedAt = this.options.clock.now();
        message.recorder?.decide({ decision: 'FAILED', decidedAt, failureReason });
        if (processor.FallbackAction === 'ABORT') this.settling.fail(message, draft);
        else this.next(message, draft);
        this.options.changes.tell();
      });
    });
  }

  private expire(message: Message, draft: Draft): void {
    if (this.options.behavior.messageExpired !== 'fails') return;
    const { stage } = draft;
    this.options.clock.setTimeout(() => {
      if (!isOnItsWay(message, draft) || draft.stage !== stage) return;
      this.settling.fail(message, draft);
      this.options.changes.tell();
    }, CALLBACK_LIMIT + 1);
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
}
