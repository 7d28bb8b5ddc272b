import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';

const { peerDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
};

/** The lowest version of aws-cdk-lib that the package works with. */
export const AWS_CDK_FLOOR = peerDependencies['aws-cdk-lib']!.replace('^', '');
