import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly missing?: readonly { readonly key: string }[];
}

/** Describes the values that an app would look up in AWS. The CDK CLI looks them up and synthesizes again. */
export function missingContext(folder: string): string | undefined {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const keys = manifest.missing?.map(({ key }) => key) ?? [];
  if (keys.length === 0) return undefined;
  return (
    `the app looks up values in AWS that cdk.context.json does not have, and goes on with dummies: ${keys.join(', ')};` +
    ` run 'cdk synth' with credentials once, or put them there`
  );
}
