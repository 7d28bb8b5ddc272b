import { readAddress, type CallbackAddress } from './address';
import { callBack, callbackInput, MISSING_PERMISSION, type Receipt, type Refusal } from './callback';
import type { Send } from './client';
import type { LambdaContext } from './context';
import { within } from './deadline';
import { allow, deny, type Decider, type Decision } from './decision';
import { type ChannelFlowProcessorError, isOwn, label, withoutContent } from './error';
import { readIds, type ChannelFlowEvent } from './event';
import { logSafely, type ProcessorLogger } from './log';
import { readMessage } from './message';
import type { OnError } from './settings';
import { takeTurn } from './turn';

/** How a message was settled. It has the ids of the message, but not its content. */
export interface Settlement extends CallbackAddress {
  /** The requested action. */
  readonly action: Decision['action'];
  /** The reason why `onError` was applied; `undefined` if the decider decided. */
  readonly error?: ChannelFlowProcessorError;
  /**
   * The error with which the service rejected the callback because the message was already settled, usually by another
   * delivery of the same message. `Forbidden` can also mean that the message is older than 48 hours or that the role
   * lacks access.
   */
  readonly refusal?: Refusal;
  /** The number of times that the callback was sent. */
  readonly attempts: number;
  /** From the invocation to the response of the service, in milliseconds. */
  readonly duration: number;
}

/** A processor as configured: the same for all of its messages. */
export interface Processor {
  readonly decide: Decider;
  readonly onError: OnError;
  readonly deadlineMargin: number;
  readonly logger: ProcessorLogger;
  readonly onSettled?: (settlement: Settlement) => void | PromiseLike<void>;
  readonly send: Send;
}

/** Kept for the end of the invocation, so that the response of the service can be logged. */
const CLOSING_TIME = 100;

/** The decisions left to try if there is no decision, or if the service does not accept it. */
const LAST_RESORTS: Readonly<Record<OnError, readonly Decision[]>> = {
  allow: [allow(), deny()],
  deny: [deny()],
  throw: [],
};

/** Handles one delivery of a message, from the event to the callback. */
export async function deliver(
  processor: Processor,
  event: ChannelFlowEvent,
  lambda: LambdaContext,
): Promise<Settlement> {
  const { send, onError, onSettled, logger } = processor;
  const start = Date.now();
  const log: Log = (level, text, details) =>
    logSafely(logger, level, text, { ...readIds(event), requestId: lambda.awsRequestId, ...details });
  const timeLeft = () => lambda.getRemainingTimeInMillis() - CLOSING_TIME;

  const carryOut = async (
    address: CallbackAddress,
    decision: Decision,
    error?: ChannelFlowProcessorError,
  ) => {
    const receipt = await callBack(send, callbackInput(event, decision), timeLeft);
    logReceipt(log, receipt);
    const { action } = decision;
    const settlement = { ...address, action, error, ...receipt, duration: Date.now() - start };
    try {
      const reported = onSettled?.(settlement);
      await within(timeLeft(), reported);
    } catch (thrown) {
      log('warn', `onSettled failed: ${label(thrown)}`);
    }
    return settlement;
  };

  try {
    const address = readAddress(event);
    let decision: Decision | undefined;
    let error: ChannelFlowProcessorError | undefined;
    try {
      decision = await decideInTime(processor, address, event, lambda);
    } catch (thrown) {
      error = withoutContent(thrown);
    }
    const resorts = LAST_RESORTS[onError].filter(({ action }) => action !== decision?.action);
    for (const planned of decision ? [decision, ...resorts] : resorts) {
      if (error) log('error', `onError applies (${onError}): ${error.message}`, { error });
      try {
        return await carryOut(address, planned, error);
      } catch (thrown) {
        error = thrown as ChannelFlowProcessorError;
        if (error.code !== 'DecisionRejected') throw error;
      }
    }
    throw error!;
  } catch (error) {
    log('error', `not settled: ${isOwn(error) ? error.message : label(error)}`, { error });
    throw error;
  }
}

async function decideInTime(
  { decide, deadlineMargin, logger }: Processor,
  address: CallbackAddress,
  event: ChannelFlowEvent,
  lambda: LambdaContext,
): Promise<Decision> {
  const left = lambda.getRemainingTimeInMillis();
  return takeTurn(decide, {
    message: readMessage(event),
    context: { ...address, requestId: lambda.awsRequestId, logger },
    time: left - Math.min(deadlineMargin, left / 2),
  });
}

type Log = (level: keyof ProcessorLogger, text: string, details?: object) => void;

/** Success is not logged: there may be thousands of messages per second, and `onSettled` can count them. */
function logReceipt(log: Log, receipt: Receipt): void {
  const { attempts, refusal } = receipt;
  if (refusal === 'Forbidden' && attempts === 1) {
    log('warn', `forbidden: settled before, or ${MISSING_PERMISSION}`, receipt);
  } else if (refusal === 'Conflict') {
    log('warn', 'conflict at each attempt: settled elsewhere, or still pending', receipt);
  } else if (refusal || attempts > 1) {
    log('debug', refusal ? 'settled before' : 'settled', receipt);
  }
}
