import { readFileSync } from 'node:fs';
import type { ChimeMessagingEmulator, Seed } from '../emulator';
import { UsageError } from './usage-error';

/** @throws UsageError if the file cannot be read, is not JSON, or is no seed */
export function loadSeedFile(emulator: ChimeMessagingEmulator, path: string): void {
  const text = contentOf(path);
  try {
    emulator.seed(JSON.parse(text) as Seed);
  } catch (error) {
    const message = error instanceof SyntaxError ? `not JSON: ${error.message}` : (error as Error).message;
    throw new UsageError(`--seed ${path}: ${message}`);
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const [reason] = (error as Error).message.split(','); // what follows is the call and the path once more
    throw new UsageError(`--seed must name a file that can be read, got '${path}': ${reason}`);
  }
}
