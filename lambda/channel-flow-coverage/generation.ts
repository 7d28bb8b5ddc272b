import { type CoverageState, type Generation, isHeld } from './state';
import { OvertakenError, StateFile } from './state-file';
import { type Run, undone } from '../protocol';

/** How often the state is looked at while a turn is at work. */
const PAUSE = 2_000;

/**
 * Puts a generation in force, and waits until no turn of an earlier one is at work: from then on, none writes.
 *
 * @throws if a request that was sent later has put its own in force
 */
export async function putInForce(run: Run, file: StateFile, isStopped: boolean): Promise<void> {
  const generation = { requestId: run.request.RequestId, sentAt: run.sentAt, isStopped };
  for (;;) {
    const { state, at } = await file.read();
    if (state && isLater(state.generation, generation)) throw undone();
    if (state?.generation.requestId !== generation.requestId) {
      await writeUnlessOvertaken(file, { ...state, generation });
    } else if (!state.lease || !isHeld(state, at)) {
      return;
    } else {
      await run.sleep(PAUSE);
    }
  }
}

/** What has come between is read next. */
async function writeUnlessOvertaken(file: StateFile, state: CoverageState): Promise<void> {
  try {
    await file.write(state);
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
  }
}

function isLater(one: Generation, other: Generation): boolean {
  return one.requestId !== other.requestId && one.sentAt > other.sentAt;
}
