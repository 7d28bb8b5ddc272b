import assert from 'node:assert/strict';
import { plain, type CommandResult } from '../harness/run-command';

/** The result of a command that must succeed; if it fails, the error shows the end of its output. */
export function succeeded(result: CommandResult): CommandResult {
  const end = plain(result.output).trim().split('\n').slice(-40).join('\n');
  assert.equal(result.exitCode, 0, `exit code ${result.exitCode}\n${end}`);
  return result;
}
