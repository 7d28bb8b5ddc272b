import { errorFields, label } from '../../processor/error';
import { COVERAGE_METRICS } from '../../src/private/protocol';
import { Failure } from '../protocol';

/** One invocation's report on a coverage. */
export interface LogLine {
  /** The name of the function that sweeps, by which metrics are found. */
  readonly coverage: string;
  readonly metrics: Readonly<Record<string, number>>;
  /**
   * The units of metrics.
   * @default - counts
   */
  readonly units?: Readonly<Record<string, string>>;
  /** For people to search. */
  readonly facts: object;
}

/**
 * The log line for an invocation: facts, and metrics in the embedded metric format. The code that collects the facts makes sure that
 * they hold only ARNs, numbers and the library's own texts, and nothing that a user wrote.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logLine({ coverage, metrics, units = {}, facts }: LogLine, now: number): string {
  const { namespace, functionDimension } = COVERAGE_METRICS;
  const directive = {
    Namespace: namespace,
    Dimensions: [[functionDimension]],
    Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: units[Name] ?? 'Count' })),
  };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    [functionDimension]: coverage,
    ...metrics,
    ...facts,
  });
}

/** The library's text about a failure. For an unexpected error, its kind and location, because its message may quote anything. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const places = errorFields(error, true)
    .stack.split('\n')
    .filter((line) => /^\s+at /.test(line));
  return [label(error), ...places.slice(0, 8).map((line) => line.trim())].join(' ');
}

/** The console would put the request id in front, but metrics are read from lines that are JSON from the first character. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
