import { committed, PICTURES } from '../../projenrc/pictures';
import {
  digestOf,
  missingPictures,
  recordedDigest,
  SCREENSHOTS,
  type ScreenshotName,
} from '../../projenrc/pictures/screenshots';

test.each(Object.keys(PICTURES))('docs/images/%s is as it is drawn', (name) => {
  expect(committed(name)).toBe(PICTURES[name]!()); // if not: npx tsx projenrc/pictures/index.ts
});

test.each(Object.keys(SCREENSHOTS) as ScreenshotName[])(
  'the pictures of %s show the page as it is',
  (name) => {
    expect(missingPictures(name)).toEqual([]);
    expect(recordedDigest(name)).toBe(digestOf(name)); // if not: npm run test:browser -- --take-picture
  },
);
