import {
  type CoverageSettings,
  type CoverageState,
  detectionFileOf,
  type Generation,
  isHeld,
  isStoreDenied,
  isStoreSilent,
  OvertakenError,
  type StateFile,
  stateFileOf,
} from '../coverage-state';
import { retry, type RetryPolicy, type Run, undone } from '../protocol';

/** How often the state is looked at while a turn is at work. */
const PAUSE = 2_000;

/** Failures of the bucket that may be passing ones: a policy of the same deployment takes its time. */
const RETRY_POLICIES: readonly RetryPolicy[] = [
  { applies: isStoreSilent, budget: () => 60_000 },
  { applies: isStoreDenied, budget: (remaining) => Math.min(60_000, remaining / 2) },
];

/** Works on the bucket, again where it fails for a passing reason. */
export async function withBucket<T>(run: Run, work: () => Promise<T>): Promise<T> {
  return retry(run, RETRY_POLICIES, work);
}

type SettingsAfter = (former: CoverageSettings | undefined) => CoverageSettings | undefined;

/**
 * Puts a generation in force for sweeps and for detection. The former detection ends before a new sweep can begin, and a new one begins
 * after the former sweep has ended, so that no generation writes after a later one.
 *
 * @param settingsAfter what is to be done from now on, given what was in force
 * @param isDetecting whether channels are detected from now on
 */
export async function putCoverageInForce(
  run: Run,
  bucket: string,
  settingsAfter: SettingsAfter,
  isDetecting = false,
): Promise<void> {
  const [sweeps, detection] = [stateFileOf(bucket), detectionFileOf(bucket)];
  await withBucket(run, async () => {
    await putInForce(run, detection, () => undefined);
    await putInForce(run, sweeps, settingsAfter);
    if (isDetecting) await putInForce(run, detection, () => detectionSettings(settingsAfter), DETECTING);
  });
}

/** What tells a generation that detects from the one of the same request that has ended the former detection. */
const DETECTING = '/detecting';

/** To detection, a former flow is one of others: only sweeps move channels. */
function detectionSettings(settingsAfter: SettingsAfter): CoverageSettings | undefined {
  const settings = settingsAfter(undefined);
  return settings && { ...settings, formerFlows: [] };
}

/**
 * Puts a generation in force, and waits until no turn of an earlier one is at work: from then on, none writes.
 *
 * @param settingsAfter what is to be done from now on, given what was in force
 * @param step what this is of several things that the request does with the file
 * @throws if a request that was sent later has put its own in force
 */
export async function putInForce(
  run: Run,
  file: StateFile,
  settingsAfter: SettingsAfter,
  step = '',
): Promise<void> {
  const requestId = run.request.RequestId + step;
  for (;;) {
    const { state, at } = await file.read();
    const former = state?.generation;
    if (former && isLater(former, { requestId, sentAt: run.sentAt })) throw undone();
    if (former?.requestId !== requestId) {
      const generation = { requestId, sentAt: run.sentAt, settings: settingsAfter(former?.settings) };
      await writeUnlessOvertaken(file, { ...state, generation, sweep: undefined });
    } else if (!isHeld(state!, at)) {
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

type Sent = Pick<Generation, 'requestId' | 'sentAt'>;

function isLater(one: Sent, other: Sent): boolean {
  return one.requestId !== other.requestId && one.sentAt > other.sentAt;
}
