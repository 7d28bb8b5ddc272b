import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Each takes about 35 milliseconds. */
const CYCLES = 1000;

const folder = mkdtempSync(join(tmpdir(), 'start-and-close-'));

afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Code that V8 compiles and discards counts as heap, and varies for hundreds of cycles: with these options, only leaks
 * remain.
 */
const STEADY_CODE = ['--no-opt', '--no-sparkplug', '--no-flush-bytecode'];

/** Per cycle, and less than anything that a cycle could leak: some 10 bytes are usual, and fewer with more cycles. */
const NOISE_BYTES = 100;

test(`${CYCLES} emulators with TLS and a session leave nothing behind when they are closed`, async () => {
  const program = join(__dirname, 'start-and-close.ts');
  const options = ['--expose-gc', ...STEADY_CODE, '--import', 'tsx', program, String(CYCLES)];
  const env = { PATH: process.env.PATH, TMPDIR: folder, TSX_DISABLE_CACHE: '1' };

  const { stdout, stderr } = await promisify(execFile)(process.execPath, options, { env });
  const { before, after, growth, listeners } = JSON.parse(stdout) as Record<string, unknown>;

  expect(after).toEqual(before);
  expect(listeners).toBe(0);
  expect(growth).toBeLessThan(NOISE_BYTES);
  expect(readdirSync(folder).filter((name) => name.startsWith('chime-messaging-emulator-'))).toEqual([]);
  expect(stderr).toBe('');
});
