import { statSync } from 'node:fs';
import { join } from 'node:path';

/** The size limit of a provider: it is loaded on each cold start, and contains no third-party code. */
const MAXIMUM_BYTES = 25_000;

test.each([
  'app-instance-admin',
  'channel-flow',
  'channel-flow-association',
  'channel-flow-coverage',
  'messaging-streaming-configuration',
])('the bundle of the provider %s stays small', (name) => {
  const { size } = statSync(join(__dirname, '..', '..', 'assets', name, 'index.js'));

  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(MAXIMUM_BYTES);
});
