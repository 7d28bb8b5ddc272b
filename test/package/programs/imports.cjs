// The constructs and the testing kit from CommonJS.
const assert = require('node:assert/strict');

// nothing is loaded before it is used
require('cdk-chime-sdk-messaging');
assert.deepEqual(Object.keys(require.cache), [__filename, require.resolve('cdk-chime-sdk-messaging')]);

assert.equal(typeof require('cdk-chime-sdk-messaging').ChannelFlow, 'function');
assert.equal(typeof require('cdk-chime-sdk-messaging/testing').ChimeMessagingEmulator, 'function');
assert.throws(() => require('cdk-chime-sdk-messaging/lib/channel-flow'), {
  code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
});

// coverages are loaded only where channels are covered
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { CfnAppInstance } = require('aws-cdk-lib/aws-chime');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { ChannelFlow, ChimeBearer } = require('cdk-chime-sdk-messaging');

const isLoaded = (file) => Object.keys(require.cache).some((path) => path.endsWith(file));
const stack = new Stack(new App(), 'Chat');
const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'Community' });
const processor = new Function(stack, 'Processor', {
  code: Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_22_X,
});
const flow = new ChannelFlow(stack, 'Flow', { appInstance, processors: [{ function: processor }] });
flow.applyRemovalPolicy(RemovalPolicy.RETAIN); // as its channels keep it
assert.ok(isLoaded('channel-flow.js'));
assert.ok(!isLoaded('channel-flow-coverage.js'));

const bearers = [ChimeBearer.fromArn(`${appInstance.ref}/user/admin`)];
flow.addCoverage('Coverage', { bearers });
assert.ok(isLoaded('channel-flow-coverage.js'));
