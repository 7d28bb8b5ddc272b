import { fields, type FailureRecord } from './record';
import type { Report } from './report';
import { readAddress } from '../../processor/address';
import { callBack, callbackInput } from '../../processor/callback';
import type { Send } from '../../processor/client';
import { allow, deny, type Decision } from '../../processor/decision';
import { ChannelFlowProcessorError } from '../../processor/error';
import type { ChannelFlowEvent } from '../../processor/event';
import { ALLOWED_PROCESSORS_VARIABLE } from '../../src/private/protocol/processor-guard-environment';

/** What the guard needs from outside. */
export interface Dependencies {
  readonly environment: NodeJS.ProcessEnv;
  readonly send: Send;
}

/**
 * Settles the message of a failed invocation, with the callback that the processor's own runtime would have sent.
 *
 * That a callback is refused because the message is settled already is how many of them end: a processor that called back
 * and then failed, and the second of two deliveries.
 *
 * @throws if the message may still be pending
 */
export async function settle(
  record: FailureRecord,
  { environment, send }: Dependencies,
  timeLeft: () => number,
): Promise<Report> {
  if (!isChannelFlowEvent(record.event)) {
    return {
      outcome: 'IGNORED',
      reason: 'the function was invoked with something else than a channel message',
    };
  }
  const { event } = record;
  readAddress(event);
  const decision = errorActionOf(record.processor, environment);
  try {
    return await carryOut(event, decision, send, timeLeft);
  } catch (error) {
    // A message that cannot go on as it came must not stay pending for that.
    if (decision.action !== 'allow' || !isRejected(error)) throw error;
    return carryOut(event, deny(), send, timeLeft);
  }
}

async function carryOut(
  event: ChannelFlowEvent,
  decision: Decision,
  send: Send,
  timeLeft: () => number,
): Promise<Report> {
  const receipt = await callBack(send, callbackInput(event, decision), timeLeft);
  // Two callbacks met, and each time once more: which of them won is seen when Lambda tries again, minutes later.
  if (receipt.refusal === 'Conflict') {
    const text = `conflicts with other callbacks, attempts: ${receipt.attempts}`;
    throw new ChannelFlowProcessorError('CallbackFailed', text);
  }
  if (receipt.refusal) return { outcome: 'ALREADY_SETTLED', ...receipt };
  return { outcome: decision.action === 'deny' ? 'DENIED' : 'ALLOWED', ...receipt };
}

function isRejected(error: unknown): boolean {
  return error instanceof ChannelFlowProcessorError && error.code === 'DecisionRejected';
}

/** A function may have other callers, whose events have nothing of this shape. */
function isChannelFlowEvent(event: unknown): event is ChannelFlowEvent {
  const { CallbackId, ChannelMessage } = fields(event);
  return CallbackId !== undefined || ChannelMessage !== undefined;
}

/**
 * What happens to a message whose processor failed. Only those processors whose stack says so are allowed: whatever is
 * unknown, or was forgotten, is denied.
 */
function errorActionOf(processor: string, environment: NodeJS.ProcessEnv): Decision {
  const allowed = environment[ALLOWED_PROCESSORS_VARIABLE]?.split(',') ?? [];
  return allowed.includes(processor) ? allow() : deny();
}
