// Deploys and destroys a stack on this machine, with the provider functions of the package, and loads no more than it
// uses.
const assert = require('node:assert/strict');
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { CfnAppInstance } = require('aws-cdk-lib/aws-chime');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { ChannelFlow, ChimeBearer } = require('cdk-chime-sdk-messaging');
const { ChimeMessagingEmulator, LocalDeployment } = require('cdk-chime-sdk-messaging/testing');

const isLoaded = (file) => Object.keys(require.cache).some((path) => path.endsWith(file));
const stack = new Stack(new App(), 'Chat');
const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'Community' });
const processor = new Function(stack, 'Processor', {
  code: Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_22_X,
});
const flow = new ChannelFlow(stack, 'Flow', { appInstance, processors: [{ function: processor }] });

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

  // the code of coverages is loaded only if channels are covered
  assert.ok(isLoaded('channel-flow.js'));
  assert.ok(!isLoaded('channel-flow-coverage.js'));
  flow.applyRemovalPolicy(RemovalPolicy.RETAIN); // because its channels keep it
  flow.addCoverage('Coverage', { bearers: [ChimeBearer.fromArn(`${appInstance.ref}/user/admin`)] });
  assert.ok(isLoaded('channel-flow-coverage.js'));
})();
