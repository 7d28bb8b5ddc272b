import { readLastRelease } from '../package/last-release';

const failed = (code: string) => JSON.stringify({ error: { code, summary: 'npm failed', detail: '' } });

test('a version that npm has is the last release', () => {
  expect(readLastRelease('"0.1.2"\n')).toEqual({ version: '0.1.2' });
});

test('a package that npm does not have, or only to hold its name, is not released', () => {
  expect(readLastRelease(failed('E404'))).toEqual({});
  expect(readLastRelease('"0.0.0"\n')).toEqual({});
});

test('without a response of the registry, nobody knows', () => {
  expect(readLastRelease(failed('ENOTFOUND'))).toEqual({ unknown: 'npm says ENOTFOUND' });
  expect(readLastRelease('')).toEqual({ unknown: 'npm says nothing' });
});
