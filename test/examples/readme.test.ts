import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf } from '../../examples/start';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'examples');
const FOLDERS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const ROWS = README.split('\n').filter((line) => line.startsWith('| ') && line.includes(']('));

test('the table has each example once', () => {
  const listed = ROWS.map((row) => /\]\(([\w-]+)\)/.exec(row)?.[1]);

  expect(listed.sort()).toEqual(FOLDERS.sort());
});

test.each(FOLDERS)('%s starts by the command in the table, whose files exist', (name) => {
  const row = ROWS.find((each) => each.includes(`](${name})`));
  const commands = commandsOf(name).join(' ');
  const files = commands.match(/examples\/[\w./-]+/g) ?? [];

  expect(row).toContain(`| \`npm run example -- ${name}\` |`);
  expect(files).not.toEqual([]);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('there is the script that the commands run', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  expect(scripts).toHaveProperty('example');
});
