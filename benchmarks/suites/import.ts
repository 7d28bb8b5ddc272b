import { compare, run } from '../runner';
import type { Suite } from '../suite';

const CDK = 'aws-cdk-lib';
const LIBRARY = 'cdk-chime-sdk-messaging';

/** What it takes a fresh process to load the package. */
export const importing: Suite = async ({ pairs }) => {
  const load = (...modules: string[]) => run('load', { args: modules });
  const samples = await compare(2 * pairs, {
    cdk: () => load(CDK),
    lambda: () => load(CDK, 'aws-cdk-lib/aws-lambda'),
    library: () => load(CDK, LIBRARY),
  });
  return {
    findings: [
      { what: `loading ${CDK}`, value: samples.median('cdk', 'total'), unit: 'ms' },
      {
        what: `loading ${LIBRARY} after it`,
        value: samples.difference('library', 'cdk', 'total'),
        unit: 'ms',
        target: { atMost: 30 },
      },
      {
        what: 'loading aws-cdk-lib/aws-lambda after it, as the app that has a processor does',
        value: samples.difference('lambda', 'cdk', 'total'),
        unit: 'ms',
      },
    ],
  };
};
