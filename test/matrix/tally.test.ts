import { Tally } from './tally';

const PASSED = {
  lifecycle: 'flow-create',
  line: 'flow-create,-,single,commits,single,newId,newStack,likely,1',
  problems: [],
  limit: undefined,
  slowest: 1,
  calls: [],
};

let lines: string[];
let formerCode: typeof process.exitCode;
beforeEach(() => {
  lines = [];
  formerCode = process.exitCode;
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  process.exitCode = formerCode;
});

/** Tallies two cases and three lives, given how many were requested. */
function exitCodeFor(asked: number): typeof process.exitCode {
  const tally = new Tally();
  tally.add(PASSED);
  tally.add(PASSED);
  tally.addLives({ runs: 3, steps: 9, limited: 0, failure: undefined });
  tally.print(asked);
  return process.exitCode;
}

test('a run in which all that was asked for has passed succeeds', () => {
  expect(exitCodeFor(5)).toBe(0);
  expect(lines.at(-1)).toBe('\n5 passed, 0 failed');
});

test.each([4, 6])('a run of five that should have been %d fails', (asked) => {
  expect(exitCodeFor(asked)).toBe(1);
  expect(lines).toContain(`failed: 5 were tried instead of ${asked}`);
});

test('a run that tried nothing fails', () => {
  new Tally().print(0);
  expect(process.exitCode).toBe(1);
});
