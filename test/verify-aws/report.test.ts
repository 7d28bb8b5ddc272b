import { parseOptions } from './options';
import { report } from './report';

const rehearsal = parseOptions(['--endpoint', 'emulator', '--part', 'example', '--part', 'switches'], {});

test('a report starts with what failed, and with the switches that the emulator has wrong', () => {
  const text = report(
    rehearsal,
    ['it is deployed'],
    [
      { behavior: 'signatures', setting: 'checked' },
      { behavior: 'streamDelay', reason: 'it takes Kinesis streams' },
      { behavior: 'listPages', setting: 'unheard of' },
    ],
  );

  expect(text).toContain('1 checks failed:\n\n- it is deployed\n');
  expect(text).toMatch(
    /\| listPages \| \*\*unheard of\*\* \| \w+ \|\n\| signatures \| checked \| checked \|/,
  );
  expect(text).toContain('- streamDelay: it takes Kinesis streams');
});

test('there is a report even if the switches could not be tried', () => {
  expect(report(rehearsal, ['what they are tried with is deployed'], undefined)).toContain(
    'No switch could be observed.',
  );
});

test('a report does not speak of switches that nobody asked for', () => {
  const options = parseOptions(['--part', 'example'], {});
  expect(report(options, [], undefined)).toContain('0 checks failed.\n\nThe switches were not tried.');
});
