import { encode, type Case } from './cases';
import { judge, type Verdict } from './judge';
import { VirtualWorld } from './virtual-world';

/** What came of a case. */
export interface Result extends Verdict {
  readonly lifecycle: string;
  /** The line that runs it again. */
  readonly line: string;
}

/** Tries cases one after the other, on a virtual clock. */
export async function tryCases(tried: Iterable<Case>, onResult: (result: Result) => void): Promise<void> {
  const world = await VirtualWorld.start();
  for (const one of tried) {
    await world.begin(one.seed);
    const verdict = await world.complete(async () => judge(world, one), one.seed);
    onResult({ ...verdict, lifecycle: one.lifecycle, line: encode(one) });
  }
  await world.emulator.close();
}
