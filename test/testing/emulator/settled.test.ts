import { FUNCTION_ARN, newFixture } from './support';

const TIMEOUT = { timeout: 50 };

test('a wait tells that the processor has not called back', async () => {
  const fixture = await newFixture();
  fixture.emulator.useProcessorFunction(FUNCTION_ARN, async () => {});
  const id = await fixture.send(await fixture.newModeratedChannel(), 'hello');

  await expect(fixture.emulator.settled(id, TIMEOUT)).rejects.toThrow(
    `message ${id} is PENDING after 50 ms: processor ${FUNCTION_ARN} was invoked and has not called back (ChannelFlowCallback)`,
  );
});

test.each<[string, unknown, string]>([
  ['an error', new Error('no such table'), 'no such table'],
  ['a text', 'no such table', 'no such table'],
  ['what cannot be made a text', Object.create(null), 'an object'],
])('a wait tells what the processor threw: %s', async (_, thrown, told) => {
  const fixture = await newFixture();
  fixture.emulator.useProcessorFunction(FUNCTION_ARN, () => {
    throw thrown;
  });
  const id = await fixture.send(await fixture.newModeratedChannel(), 'hello');

  await expect(fixture.emulator.settled(id, TIMEOUT)).rejects.toThrow(
    `processor ${FUNCTION_ARN} was invoked and failed without calling back: ${told}`,
  );
});

test.each([2 ** 31, Infinity])(
  'a wait of %s ms is longer than a timer can be, and ends with the message',
  async (timeout) => {
    const fixture = await newFixture();
    fixture.emulator.useProcessorFunction(FUNCTION_ARN, async () => {});
    const id = await fixture.send(await fixture.newModeratedChannel(), 'hello');

    const overdue = fixture.emulator.settled(id, { timeout: 20 }); // fires after everything that would fire at once
    const settled = Promise.race([fixture.emulator.settled(id, { timeout }), overdue]);

    await expect(settled).rejects.toThrow('is PENDING after 20 ms');
  },
);

test('a timeout must be a number', async () => {
  const { emulator } = await newFixture();

  await expect(emulator.settled('id', { timeout: 'long' as never })).rejects.toThrow(
    "'timeout' of the options of settled must be a number of milliseconds from 0, got 'long'",
  );
});

test('the call that settles a message is among the requests when the wait ends', async () => {
  const fixture = await newFixture();
  const held = fixture.holdProcessor();
  const id = await fixture.send(await fixture.newModeratedChannel(), 'hello');
  const operations = fixture.emulator
    .settled(id)
    .then(() => fixture.emulator.requests.map(({ operation }) => operation));

  await fixture.callBack(await held.next());

  expect((await operations).at(-1)).toBe('ChannelFlowCallback');
});
