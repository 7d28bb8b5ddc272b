import type { Result } from './take-turn';
import { DETECTION_METRICS } from '../../src/private/protocol';
import { logLine, reasonOf } from '../coverage-turn';

const { detectedChannels, detectionFailures } = DETECTION_METRICS;

/** The result of one invocation. */
export interface Batch {
  readonly requestId: string;
  /** How many records reported channels. */
  readonly records: number;
  /** By channel. */
  readonly results: ReadonlyMap<string, Result>;
  /** Why the invocation could not do its work. */
  readonly failure?: unknown;
}

/** The log line for an invocation. */
export function report(
  { requestId, records, results, failure }: Batch,
  coverage: string,
  now: number,
): string {
  const all = [...results.values()];
  const count = (outcome: Result) => all.filter((result) => result === outcome).length;
  const failures = all.flatMap((result) => (typeof result === 'object' ? [result.failure] : []));
  const metrics = {
    [detectedChannels]: count('associated'),
    [detectionFailures]: failure === undefined ? failures.length + count('refused') : records,
  };
  const reasons = new Set([failure, ...failures].filter((error) => error !== undefined).map(reasonOf));
  const facts = {
    requestId,
    records,
    channels: all.length,
    covered: count('covered'),
    notMatching: count('not matching'),
    refused: count('refused'),
    reasons: reasons.size > 0 ? [...reasons] : undefined,
  };
  return logLine({ coverage, metrics, facts }, now);
}
