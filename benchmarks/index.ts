/**
 * Measures this library against the alternatives that a user would pick:
 *
 *     npm run bench -- [suite …] [--pairs N] [--quick]
 */
import { parseArgs } from 'node:util';
import { build } from './build';
import { record } from './results';
import type { SuiteResult } from './suite';
import { suites } from './suites';
import { table } from './table';

/** Fewer are enough for a quick look, but not for a result. */
const PAIRS = 7;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { pairs: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const { quick } = values;
  const pairs = Number(values.pairs ?? (quick ? 3 : PAIRS));
  if (!Number.isInteger(pairs) || pairs < 1) {
    throw new Error(`'--pairs' must be a whole number from 1, got ${values.pairs}`);
  }
  const unknown = positionals.find((name) => !(name in suites));
  if (unknown) throw new Error(`a suite must be one of ${Object.keys(suites).join(', ')}, got ${unknown}`);

  build();
  const results: Record<string, SuiteResult> = {};
  for (const [name, suite] of Object.entries(suites)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`measuring: ${name}`);
    results[name] = await suite({ pairs, quick });
    if (!quick && pairs >= PAIRS) record(name, pairs, results[name]);
  }
  console.log(`\n${table(results)}`);
}

void main();
