import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** `CYCLES=1000` tries more. */
const CYCLES = Number(process.env.CYCLES ?? 150);

const folder = mkdtempSync(join(tmpdir(), 'start-and-close-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A socket, a buffer or a listener that stayed would be more. */
const NOISE_BYTES = 5000;

test(`${CYCLES} emulators with TLS and a session leave nothing behind when they are closed`, async () => {
  const program = join(__dirname, 'start-and-close.ts');
  const options = ['--expose-gc', '--import', 'tsx', program, String(CYCLES)];
  const env = { PATH: process.env.PATH, TMPDIR: folder, TSX_DISABLE_CACHE: '1' };

  const { stdout, stderr } = await promisify(execFile)(process.execPath, options, { env });
  const { before, after, growth, listeners } = JSON.parse(stdout) as Record<string, unknown>;

  expect(after).toEqual(before);
  expect(listeners).toBe(0);
  expect(growth).toBeLessThan(NOISE_BYTES);
  expect(readdirSync(folder).filter((name) => name.startsWith('chime-messaging-emulator-'))).toEqual([]);
  expect(stderr).toBe('');
});
