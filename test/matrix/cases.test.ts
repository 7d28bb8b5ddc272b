import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases, decode, encode } from './cases';

test('a case is the same when its line is read', () => {
  for (const one of cases(2_000, 1)) expect(decode(encode(one))).toEqual(one);
});

test('the line of a case in a process is that of the same case', () => {
  const [one] = [...cases(1, 1)];

  expect(decode(`${encode(one!)},process`)).toEqual(one);
});

test('the case in CONTRIBUTING.md can be run', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');
  const [, line] = /--case '(.*)'/.exec(text)!;

  expect(encode(decode(line!))).toBe(line);
});

test.each([
  ['', 'an unknown lifecycle'],
  ['flow-made-up,-,single,commits,single,newId,newStack,likely,1', 'an unknown lifecycle'],
  [
    'flow-create,CreateChannelFlow:lost:twice,single,commits,single,newId,newStack,likely,1',
    'an unknown fault',
  ],
  ['flow-create,-,single,commits,newId,newStack,likely,1', 'an unknown delivery of the rollback'],
  ['flow-create,-,single,commits,single,newId,newStack,toString,1', 'an unknown variant'],
  ['flow-create,-,single,commits,single,newId,newStack,likely,1,more', 'an unknown number of parts'],
])('the line %j is none: it has %s', (line, problem) => {
  expect(() => decode(line)).toThrow(
    `a case must be a line that the matrix printed, got '${line}', with ${problem}`,
  );
});

test('lifecycles must be those that exist', () => {
  expect(() => [...cases(1, 1, 'made-up')]).toThrow('--only must be the beginning of one of flow-create');
});
