import { fields, type FailureRecord, InvalidRecordError } from './record';
import type { Report } from './report';
import { type CallbackAddress, readAddress } from '../../processor/address';
import { callBack, callbackInput } from '../../processor/callback';
import type { Send } from '../../processor/client';
import { allow, deny, type Decision } from '../../processor/decision';
import { ChannelFlowProcessorError } from '../../processor/error';
import type { ChannelFlowEvent } from '../../processor/event';
import {
  ANY_APP_INSTANCE,
  APP_INSTANCES_VARIABLE,
  type GuardAction,
  PROCESSORS_VARIABLE,
} from '../../src/private/protocol';

/** The guard's dependencies. */
export interface Dependencies {
  readonly environment: NodeJS.ProcessEnv;
  readonly send: Send;
}

/**
 * Settles the message of a failed invocation, with the callback that the processor's own runtime would have sent.
 *
 * Often the callback is refused because the message is already settled: after a processor called back and then failed, and
 * on the second of two deliveries.
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
      reason: 'the function was invoked with something other than a channel message',
    };
  }
  const { event } = record;
  const decision = decisionFor(record, readAddress(event), environment);
  try {
    return await carryOut(event, decision, send, timeLeft);
  } catch (error) {
    // If the service does not let a message through as it was sent, deny the message rather than let it stay `PENDING`.
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
  // Two callbacks conflicted, at each attempt. Which of them won shows when Lambda tries again, minutes later.
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

/** A function may have other callers, whose events do not have this shape. */
function isChannelFlowEvent(event: unknown): event is ChannelFlowEvent {
  const { CallbackId, ChannelMessage } = fields(event);
  return CallbackId !== undefined || ChannelMessage !== undefined;
}

/**
 * What to do with a message whose processor failed. A function that may invoke the guard could send a record about any
 * processor and channel, so the two must belong together, in one environment (account and Region).
 *
 * @throws {@link InvalidRecordError} if the guard does not act for this processor and app instance
 */
function decisionFor(
  record: FailureRecord,
  address: CallbackAddress,
  environment: NodeJS.ProcessEnv,
): Decision {
  const { partition, region, account, appInstanceArn } = address;
  const [action, ...indexes] = agreementsIn(environment).get(record.processor) ?? [];
  const appInstances = environment[APP_INSTANCES_VARIABLE]?.split(',') ?? [];
  const isHere =
    record.functionArn === `arn:${partition}:lambda:${region}:${account}:function:${record.processor}`;
  if (!action || !isHere) {
    throw new InvalidRecordError('requestContext.functionArn', 'a processor that this guard acts for');
  }
  const isMeant = (index: string) =>
    index === ANY_APP_INSTANCE || appInstances[Number(index)] === appInstanceArn;
  if (!indexes.some(isMeant)) {
    throw new InvalidRecordError(
      'requestPayload.ChannelMessage.ChannelArn',
      'in an app instance of the processor',
    );
  }
  return action === ('ALLOW' satisfies GuardAction) ? allow() : deny();
}

/** By processor, the action and the indexes of the app instances. */
function agreementsIn(environment: NodeJS.ProcessEnv): Map<string, string[]> {
  const entries = environment[PROCESSORS_VARIABLE]?.split(',') ?? [];
  return new Map(
    entries.map((entry) => {
      const [processor = '', ...agreement] = entry.split(' ');
      return [processor, agreement];
    }),
  );
}
