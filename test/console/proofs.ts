import assert from 'node:assert/strict';
import { plain } from '../harness/run-command';

/** Output that programs only print if a test ran. Some of them succeed even if they find no test. */
const PROOFS: readonly { readonly command: RegExp; readonly output: RegExp }[] = [
  { command: /^mvn .*\btest$/m, output: /Tests run: 1, Failures: 0, Errors: 0, Skipped: 0/ },
  { command: /^go test\b/m, output: /^--- PASS: Test\w+/m },
  { command: /^dotnet test\b/m, output: /\b(?:Passed: +|succeeded: )1\b/ },
  { command: /^pytest\b/m, output: /\b1 passed\b/ },
  { command: /^npx jest\b/m, output: /^Tests: +([1-9]\d*) passed, \1 total$/m },
];

/** Fails if commands should have run a page's test but did not. */
export function checkThatTestRan(commands: string, output: string): void {
  for (const proof of PROOFS) {
    if (proof.command.test(commands)) assert.match(plain(output), proof.output, 'no test ran');
  }
}
