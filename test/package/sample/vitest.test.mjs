import { test } from 'vitest';
import life from './life.cjs';

test('the sample app lives', life.liveThrough, 60_000);
