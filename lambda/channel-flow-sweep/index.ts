/**
 * The function that a rule invokes each minute, and that gives a coverage's flow to channels that have none. It may know the
 * protocol, the service, and the state and turns of a coverage, and no other handler; nothing may know it.
 */
import { createHandler, type InvocationContext } from './handler';
import { COVERAGE_BUCKET_VARIABLE } from '../../src/private/protocol';
import { messagingClient } from '../chime';
import { indexStoreOf, stateFileOf } from '../coverage-state';
import { writeLine } from '../coverage-turn';
import { systemTimers } from '../protocol';

export { createHandler, type InvocationContext };

const bucket = process.env[COVERAGE_BUCKET_VARIABLE] ?? '';

/** Sweeps, if that is due. */
export const handler = createHandler({
  client: messagingClient(),
  indexStore: indexStoreOf(bucket),
  openState: () => stateFileOf(bucket),
  timers: systemTimers,
  write: writeLine,
});
