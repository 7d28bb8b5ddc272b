import { encode, type Case } from './cases';
import { judge, type Verdict } from './judge';
import type { World } from './world';

/** The result of a case. */
export interface Result extends Verdict {
  readonly lifecycle: string;
  /** The line that runs it again. */
  readonly line: string;
}

/** Tries cases one after the other in their own world. */
export async function tryCases(
  world: World,
  tried: Iterable<Case>,
  onResult: (result: Result) => void,
): Promise<void> {
  for (const one of tried) {
    await world.begin(one.seed);
    const verdict = await world.complete(async () => judge(world, one), one.seed);
    onResult({ ...verdict, lifecycle: one.lifecycle, line: encode(one) });
  }
  await world.close();
}
