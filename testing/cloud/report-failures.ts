import type { LocalLambda } from './lambda';
import type { ChimeMessagingEmulator } from '../emulator';

/** Tells the emulator why functions failed; the service itself is never notified of how a processor ends. */
export function reportFailures(lambda: LocalLambda, emulator: ChimeMessagingEmulator): void {
  lambda.follow({
    onFailure: (_, { errorType, errorMessage }, event) =>
      emulator.reportFunctionError(event, `${errorType}: ${errorMessage}`),
  });
}
