import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AppInstance, Channel, ChannelFlow, ChimeBearer } from 'cdk-chime-sdk-messaging';

/**
 * Associates a flow with an existing channel. The default ARNs are those of `seed.json`, for the emulator.
 *
 *     npx cdk deploy --app 'npx tsx --tsconfig examples/tsconfig.json examples/existing-channel/app.ts' \
 *       -c appInstanceArn=… -c channelArn=… -c moderatorArn=…
 */
const app = new App();
const stack = new Stack(app, 'ExistingChannel', { tags: { application: 'existing-channel' } });

const processor = new Function(stack, 'Processor', {
  code: Code.fromAsset(join(__dirname, 'processor')),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_22_X,
  environment: { GREETING: given('greeting', 'checked') },
});

const appInstanceArn = given('appInstanceArn', 'arn:aws:chime:us-east-1:111122223333:app-instance/example');
const flow = new ChannelFlow(stack, 'Flow', {
  appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', appInstanceArn),
  processors: [{ function: processor }],
  channelFlowName: given('channelFlowName', 'existing-channel'),
});
flow.addAssociation('Association', {
  channel: Channel.fromChannelArn(stack, 'Channel', given('channelArn', `${appInstanceArn}/channel/example`)),
  bearer: ChimeBearer.fromArn(given('moderatorArn', `${appInstanceArn}/user/example`)),
});

function given(key: string, otherwise: string): string {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : otherwise;
}
