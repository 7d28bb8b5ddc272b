import type { ChannelFlowCallbackInput, Send } from './client';
import { within } from './deadline';
import type { Decision } from './decision';
import { ChannelFlowProcessorError, errorFields, label } from './error';
import type { ChannelFlowEvent } from './event';
import { isLostResponse } from './response';
import { toWire } from './wire';

/**
 * The callback that carries out a decision.
 *
 * Fields that the decision does not change are sent as they came: the service does not document whether a field that is
 * left out keeps its value.
 */
export function callbackInput(event: ChannelFlowEvent, decision: Decision): ChannelFlowCallbackInput {
  const { CallbackId, ChannelMessage: message } = event;
  const { ChannelArn, MessageId } = message;
  const isDenied = decision.action === 'deny';
  const fields = isDenied ? {} : toWire(decision.action === 'update' ? decision.changes : {}, message);
  return {
    CallbackId,
    ChannelArn,
    ...(isDenied && { DeleteResource: true }),
    ChannelMessage: { ...fields, MessageId, SubChannelId: message.SubChannelId ?? undefined },
  };
}

/** How the service rejects a callback for a message that has been settled. */
export type Refusal = 'BadRequest' | 'Conflict' | 'Forbidden';

export interface Receipt {
  /** How often the callback was sent. */
  readonly attempts: number;
  readonly refusal?: Refusal;
}

/** A lost connection must not use up the time that another attempt needs. */
const ATTEMPT_TIME = 3000;
const SHORTEST_ATTEMPT = 100;
const CONFLICT_RETRIES = 4;

/**
 * Sends a decision to the service, as often as necessary within the time that is left.
 *
 * @throws {@link ChannelFlowProcessorError} `DecisionRejected` if the service does not accept the changes,
 * `CallbackFailed` if the callback cannot be sent
 */
export async function callBack(
  send: Send,
  input: ChannelFlowCallbackInput,
  timeLeft: () => number,
): Promise<Receipt> {
  let conflicts = 0;
  for (let attempts = 1; ; attempts++) {
    try {
      const abort = new AbortController();
      const answer = send(input, abort.signal);
      const time = Math.max(SHORTEST_ATTEMPT, Math.min(ATTEMPT_TIME, timeLeft()));
      await within(time, answer, abort);
      return { attempts };
    } catch (error) {
      const refusal = readRefusal(error);
      const mayChange = refusal
        ? refusal === 'Conflict' && conflicts++ < CONFLICT_RETRIES
        : isTransient(error);
      const time = timeLeft() - SHORTEST_ATTEMPT;
      if (!mayChange || time <= 0) {
        if (refusal) return { attempts, refusal };
        throw failure(input, attempts, error);
      }
      const pause = Math.min(time, Math.random() * Math.min(2000, 50 * 2 ** attempts));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * Which rejection of a second callback an error is, if it is one. Messages are delivered more than once, so second
 * callbacks are part of normal operation, and failing on them would only make Lambda deliver the message again.
 *
 * Forbidden is ambiguous: most often the callback id has been used, but it may be older than 48 hours, or the role lacks
 * access. In the first two cases nothing is left to do. A role that lacks access usually gets a different error, or a
 * text that a used callback id does not get; those two are failures.
 *
 * Conflict means that two callbacks collided. The service asks for another attempt, which shows whether one of them won.
 */
function readRefusal(error: unknown): Refusal | undefined {
  const { name, message } = errorFields(error);
  const refusal = name.replace(/Exception$/, ''); // the suffix depends on the headers of the response
  if (refusal === 'Conflict') return refusal;
  if (refusal === 'BadRequest' && /non-pending/i.test(message)) return refusal;
  if (refusal === 'Forbidden' && !/not authorized/i.test(message)) return refusal;
  return undefined;
}

function isTransient(error: unknown): boolean {
  const { name, status } = errorFields(error);
  return status === 429 || name.startsWith('Throttl') || isLostResponse(error);
}

export const MISSING_PERMISSION = 'the role must allow chime:ChannelFlowCallback';

function failure(
  input: ChannelFlowCallbackInput,
  attempts: number,
  error: unknown,
): ChannelFlowProcessorError {
  const { name, status } = errorFields(error);
  const reason = /^(AccessDenied|Forbidden)/.test(name)
    ? `${MISSING_PERMISSION} on ${input.ChannelArn}`
    : `${label(error)}, attempts: ${attempts}`;
  return new ChannelFlowProcessorError(
    status === 400 ? 'DecisionRejected' : 'CallbackFailed',
    `the callback failed: ${reason}`,
  );
}
