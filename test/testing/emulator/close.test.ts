import { request } from 'node:http';
import { FUNCTION_ARN, newFixture, until } from './support';
import { EmulatorClock } from '../../../testing/emulator';

test('a callback gets its response although the emulator is closed as soon as it has effect', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newModeratedChannel();
  const called: Promise<void>[] = [];
  fixture.emulator.useProcessorFunction(FUNCTION_ARN, (event) => {
    called.push(fixture.callBack(event));
    return called[0]!;
  });

  const messageId = await fixture.send(channel, 'hello');
  await fixture.emulator.settled(messageId);
  await fixture.emulator.close();

  await expect(called[0]).resolves.toBeUndefined();
});

test('a response that never comes does not keep an emulator open', async () => {
  const { emulator } = await newFixture({
    clock: EmulatorClock.manual(),
    behavior: { signatures: 'ignored' },
  });
  const fault = emulator.faults.inject({ operation: '*', delay: 1 });
  const waiting = request(`${emulator.endpoint}/app-instances`).end();
  const failure = new Promise((resolve) => waiting.once('error', resolve));
  await until(() => fault.hits === 1);

  await emulator.close();

  expect(await failure).toMatchObject({ code: 'ECONNRESET' });
});
