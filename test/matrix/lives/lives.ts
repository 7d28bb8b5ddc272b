/**
 * Random lives of stacks that share an app instance, channels, and users, by fast-check: failures are shrunk to their
 * shortest form.
 */
import fc from 'fast-check';
import { Lived } from './lived';
import { life } from './step';
import { Stage } from '../lifecycles';
import { VirtualWorld } from '../virtual-world';

/** The result of many lives. */
export interface LivesResult {
  readonly runs: number;
  readonly steps: number;
  /** How many ended at a documented limit. */
  readonly limited: number;
  /** The failure, with everything that is needed to run it again. */
  readonly failure: string | undefined;
}

/**
 * The size of groups, each of which runs until one life fails. The groups don't depend on the process that runs them.
 */
const GROUP = 50;

/** The groups for this many lives, each with its own seed. */
export function* groupsOf(lives: number, seed: number): Generator<{ runs: number; seed: number }> {
  for (let begun = 0; begun < lives; begun += GROUP) {
    yield { runs: Math.min(GROUP, lives - begun), seed: 1_000 * seed + begun / GROUP };
  }
}

/** Runs this many lives, until one fails. */
export async function live(runs: number, seed: number, path?: string): Promise<LivesResult> {
  const world = await VirtualWorld.start();
  const counts = { steps: 0, limited: 0 };
  const property = fc.asyncProperty(life, async (lived) => {
    await world.begin(lived.seed);
    const stage = new Stage(world);
    try {
      await world.complete(async () => new Lived(world, stage, counts).run(lived), lived.seed);
    } finally {
      await stage.strike();
    }
  });
  const details = await fc.check(property, { numRuns: runs, seed, path, endOnFailure: path !== undefined });
  await world.emulator.close();
  const failure = details.failed
    ? `--lives ${runs} --seed ${details.seed} --path ${details.counterexamplePath}\n` +
      `    ${JSON.stringify(details.counterexample)}\n    ${String(details.errorInstance)}`
    : undefined;
  return { runs: details.numRuns, ...counts, failure };
}
