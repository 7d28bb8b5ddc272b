// A unit test of a processor, from ESM: the SDK is the app's.
import assert from 'node:assert/strict';
import { channelFlowEvent, channelFlowProcessor, deny, lambdaContext } from 'cdk-chime-sdk-messaging/processor';

const sent = [];
const client = { send: async ({ input }) => sent.push(input) };
await channelFlowProcessor(() => deny(), { client })(channelFlowEvent(), lambdaContext());
assert.equal(sent[0].DeleteResource, true);
