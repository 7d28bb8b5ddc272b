import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeInPlace, type FunctionCode } from '../../../../testing/cloud/lambda';
import { MergedLayers } from '../../../../testing/cloud/lambda/merged-layers';

let folder: string;
let merged: MergedLayers;
const USER = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  merged = new MergedLayers();
});

afterEach(() => {
  merged.release(USER);
  rmSync(folder, { recursive: true });
});

function layer(name: string, files: Readonly<Record<string, string>>): FunctionCode {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return codeInPlace(join(folder, name));
}

/** The merged folder of layers. */
const merge = (...layers: FunctionCode[]): string => merged.folder(layers, USER)!;

const read = (path: string): string => readFileSync(path, 'utf8');

test('layers are merged in their order, folders included', () => {
  const opt = merge(
    layer('a', { 'bin/one': 'a', 'bin/both': 'a' }),
    layer('b', { 'bin/both': 'b', 'bin/two': 'b' }),
    layer('c', { 'lib/c': 'c' }),
  );

  expect(readdirSync(opt).sort()).toEqual(['bin', 'lib']);
  expect(readdirSync(join(opt, 'bin')).map((name) => `${name}: ${read(join(opt, 'bin', name))}`)).toEqual([
    'both: b',
    'one: a',
    'two: b',
  ]);
});

test('the order of layers counts', () => {
  const [a, b] = [layer('a', { name: 'a' }), layer('b', { name: 'b' })];

  expect([merge(a, b), merge(b, a)].map((opt) => read(join(opt, 'name')))).toEqual(['b', 'a']);
});

test('if a path is a file in one layer and a folder in another, the later layer wins', () => {
  const asFile = layer('a', { data: 'file' });
  const asFolder = layer('b', { 'data/words': 'folder' });

  expect(read(join(merge(asFolder, asFile), 'data'))).toBe('file');
  expect(read(join(merge(asFile, asFolder), 'data', 'words'))).toBe('folder');
});

test('changes to the copy of layers do not affect a layer, and modes are kept', () => {
  const [a, b] = [layer('a', { tool: 'a', other: 'a' }), layer('b', { tool: 'b' })];
  chmodSync(join(folder, 'b', 'tool'), 0o755);

  for (const opt of [merge(a, b), merge(b)]) {
    expect(statSync(join(opt, 'tool')).mode % 0o1000).toBe(0o755);
    appendFileSync(join(opt, 'tool'), 'changed');
  }

  expect([read(join(a.folder, 'tool')), read(join(b.folder, 'tool'))]).toEqual(['a', 'b']);
});

test('a link becomes what it points to, and one that points to nothing is left out', () => {
  const a = layer('a', { 'lib/real/words': 'hello', 'file-or-link': 'a' });
  symlinkSync('real', join(folder, 'a', 'lib', 'linked'));
  symlinkSync('nowhere', join(folder, 'a', 'lib', 'broken'));
  const b = layer('b', { 'shared/x': 'x' });
  symlinkSync('shared/x', join(folder, 'b', 'file-or-link'));

  const opt = merge(a, b);

  expect(readdirSync(join(opt, 'lib')).sort()).toEqual(['linked', 'real']);
  expect(lstatSync(join(opt, 'lib', 'linked')).isDirectory()).toBe(true);
  expect(read(join(opt, 'lib', 'linked', 'words'))).toBe('hello');
  expect(read(join(opt, 'file-or-link'))).toBe('x');
});

test('a link to a folder around it stays a link', () => {
  const only = layer('a', { 'lib/words': 'hello', 'bin/tool': 'run' });
  symlinkSync('..', join(folder, 'a', 'lib', 'parent'));
  symlinkSync(join(folder, 'a', 'lib'), join(folder, 'a', 'lib', 'itself'));
  symlinkSync('../lib', join(folder, 'a', 'bin', 'libraries'));

  const opt = merge(only);

  const paths = ['lib/parent/bin/tool', 'lib/itself/words', 'bin/libraries/parent/lib/words'];
  expect(paths.map((path) => read(join(opt, path)))).toEqual(['run', 'hello', 'hello']);
  expect(realpathSync(join(opt, 'lib', 'itself'))).toBe(realpathSync(join(opt, 'lib')));
});

test('a link leads to what another layer has, or layers have below /opt', () => {
  const a = layer('a', { 'lib/x': 'x' });
  symlinkSync('libwords.so.1', join(folder, 'a', 'lib', 'libwords.so'));
  symlinkSync('/opt/data/words', join(folder, 'a', 'words'));
  symlinkSync('/opt/absent', join(folder, 'a', 'absent'));
  const b = layer('b', { 'lib/libwords.so.1': 'code', 'data/words': 'hello' });

  const opt = merge(a, b);

  expect([read(join(opt, 'lib', 'libwords.so')), read(join(opt, 'words'))]).toEqual(['code', 'hello']);
  expect(readdirSync(opt).sort()).toEqual(['data', 'lib', 'words']);
});

test('a link to a folder around its layer is left out', () => {
  const only = layer('a', { words: 'hello' });
  symlinkSync('..', join(folder, 'a', 'up'));
  symlinkSync('/', join(folder, 'a', 'root'));

  expect(readdirSync(merge(only))).toEqual(['words']);
});

test('layers write nothing through a link', () => {
  const a = layer('a', {});
  const outside = join(folder, 'outside');
  mkdirSync(a.folder);
  symlinkSync(outside, join(a.folder, 'escape'));

  const opt = merge(a, layer('b', { 'escape/words': 'hello' }));

  expect(read(join(opt, 'escape', 'words'))).toBe('hello');
  expect(existsSync(outside)).toBe(false);
});

test('without layers, there is no folder', () => {
  expect(merged.folder([], USER)).toBeUndefined();
});

test('functions with the same layers share a folder, until the last of them is gone', () => {
  const layers = [layer('a', { a: 'a' }), layer('b', { b: 'b' })];
  const other = {};
  const opt = merge(...layers);

  expect(merged.folder(layers, other)).toBe(opt);
  merged.release(USER);
  expect(existsSync(opt)).toBe(true);
  merged.release(other);
  expect(existsSync(opt)).toBe(false);

  expect(readdirSync(merge(...layers))).toEqual(['a', 'b']);
});
