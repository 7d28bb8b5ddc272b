// The runtime for backends, from ESM: the SDK is the app's.
import assert from 'node:assert/strict';
import { createChannelWithFlow } from 'cdk-chime-sdk-messaging/channels';

await assert.rejects(
  createChannelWithFlow({ send() {} }, { AppInstanceArn: 'chat', channelFlowArn: 'flow' }),
  /'channelFlowArn' must be the ARN/,
);
