import { MILLISECONDS, optional, type Rules } from '../../inputs';
import { LONGEST_TIMER } from '../clock';
import type { InvocationRecord } from '../events';

/** Options for `ChimeMessagingEmulator.settled`. */
export interface SettledOptions {
  /**
   * How long to wait, in milliseconds of real time.
   * @default - until the message is settled or the emulator is closed
   */
  readonly timeout?: number;
}

export const SETTLED_OPTIONS: Rules<SettledOptions> = { timeout: optional(MILLISECONDS) };

/** Waits for a promise up to a timeout, then rejects with a sentence. A timeout longer than any timer never expires. */
export async function within<T>(awaited: Promise<T>, timeout: number, sentence: () => string): Promise<T> {
  if (timeout > LONGEST_TIMER) return awaited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(sentence())), timeout);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a message is still pending, as far as is visible from outside its processors. */
export function whatProcessorsDid(invocations: readonly InvocationRecord[]): string {
  const last = invocations.at(-1);
  if (!last) return 'no processor was invoked for it';
  const { functionArn, functionError, failureReason } = last;
  if (failureReason !== undefined) return `processor ${functionArn} could not be invoked: ${failureReason}`;
  if (functionError !== undefined) {
    return `processor ${functionArn} was invoked and failed without calling back: ${functionError}`;
  }
  return `processor ${functionArn} was invoked and has not called back (ChannelFlowCallback)`;
}
