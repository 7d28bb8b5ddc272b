import type { ChimeMessagingEmulator } from '../emulator';
import { check, isObject, type Rule } from '../inputs';

/** Another copy of the class is one as well: a test runner can load this package several times. */
export const EMULATOR: Rule = {
  wanted: 'a ChimeMessagingEmulator',
  holds: (value) => isObject(value) && typeof value.useAuthorizer === 'function',
};

/** @throws Error if a value is no emulator, or one that was closed */
export function checkEmulator(name: string, value: unknown): void {
  check(name, value, EMULATOR);
  if ((value as ChimeMessagingEmulator).isClosed) {
    throw new Error(`${name} must be open, got one that was closed: start another one`);
  }
}
