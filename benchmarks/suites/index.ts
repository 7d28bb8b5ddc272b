import { coverage } from './coverage';
import { emulator } from './emulator';
import { importing } from './import';
import { processor } from './processor';
import { provider } from './provider';
import { rateLimit } from './rate-limit';
import { synthesis } from './synthesis';
import type { Suite } from '../suite';

/** In the order of the table. */
export const suites: Readonly<Record<string, Suite>> = {
  synthesis,
  import: importing,
  provider,
  'rate-limit': rateLimit,
  processor,
  emulator,
  coverage,
};
