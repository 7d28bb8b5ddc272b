import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { report, sinceStart } from '../report';

/** Synthesizes a stack of the number of flows in the first argument. */
export function synthesize(define: (stack: Stack, count: number) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), 'benchmark-'));
  // The limit of 500 resources is lifted, so that all variants can be compared at the same size.
  const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  define(new Stack(app, 'Stack'), Number(process.argv[2]));
  app.synth();
  const time = sinceStart();
  report({ time, ...measure(outdir) });
  rmSync(outdir, { recursive: true });
}

function measure(outdir: string) {
  const template = readFileSync(join(outdir, 'Stack.template.json'), 'utf8');
  const { Resources } = JSON.parse(template) as { Resources: object };
  const assets = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.startsWith('asset.'),
  );
  const sizes = assets
    .map((path) => statSync(join(outdir, path)))
    .map((stat) => (stat.isFile() ? stat.size : 0));
  return {
    resources: Object.keys(Resources).length,
    templateBytes: template.length,
    assetBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
