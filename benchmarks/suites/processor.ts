import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { CACHE } from '../paths';
import { compare, run } from '../runner';
import { StubService } from '../stub-service';
import type { Suite } from '../suite';

/** A processor that changes each message: with the runtime, and written by hand. */
export const processor: Suite = async ({ pairs }) => {
  const handWritten = bundle('hand-written');
  const library = bundle('library');
  const stub = await StubService.start();
  try {
    const load = (file: string) => run('load', { args: [file] });
    const cold = await compare(2 * pairs, {
      handWritten: () => load(handWritten),
      library: () => load(library),
    });
    const process = (file: string) => run('process-messages', { args: [file], env: stub.environment });
    const warm = await compare(pairs, {
      handWritten: () => process(handWritten),
      library: () => process(library),
    });
    return {
      findings: [
        { what: 'a message, written by hand', value: warm.median('handWritten', 'time'), unit: 'ms' },
        {
          what: 'a message, by the runtime ÷ by hand',
          value: warm.ratio('library', 'handWritten', 'time'),
          unit: '×',
          target: { atMost: 1.12 },
        },
        { what: 'cold import, written by hand', value: cold.median('handWritten', 'total'), unit: 'ms' },
        {
          what: 'cold import, by the runtime, beyond that',
          value: cold.difference('library', 'handWritten', 'total'),
          unit: 'ms',
          target: { atMost: 5 },
        },
        {
          what: 'cold import and first message, by the runtime, beyond that',
          value: warm.difference('library', 'handWritten', 'untilFirst'),
          unit: 'ms',
        },
        {
          what: 'bundle, by the runtime, beyond that',
          value: statSync(library).size - statSync(handWritten).size,
          unit: 'bytes',
          target: { atMost: 9_000 },
        },
      ],
    };
  } finally {
    stub.close();
  }
};

/** Bundles a processor as its user would; the Lambda runtime includes the SDK. */
function bundle(name: string): string {
  const outfile = join(CACHE, 'processors', `${name}.js`);
  buildSync({
    entryPoints: [join(__dirname, '..', 'programs', 'processors', `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*'],
    tsconfigRaw: {},
  });
  return outfile;
}
