// Deploys and destroys a stack on this machine, with the provider functions of the package.
const assert = require('node:assert/strict');
const { App, Stack } = require('aws-cdk-lib');
const { CfnAppInstance } = require('aws-cdk-lib/aws-chime');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { ChannelFlow } = require('cdk-chime-sdk-messaging');
const { ChimeMessagingEmulator, LocalDeployment } = require('cdk-chime-sdk-messaging/testing');

const stack = new Stack(new App(), 'Chat');
const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'Community' });
const processor = new Function(stack, 'Processor', {
  code: Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_22_X,
});
new ChannelFlow(stack, 'Flow', { appInstance, processors: [{ function: processor }] });

(async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const deployment = await LocalDeployment.deploy(stack, { emulator });
  const created = emulator.requests.filter((request) => request.operation === 'CreateChannelFlow');
  assert.deepEqual(
    created.map((request) => request.statusCode),
    [201],
  );
  await deployment.destroy();
  const deleted = emulator.requests.filter((request) => request.operation === 'DeleteChannelFlow');
  assert.equal(deleted.at(-1).statusCode, 204);
  await emulator.close();
})();
