import { existsSync } from 'node:fs';
import { committed, PICTURES } from '../../projenrc/pictures';
import { inspectorPicture, pageDigest, recordedDigest } from '../../projenrc/pictures/inspector';

test.each(Object.keys(PICTURES))('docs/images/%s is as it is drawn', (name) => {
  expect(committed(name)).toBe(PICTURES[name]!()); // if not: npx tsx projenrc/pictures/index.ts
});

test('the pictures of the inspector are of the page as it is', () => {
  expect(existsSync(inspectorPicture('light'))).toBe(true);
  expect(existsSync(inspectorPicture('dark'))).toBe(true);
  expect(recordedDigest()).toBe(pageDigest()); // if not: npm run test:browser -- --take-picture
});
