// The subpaths from CommonJS.
const assert = require('node:assert/strict');

assert.equal(typeof require('cdk-chime-sdk-messaging').ChannelFlow, 'function');
assert.equal(typeof require('cdk-chime-sdk-messaging/processor').channelFlowProcessor, 'function');
assert.equal(typeof require('cdk-chime-sdk-messaging/testing').ChimeMessagingEmulator, 'function');
assert.throws(() => require('cdk-chime-sdk-messaging/lib/channel-flow'), {
  code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
});
