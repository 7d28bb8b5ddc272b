import { compare, run } from '../runner';
import type { Suite } from '../suite';

const CDK = 'aws-cdk-lib';
const LIBRARY = 'cdk-chime-sdk-messaging';
const APP = [`${CDK}#App`, `${CDK}/aws-iam#Role`, `${CDK}/aws-lambda#Function`];

/** The time that a fresh process needs to load the package. */
export const importing: Suite = async ({ pairs }) => {
  const load = (...modules: string[]) => run('load', { args: modules });
  const loadAsModules = (...modules: string[]) => run('load-modules', { args: modules });
  const samples = await compare(2 * pairs, {
    cdk: () => load(CDK),
    library: () => load(CDK, LIBRARY),
    cdkModule: () => loadAsModules(CDK),
    libraryModule: () => loadAsModules(CDK, LIBRARY),
    app: () => load(...APP),
    flows: () => load(...APP, `${LIBRARY}#ChannelFlow`),
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
      {
        what: 'loading what an app with a function and its role uses',
        value: samples.median('app', 'total'),
        unit: 'ms',
      },
      {
        what: 'loading ChannelFlow after that',
        value: samples.difference('flows', 'app', 'total'),
        unit: 'ms',
      },
    ],
  };
};
