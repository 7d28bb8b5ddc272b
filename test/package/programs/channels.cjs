// The runtime for backends, from CommonJS: the SDK is the app's.
const assert = require('node:assert/strict');
const { createChannelWithFlow } = require('cdk-chime-sdk-messaging/channels');

assert.rejects(
  createChannelWithFlow({ send() {} }, { AppInstanceArn: 'chat', channelFlowArn: 'flow' }),
  /'channelFlowArn' must be the ARN/,
);
