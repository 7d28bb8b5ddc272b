// A unit test of a processor, from CommonJS: the SDK is the app's.
const assert = require('node:assert/strict');
const { channelFlowEvent, channelFlowProcessor, deny, lambdaContext } = require('cdk-chime-sdk-messaging/processor');

const sent = [];
const client = { send: async ({ input }) => sent.push(input) };
void channelFlowProcessor(() => deny(), { client })(channelFlowEvent(), lambdaContext()).then(() =>
  assert.equal(sent[0].DeleteResource, true),
);
