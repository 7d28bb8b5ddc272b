// Prints the error of each wrong input on its own line.
const { App, Stack } = require('aws-cdk-lib');
const { Function } = require('aws-cdk-lib/aws-lambda');
const { AppInstance, Channel, ChannelFlow } = require('cdk-chime-sdk-messaging');

const APP_INSTANCE_ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/example';
const stack = new Stack(new App(), 'Stack');
const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);
const fn = Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:us-east-1:111122223333:function:fn');

for (const wrong of [
  () => new ChannelFlow(stack, 'NoProcessor', { appInstance, processors: [] }),
  () =>
    new ChannelFlow(stack, 'LongName', {
      appInstance,
      processors: [{ function: fn }],
      channelFlowName: 'x'.repeat(257),
    }),
  () => Channel.fromChannelArn(stack, 'Flow', `${APP_INSTANCE_ARN}/channel-flow/example`),
]) {
  try {
    wrong();
    console.log('no error');
  } catch (error) {
    console.log(`${error.message}`.replaceAll('\n', ' '));
  }
}
