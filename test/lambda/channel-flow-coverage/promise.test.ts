import { checkHistories, HistoryPlayer } from './histories';

/** Each history takes about a tenth of a second. */
jest.setTimeout(20 * 60_000);

let player: HistoryPlayer;
beforeAll(async () => void (player = await HistoryPlayer.start()));
afterAll(async () => player.world.emulator.close());

test('whatever happened, an undisturbed sweep leaves no matching channel without a flow', async () => {
  await checkHistories(player, Number(process.env.COVERAGE_RUNS ?? 500));

  expect(player.detected).toBeGreaterThan(0); // otherwise, no history tested detection
});
