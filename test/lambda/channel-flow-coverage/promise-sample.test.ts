import { checkHistories, HistoryPlayer } from './histories';

let player: HistoryPlayer;
beforeAll(async () => void (player = await HistoryPlayer.start()));
afterAll(async () => player.world.emulator.close());

test('whatever happened, an undisturbed sweep leaves no matching channel without a flow: a few histories', async () => {
  await checkHistories(player, Number(process.env.COVERAGE_RUNS ?? 20));
});
