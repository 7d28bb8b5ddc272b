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

/** How often to look at the state while a turn is at work. */
const PAUSE = 2_000;

/** A write that took this long may include an attempt that was given up but is still on its way. */
const GIVEN_UP = 3_000;
/** How much later such an attempt can land: until 10 seconds after it was sent. */
const UNTIL_LANDED = 7_000;

/** Failures of the bucket that may pass: a policy from the same deployment takes time to reach the service. */
const RETRY_POLICIES: readonly RetryPolicy[] = [
  { applies: isStoreSilent, budget: () => 60_000 },
  { applies: isStoreDenied, budget: (remaining) => Math.min(60_000, remaining / 2) },
];

/** Works on the bucket, and tries again after a failure that may pass. */
export async function withBucket<T>(run: Run, work: () => Promise<T>): Promise<T> {
  return retry(run, RETRY_POLICIES, work);
}

type SettingsAfter = (former: CoverageSettings | undefined) => CoverageSettings | undefined;

/**
 * Puts a generation in force for sweeps and for detection. The former detection ends before a new sweep can begin, and new detection
 * begins after the former sweep has ended, so that no generation writes after a later one.
 *
 * @param settingsAfter what to do from now on, depending on what was in force
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
    const found = await sweeps.read();
    const sentAt = orderOf(run, found.state?.generation, settingsAfter);
    await putInForce(run, detection, () => undefined, { sentAt });
    await putInForce(run, sweeps, settingsAfter, { sentAt, found });
    const settingsToDetect = () => detectionSettings(settingsAfter);
    if (isDetecting) await putInForce(run, detection, settingsToDetect, { sentAt, step: DETECTING });
  });
}

/**
 * When a request was sent. This is known in whole seconds, so a change and its rollback may have the same time. The rollback counts as
 * a millisecond later. A request is the rollback if the settings that it wants are already in force, because it came first, or if it
 * finds the other request's generation, because it came second.
 */
function orderOf(run: Run, found: Generation | undefined, settingsAfter: SettingsAfter): number {
  const { sentAt, request } = run;
  if (found && [request.RequestId, request.RequestId + FIRST].includes(found.requestId)) return found.sentAt;
  const isInForce = isSameButForFormerFlows(found?.settings, settingsAfter(found?.settings));
  return found?.sentAt === sentAt || isInForce ? sentAt + 1 : sentAt;
}

function isSameButForFormerFlows(...settings: [CoverageSettings?, CoverageSettings?]): boolean {
  const [one, other] = settings.map((each) => JSON.stringify(each && { ...each, formerFlows: [] })); // as it is stored
  return one === other;
}

/**
 * Marks a generation that creates the file. It asks for no work, because it is the only write that succeeds without an existing file:
 * if it lands late, that may be after a deletion.
 */
const FIRST = '/first';

/** Distinguishes a generation that detects from the generation of the same request that ended the former detection. */
const DETECTING = '/detecting';

/** Detection treats a former flow like somebody else's: only sweeps move channels. */
function detectionSettings(settingsAfter: SettingsAfter): CoverageSettings | undefined {
  const settings = settingsAfter(undefined);
  return settings && { ...settings, formerFlows: [] };
}

interface PutOptions {
  /** When the request counts as sent. */
  readonly sentAt?: number;
  /** Which of the request's several writes to the file this is. */
  readonly step?: string;
  /** The result of reading the file, if it was read. */
  readonly found?: Awaited<ReturnType<StateFile['read']>>;
}

/**
 * Puts a generation in force, and waits until no turn of an earlier one is running: from then on, none writes.
 *
 * @param settingsAfter what to do from now on, depending on what was in force
 * @throws if a request that was sent later has put its own generation in force
 */
export async function putInForce(
  run: Run,
  file: StateFile,
  settingsAfter: SettingsAfter,
  { sentAt = run.sentAt, step = '', found }: PutOptions = {},
): Promise<void> {
  const requestId = run.request.RequestId + step;
  for (let read = found; ; read = undefined) {
    run.signal.throwIfAborted(); // otherwise, a request that is overtaken each time would go on after its response
    const { state, at } = read ?? (await file.read());
    const former = state?.generation;
    if (former && isLater(former, { requestId, sentAt })) throw undone();
    if (former?.requestId !== requestId) {
      const settings = settingsAfter(former?.settings);
      const isFirst = !state && settings !== undefined;
      const generation = isFirst
        ? { requestId: requestId + FIRST, sentAt, settings: undefined }
        : { requestId, sentAt, settings };
      await writeUnlessOvertaken(run, file, { ...state, generation, sweep: undefined });
    } else if (!isHeld(state!, at)) {
      return;
    } else {
      await run.sleep(PAUSE);
    }
  }
}

/**
 * If another write came first, the caller reads it next. If an attempt was given up, this ends only when the attempt has landed: a
 * write that succeeds without an existing file could otherwise land after a deletion has emptied the bucket, and stay.
 */
async function writeUnlessOvertaken(run: Run, file: StateFile, state: CoverageState): Promise<void> {
  const began = run.timers.now();
  try {
    await file.write(state);
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
  } finally {
    if (run.timers.now() - began > GIVEN_UP) await run.sleep(UNTIL_LANDED);
  }
}

type Sent = Pick<Generation, 'requestId' | 'sentAt'>;

function isLater(one: Sent, other: Sent): boolean {
  return one.requestId !== other.requestId && one.sentAt > other.sentAt;
}
