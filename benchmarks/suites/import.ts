import { compare, run } from '../runner';
import type { Suite } from '../suite';

const CDK = 'aws-cdk-lib';
const LIBRARY = 'cdk-chime-sdk-messaging';

/**
 * The time that a fresh process needs to load the package. Modules are loaded when they are first used, so the suite for synthesis shows
 * the rest, in the app with one flow.
 */
export const importing: Suite = async ({ pairs }) => {
  const load = (...modules: string[]) => run('load', { args: modules });
  const loadAsModules = (...modules: string[]) => run('load-modules', { args: modules });
  const samples = await compare(2 * pairs, {
    cdk: () => load(CDK),
    library: () => load(CDK, LIBRARY),
    cdkModule: () => loadAsModules(CDK),
    libraryModule: () => loadAsModules(CDK, LIBRARY),
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
        what: 'the same as ES modules, which load all that is exported',
        value: samples.difference('libraryModule', 'cdkModule', 'total'),
        unit: 'ms',
        target: { atMost: 30 },
      },
    ],
  };
};
