import { newFixture } from './support';

test('a delivery can be waited for before it happens, and be found after', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel();
  const awaited = fixture.emulator.delivered({ eventType: 'CREATE_CHANNEL_MESSAGE', content: 'two' });

  const first = await fixture.send(channel, 'one');
  const second = await fixture.send(channel, 'two');

  expect(await awaited).toMatchObject({ messageId: second, recipients: [fixture.alice, fixture.bob] });
  expect(await fixture.emulator.delivered({ messageId: first })).toMatchObject({
    content: 'one',
    status: 'SENT',
  });
});

test('a wait for a delivery that never comes ends with the emulator', async () => {
  const fixture = await newFixture();
  const awaited = fixture.emulator.delivered({ eventType: 'DENIED_CREATE_CHANNEL_MESSAGE' });

  await fixture.emulator.close();

  await expect(awaited).rejects.toThrow('the emulator was closed before such a delivery');
});
