/**
 * The function that a stream invokes with channel events, and that associates a coverage's flow with new channels. It may
 * depend on the protocol, the service, and the state and turns of a coverage, but on no other handler. Nothing may depend
 * on it.
 */
import { createHandler } from './handler';
import { COVERAGE_BUCKET_VARIABLE, COVERAGE_FUNCTION_VARIABLE } from '../../src/private/protocol';
import { messagingClient } from '../chime';
import { detectionFileOf } from '../coverage-state';
import { writeLine } from '../coverage-turn';
import { systemTimers } from '../protocol';

const bucket = process.env[COVERAGE_BUCKET_VARIABLE] ?? '';

/** Covers the channels of a batch of records. */
export const handler = createHandler({
  client: messagingClient(),
  openState: () => detectionFileOf(bucket),
  timers: systemTimers,
  coverage: process.env[COVERAGE_FUNCTION_VARIABLE] ?? '',
  write: writeLine,
});
