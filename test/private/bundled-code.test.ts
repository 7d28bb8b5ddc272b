import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BundledCode } from '../../src/private/bundled-code';

/** What becomes of a function's code: in the template, and in the manifest of what is to be uploaded. */
function synthesize(code: lambda.Code, context: Record<string, unknown> = {}, isStaged = false) {
  const app = new App({ context });
  const stack = new Stack(isStaged ? new Stage(app, 'Stage') : app, 'Stack');
  new lambda.Function(stack, 'Function', {
    code,
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
  });
  const assembly = app.synth();
  const { template, assets } = (
    isStaged ? assembly.getNestedAssembly('assembly-Stage') : assembly
  ).getStackArtifact(stack.artifactId);
  const resources = Object.values((template as { Resources: Record<string, FunctionResource> }).Resources);
  const { Metadata, Properties } = resources.find(({ Type }) => Type === 'AWS::Lambda::Function')!;
  return { Code: Properties.Code, Metadata, assets };
}

interface FunctionResource {
  readonly Type: string;
  readonly Properties: { readonly Code: unknown };
  readonly Metadata?: object;
}

const FOLDER = join(__dirname, '..', '..', 'assets', 'channel-flow');

test.each([
  ['an app', {}, false],
  [
    'an app whose assets are told of, for tools on a developer’s machine',
    { 'aws:cdk:enable-asset-metadata': true },
    false,
  ],
  ['a stage', { 'aws:cdk:enable-asset-metadata': true }, true],
])('in %s it is what an asset of aws-cdk-lib would be', (_, context, isStaged) => {
  const bundled = synthesize(new BundledCode('channel-flow'), context, isStaged);
  const asset = synthesize(lambda.Code.fromAsset(FOLDER), context, isStaged);
  expect(bundled).toEqual(asset);
  expect(bundled.Code).toMatchObject({ S3Key: expect.stringMatching(/\.zip$/) as string });
});
