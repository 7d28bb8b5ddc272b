import { createRequire } from 'node:module';
import { test } from 'vitest';

const { liveThrough } = createRequire(import.meta.url)('./life.cjs');

test('the sample app lives', liveThrough, 300_000);
