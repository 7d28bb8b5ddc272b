// Starts the emulator and calls it over HTTP; must end by itself after close().
const assert = require('node:assert/strict');
const { ChimeMessagingEmulator } = require('cdk-chime-sdk-messaging/testing');

(async () => {
  const emulator = await ChimeMessagingEmulator.start({ behavior: { signatures: 'ignored' } });
  const answer = await fetch(`${emulator.endpoint}/app-instances`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Name: 'Community', ClientRequestToken: 'token' }),
  });
  assert.equal(answer.status, 201);
  assert.match((await answer.json()).AppInstanceArn, /^arn:aws:chime:us-east-1:\d{12}:app-instance\//);
  await emulator.close();
})();
