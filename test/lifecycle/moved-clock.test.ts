/** Tests that move the emulator's clock further than a signature may be off. */
import { flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';

const local = Lifecycle.forFile();
const MINUTES = 60_000;

test('a provider that stays warm is believed after each move of the clock', async () => {
  const place = await local.place();
  const stack = local.stack();
  const { clock } = local.emulator;
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'before' }));

  await clock.advance(6.5 * MINUTES);
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'between' }));
  await clock.advance(6.5 * MINUTES);
  await stack.deploy((scope) => flow(scope, place, { channelFlowName: 'after' }));
  const flows = await place.flows();
  await clock.advance(6.5 * MINUTES);
  await stack.destroy();

  expect(flows).toMatchObject([{ Name: 'after' }]);
  expect(await place.flowArns()).toEqual([]);
});
