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
