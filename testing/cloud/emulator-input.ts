import type { ChimeMessagingEmulator } from '../emulator';
import { check, isObject, must } from '../inputs';

/** An instance of another copy of the class is accepted, because a test runner can load this package several times. */
export const EMULATOR = must(
  'a ChimeMessagingEmulator',
  (value) => isObject(value) && typeof value.useAuthorizer === 'function',
);

/** @throws Error if a value is not an emulator, or is a closed one */
export function checkEmulator(name: string, value: unknown): void {
  check(name, value, EMULATOR);
  if ((value as ChimeMessagingEmulator).isClosed) {
    throw new Error(`${name} must be open, got one that was closed: start another one`);
  }
}
