import { newWorld } from './support';

test('a delivery can be waited for before it happens, and be found after', async () => {
  const world = await newWorld();
  const channel = await world.newChannel();
  const awaited = world.emulator.delivered({ eventType: 'CREATE_CHANNEL_MESSAGE', content: 'two' });

  const first = await world.send(channel, 'one');
  const second = await world.send(channel, 'two');

  expect(await awaited).toMatchObject({ messageId: second, recipients: [world.alice, world.bob] });
  expect(await world.emulator.delivered({ messageId: first })).toMatchObject({
    content: 'one',
    status: 'SENT',
  });
});

test('a wait for a delivery that never comes ends with the emulator', async () => {
  const world = await newWorld();
  const awaited = world.emulator.delivered({ eventType: 'DENIED_CREATE_CHANNEL_MESSAGE' });

  await world.emulator.close();

  await expect(awaited).rejects.toThrow('the emulator was closed before such a delivery');
});
