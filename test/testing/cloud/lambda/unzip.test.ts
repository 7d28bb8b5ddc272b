import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zip } from './zip';
import { unzip } from '../../../../testing/cloud/lambda/unzip';

const LINK = 0o120777;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('refuses archives that are damaged or reach outside', () => {
  expect(() => unzip(Buffer.from('no archive'), '/nowhere')).toThrow('not a zip file');
  expect(() => unzip(zip({ '../x': '' }, false), '/nowhere')).toThrow("an entry outside of it: '../x'");
  const damaged = zip({ x: '' }, false);
  damaged.writeUInt32LE(0, damaged.length - 22 - 47);
  expect(() => unzip(damaged, '/nowhere')).toThrow('damaged');
});

test('keeps the modes and links of an archive', () => {
  const entries = { tool: 'run', plain: 'plain', 'lib/so': 'so.1', 'lib/so.1': 'code' };
  const modes = { tool: 0o100755, plain: 0, 'lib/so': LINK, 'lib/so.1': 0o100644 };

  unzip(zip(entries, true, modes), folder);

  const modeOf = (name: string) => statSync(join(folder, name)).mode % 0o1000;
  expect(modeOf('tool')).toBe(0o755);
  expect(readFileSync(join(folder, 'plain'), 'utf8')).toBe('plain');
  expect(readlinkSync(join(folder, 'lib', 'so'))).toBe('so.1');
});

test.each([
  ['a file', { 'escape/x': 'x' }, {}],
  ['a link', { 'escape/planted': '/nowhere' }, { 'escape/planted': LINK }],
  ['a folder', { 'escape/sub/planted': '/nowhere' }, { 'escape/sub/planted': LINK }],
])(
  'refuses an archive that has %s below a link, and creates nothing where the link leads',
  (_, entries, modes) => {
    const outside = mkdtempSync(join(folder, 'outside-'));
    const archive = zip({ escape: outside, ...entries }, false, { escape: LINK, ...modes });

    expect(() => unzip(archive, join(folder, 'code'))).toThrow(
      "other entries in the place of a link: 'escape'",
    );
    expect(readdirSync(outside)).toEqual([]);
  },
);
