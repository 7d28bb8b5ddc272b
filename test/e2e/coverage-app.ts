import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AppInstance, ChannelFlow, ChimeBearer } from 'cdk-chime-sdk-messaging';

/** A flow on every channel of an app instance that exists, as an admin who exists. */
const app = new App();
const stack = new Stack(app, 'CoveredChannels');
const bearer = ChimeBearer.fromArn(given('adminArn'));

const flow = new ChannelFlow(stack, 'Flow', {
  appInstance: AppInstance.fromAppInstanceArn(stack, 'AppInstance', given('appInstanceArn')),
  processors: [
    {
      function: new Function(stack, 'Processor', {
        code: Code.fromAsset(join(__dirname, '..', '..', 'examples', 'existing-channel', 'processor')),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_22_X,
        environment: { GREETING: 'checked' },
      }),
    },
  ],
  disassociateOnDelete: bearer,
});
flow.addCoverage('Coverage', { bearers: [bearer], sweepInterval: Duration.minutes(1) });

function given(key: string): string {
  return app.node.getContext(key) as string;
}
