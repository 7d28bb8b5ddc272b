import type { ChannelFlowContext } from './context';
import { allow, deny, update, type Decider, type Decision, type MessageChanges } from './decision';
import { ofStep, withoutContent } from './error';
import { logSafely } from './log';
import type { ChannelFlowMessage } from './message';
import { aDuration, aFunction, anOnError, check, checkOptions, type OnError, type Rule } from './settings';
import { takeTurn } from './turn';

/** A decider with its own timeout and its own action on failure. */
export interface ChainStep {
  /** Decides on the message, as the steps before this one changed it. */
  readonly decide: Decider;
  /**
   * The action to take if this step fails or takes too long: `'deny'` denies the message, `'allow'` continues with the
   * next step as if this one had allowed the message, and `'throw'` fails the chain.
   *
   * @default 'throw' - the `onError` of the processor applies
   */
  readonly onError?: OnError;
  /**
   * The time for this step, in milliseconds.
   *
   * @default - the time that the previous steps left
   */
  readonly timeout?: number;
}

/**
 * Combines several deciders into one: the default quota is one processor per channel flow, and one callback is faster
 * than three.
 *
 * The steps run in order, each on the message as changed by the previous steps. The first denial ends the chain.
 * Otherwise, all changes together are the decision. The limits of the service are checked after every step.
 *
 * @throws if there is no step, or one that is neither a decider nor a {@link ChainStep}
 */
export function chain(...steps: readonly (Decider | ChainStep)[]): Decider {
  const checked = steps.map(checkedStep);
  if (checked.length === 0) throw new Error("'chain' must have at least one step, got none");

  return async (message, context) => {
    let current = message;
    let changes: MessageChanges = {};
    for (const step of checked) {
      const decision = await run(step, current, context);
      if (decision.action === 'deny') return decision;
      if (decision.action === 'update') {
        current = Object.freeze({ ...current, ...decision.changes });
        changes = { ...changes, ...decision.changes };
      }
    }
    return Object.keys(changes).length > 0 ? update(changes) : allow();
  };
}

/** In milliseconds. */
const HEAD_START = 20;

const aStep: Rule = ['a decider or have one', (value) => typeof Object(value).decide === 'function'];
const STEP = { decide: aFunction, onError: anOnError, timeout: aDuration };

type NumberedStep = ChainStep & { readonly number: number };

function checkedStep(given: Decider | ChainStep, index: number): NumberedStep {
  const number = index + 1;
  const step = typeof given === 'function' ? { decide: given } : given;
  check(`step ${number}`, step, aStep);
  checkOptions(step, STEP, ` of step ${number}`);
  return { ...step, number };
}

async function run(
  step: NumberedStep,
  message: ChannelFlowMessage,
  context: ChannelFlowContext,
): Promise<Decision> {
  const { decide, number, timeout = Infinity, onError = 'throw' } = step;
  // a little less than the total time left, so that the step's own `onError` applies and not that of the processor
  const time = Math.max(0, Math.min(timeout, context.remainingTime() - HEAD_START));
  try {
    return await takeTurn(decide, { message, context, time, outer: context.signal });
  } catch (thrown) {
    if (onError === 'throw') throw context.signal.aborted ? thrown : ofStep(number, thrown);
    const error = withoutContent(thrown);
    const { messageId, callbackId, requestId } = context;
    const text = `onError of step ${number} applies (${onError}): ${error.message}`;
    logSafely(context.logger, 'error', text, { messageId, callbackId, requestId, error });
    return onError === 'allow' ? allow() : deny();
  }
}
