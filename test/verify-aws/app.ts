import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnAppInstance } from 'aws-cdk-lib/aws-chime';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ChannelFlow } from 'cdk-chime-sdk-messaging';

/** An app instance for trying things, and a processor that only reports the events it receives. */
const app = new App();
const stack = new Stack(app, 'VerifyAws', {
  description: 'What npm run verify:aws tries out; it can be deleted whenever that is not running',
});
const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'verify-aws' });
const recorder = new Function(stack, 'Recorder', {
  code: Code.fromAsset(join(__dirname, 'recorder')),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_22_X,
});
recorder.addToRolePolicy(
  new PolicyStatement({
    actions: ['chime:TagResource'],
    resources: [`${appInstance.attrAppInstanceArn}/*`],
  }),
);
// lets the service invoke the function for this app instance, and so for every flow that a probe creates
new ChannelFlow(stack, 'Flow', { appInstance, processors: [{ function: recorder }] });

new CfnOutput(stack, 'AppInstanceArn', { value: appInstance.attrAppInstanceArn });
new CfnOutput(stack, 'RecorderArn', { value: recorder.functionArn });
