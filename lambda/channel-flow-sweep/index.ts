/**
 * The function that a rule invokes each minute, and that associates a coverage's flow with channels that have none. It may
 * depend on the protocol, the service, and the state and turns of a coverage, but on no other handler. Nothing may depend
 * on it.
 */
import { createHandler, type InvocationContext } from './handler';
import { COVERAGE_BUCKET_VARIABLE } from '../../src/private/protocol';
import { messagingClient } from '../chime';
import { indexStoreOf, stateFileOf } from '../coverage-state';
import { writeLine } from '../coverage-turn';
import { systemTimers } from '../protocol';

export { createHandler, type InvocationContext };

const bucket = process.env[COVERAGE_BUCKET_VARIABLE] ?? '';

/** Sweeps, if a sweep is due. */
export const handler = createHandler({
  client: messagingClient(),
  indexStore: indexStoreOf(bucket),
  openState: () => stateFileOf(bucket),
  timers: systemTimers,
  write: writeLine,
});
