import { fields, type FailureRecord } from './record';
import { GUARD_METRICS, type GuardOutcome } from '../../src/private/protocol';

const { namespace, decisions, failures, functionDimension, unknownFunction, outcomeDimension } =
  GUARD_METRICS;

/** The result for a record. A log line reports it, and so do metrics if a message was affected or may have been. */
export type Report =
  | { readonly outcome: GuardOutcome; readonly attempts: number; readonly refusal?: string }
  | { readonly outcome: 'FAILED'; readonly reason: string }
  | { readonly outcome: 'IGNORED'; readonly reason: string };

/**
 * The log line for a record: the facts for people to search, and metrics in the embedded metric format. It holds ids, and
 * nothing that a user wrote.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logLine(requestId: string, report: Report, record?: FailureRecord): string {
  const { outcome, ...details } = report;
  const { CallbackId: callbackId, ChannelMessage: message } = fields(record?.event);
  const { MessageId: messageId, ChannelArn: channelArn } = fields(message);
  return JSON.stringify({
    ...metrics(outcome, record?.functionName ?? unknownFunction),
    [outcomeDimension]: outcome,
    requestId,
    processor: record?.functionArn,
    condition: record?.condition,
    errorType: record?.errorType,
    ...texts({ messageId, callbackId, channelArn }),
    ...details,
  });
}

function metrics(outcome: Report['outcome'], functionName: string): object {
  if (outcome === 'IGNORED') return {};
  const isFailure = outcome === 'FAILED';
  const name = isFailure ? failures : decisions;
  const dimensions = isFailure
    ? [[functionDimension]]
    : [[functionDimension], [functionDimension, outcomeDimension]];
  const directive = {
    Namespace: namespace,
    Dimensions: dimensions,
    Metrics: [{ Name: name, Unit: 'Count' }],
  };
  return {
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    [functionDimension]: functionName,
    [name]: 1,
  };
}

/** Ids are strings. Anything else in their place does not belong in the log. */
function texts(values: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));
}
