// The test for every test runner: the sample app is deployed, used, updated, rolled back, and destroyed on this
// machine.
const assert = require('node:assert/strict');
const { ChimeMessagingEmulator, LocalDeployment } = require('cdk-chime-sdk-messaging/testing');
const { createApp } = require('./app.cjs');

const STACKS = ['Beta-Chat', 'Production-Chat'];

exports.liveThrough = async () => {
  const emulator = await ChimeMessagingEmulator.start();
  try {
    const app = await LocalDeployment.deployApp(createApp({ greeting: 'hello' }), { emulator, stubs: 'all' });
    assert.deepEqual(Object.keys(app.outputs), STACKS);
    assert.deepEqual(await greetings(app), ['hello from the layer', 'hello from the layer']);

    await app.update(createApp({ greeting: 'good day' }));
    assert.deepEqual(await greetings(app), ['good day from the layer', 'good day from the layer']);

    const failures = { Backend: { on: 'update', reason: 'no' } };
    await assert.rejects(
      app.update(createApp({ greeting: 'bye' }), { failures }),
      /Beta-Chat could not be updated: .*Backend.*: no/,
    );
    assert.equal(app.stack('Beta-Chat').stackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.deepEqual(await greetings(app), ['good day from the layer', 'good day from the layer']);

    await app.destroy();
    assert.deepEqual(emulator.inventory(), []);
  } finally {
    await emulator.close();
  }
};

async function greetings(app) {
  const results = await Promise.all(app.stacks.map((stack) => stack.functions.invoke('Backend', {})));
  for (const { payload } of results) assert.match(payload.table, /table/);
  return results.map(({ payload }) => payload.text);
}
