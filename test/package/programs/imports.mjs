// The subpaths from ESM, by name.
import assert from 'node:assert/strict';
import { ChannelFlow } from 'cdk-chime-sdk-messaging';
import { channelFlowProcessor } from 'cdk-chime-sdk-messaging/processor';
import { ChimeMessagingEmulator, LocalDeployment } from 'cdk-chime-sdk-messaging/testing';

for (const each of [ChannelFlow, channelFlowProcessor, ChimeMessagingEmulator, LocalDeployment]) {
  assert.equal(typeof each, 'function');
}
