import { Front } from './front';
import { ProcessWorld } from './process-world';
import { cases, encode, type Case } from '../cases';
import { judge } from '../judge';
import { VARIANTS } from '../variants';
import type { Result } from '../worker';

/** How many cases are under way at a time: they wait for most of their time. */
const AT_A_TIME = 60;
/** How many processes a bundle may have. */
const PROCESSES = 20;

/** What ends, or is repeated, within seconds. */
const SHORT_FAULTS =
  /^(Throttled|Service|Conflict|AccessDenied|resetBefore|resetAfter|lost|cutOff|torn|hollow|slow)/;

/** Tries cases with the shipped bundles in processes of their own, on the clock on the wall. */
export async function tryInProcesses(
  count: number,
  seed: number,
  only: string,
  onResult: (result: Result) => void,
): Promise<void> {
  if (count > 0) await tryAll(sample(count, seed, only), onResult);
}

/** Cases that were chosen, many at a time. */
export async function tryAll(chosen: Iterable<Case>, onResult: (result: Result) => void): Promise<void> {
  const front = await Front.start(PROCESSES);
  const queue = chosen[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const world = new ProcessWorld(front, await front.emulator(next.value.variant));
      const verdict = await judge(world, next.value);
      onResult({
        ...verdict,
        lifecycle: `process ${next.value.lifecycle}`,
        line: `${encode(next.value)},process`,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  await front.close();
}

/** Cases that take seconds, with few kills, as each of those costs the start of a process. */
function* sample(count: number, seed: number, only: string): Generator<Case> {
  let left = count;
  let kills = 0;
  for (const one of cases(Infinity, seed, only)) {
    if (left === 0) return;
    if (!isShort(one) || (one.course.delivery.mode === 'killed' && kills++ % 3 > 0)) continue;
    left--;
    yield one;
  }
}

function isShort({ lifecycle, fault, course, variant }: Case): boolean {
  const { delivery, commits } = course;
  if (delivery.mode === 'calledOff' || (delivery.mode === 'late' && delivery.by > 50_000)) return false;
  if (fault && (fault.lasts !== 'once' || !SHORT_FAULTS.test(fault.kind))) return false;
  // On a busy machine the repetition can come more than 90 seconds after its sending, which is a limit: docs/reliability.md.
  if (delivery.mode === 'killed' && lifecycle.startsWith('association-create')) return false;
  if (!commits && course.undoing?.mode !== 'single') return false;
  const isReplacement = /^(flow-app-instance|association-(channel|both))$/.test(lifecycle);
  if (isReplacement && !commits) return false; // its rollback outlasts what may be at work still
  return !Object.keys(VARIANTS[variant]!).some((name) => /Delay$/.test(name));
}
