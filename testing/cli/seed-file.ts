import { readFileSync } from 'node:fs';
import type { ChimeMessagingEmulator, Seed } from '../emulator';
import { UsageError } from './usage-error';

/** @throws UsageError if the file cannot be read, is not JSON, or is no seed */
export function loadSeedFile(emulator: ChimeMessagingEmulator, path: string): void {
  try {
    emulator.seed(JSON.parse(readFileSync(path, 'utf8')) as Seed);
  } catch (error) {
    const message = error instanceof SyntaxError ? `not JSON: ${error.message}` : (error as Error).message;
    throw new UsageError(`--seed ${path}: ${message}`);
  }
}
