import type { ChannelFlowContext } from './context';
import { within } from './deadline';
import { checkedDecision, type Decider, type Decision } from './decision';
import { ChannelFlowProcessorError } from './error';
import type { ChannelFlowMessage } from './message';

/** The input for a decider: the message, and the context without the clock, which starts now. */
export interface Turn {
  readonly message: ChannelFlowMessage;
  readonly context: Omit<ChannelFlowContext, 'signal' | 'remainingTime'>;
  /** In milliseconds. */
  readonly time: number;
  /** Fires the decider's signal as well, and ends its turn. */
  readonly outer?: AbortSignal;
}

/**
 * Lets a decider decide within its time. When that is over, the signal of its context fires.
 *
 * @throws {@link ChannelFlowProcessorError} `DeadlineExceeded`, `InvalidDecision`, or the error that the decider throws
 */
export async function takeTurn(decide: Decider, turn: Turn): Promise<Decision> {
  const { message, context, time, outer } = turn;
  const end = Date.now() + time;
  const remainingTime = () => Math.max(0, end - Date.now());
  const timeout = new AbortController();
  const signal = outer ? AbortSignal.any([outer, timeout.signal]) : timeout.signal;
  const timeUp = () =>
    new ChannelFlowProcessorError(
      'DeadlineExceeded',
      `the decider must decide within ${Math.round(time)} ms`,
    );
  const decision = decide(message, { ...context, signal, remainingTime });
  return checkedDecision(await within(remainingTime(), decision, timeout, timeUp, outer && signal));
}
