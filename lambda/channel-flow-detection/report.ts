import type { Result } from './take-turn';
import { errorFields, label } from '../../processor/error';
import { COVERAGE_METRICS, DETECTION_METRICS } from '../../src/private/protocol';
import { Failure } from '../protocol';

const { namespace, functionDimension } = COVERAGE_METRICS;
const { detectedChannels, detectionFailures } = DETECTION_METRICS;

/** What came of one invocation. */
export interface Batch {
  readonly requestId: string;
  /** How many records told of channels. */
  readonly records: number;
  /** By channel. */
  readonly results: ReadonlyMap<string, Result>;
  /** What kept it from its work. */
  readonly failure?: unknown;
}

/**
 * The log line for an invocation, with metrics in the embedded metric format. It holds numbers and what the library says, and nothing
 * that anybody wrote.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logLine(
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
  const directive = {
    Namespace: namespace,
    Dimensions: [[functionDimension]],
    Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' })),
  };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    [functionDimension]: coverage,
    ...metrics,
    requestId,
    records,
    channels: all.length,
    covered: count('covered'),
    notMatching: count('not matching'),
    refused: count('refused'),
    reasons: reasons.size > 0 ? [...reasons] : undefined,
  });
}

/** What the library says of a failure; of an error that nobody foresaw, its kind and place, as its text may quote anything. */
function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const places = errorFields(error)
    .stack.split('\n')
    .filter((line) => /^\s+at /.test(line));
  return [label(error), ...places.slice(0, 8).map((line) => line.trim())].join(' ');
}
