import { checkHistories, HistoryPlayer } from './histories';

/** Each history takes a tenth of a second, mostly. */
jest.setTimeout(20 * 60_000);

const RUNS = Number(process.env.COVERAGE_RUNS ?? 500);
/** A world becomes slow after many histories: what is called off in one can go on for ever. */
const RUNS_OF_A_WORLD = 50;
const parts = Array.from({ length: Math.ceil(RUNS / RUNS_OF_A_WORLD) }, (_, part) => part);

test.each(parts)(
  'whatever happened, an undisturbed sweep leaves no matching channel without a flow: part %d',
  async (part) => {
    const player = await HistoryPlayer.start();
    const runs = Math.min(RUNS_OF_A_WORLD, RUNS - part * RUNS_OF_A_WORLD);
    await checkHistories(player, runs, part).finally(async () => player.world.emulator.close());
  },
);
