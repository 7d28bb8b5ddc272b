// The constructs and the testing kit from ESM, by name.
import assert from 'node:assert/strict';
import { ChannelFlow } from 'cdk-chime-sdk-messaging';
import { ChimeMessagingEmulator, LocalDeployment } from 'cdk-chime-sdk-messaging/testing';

for (const each of [ChannelFlow, ChimeMessagingEmulator, LocalDeployment]) {
  assert.equal(typeof each, 'function');
}
