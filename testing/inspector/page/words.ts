/** The texts of the page. */
import type { MessageTrace, ProcessorStep, VersionTrace } from '../../emulator/state';

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const wholeNumbers = new Intl.NumberFormat('en');

/** Such as `14:02:03.123`. */
export function timeOf(milliseconds: number): string {
  return clock.format(milliseconds);
}

export function numberOf(count: number): string {
  return wholeNumbers.format(count);
}

/** Such as `1 message`, or `1,000 messages`. */
export function counted(count: number, noun: string): string {
  return `${numberOf(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Such as `12 ms`, or `1.5 s`. */
export function durationOf(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The last part of an ARN, by which people know the resource. */
export function idOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}

/** A processor's decision, in words; the service's own terms are in the trace. */
export function decisionOf(step: ProcessorStep, version: VersionTrace): string {
  const words = [step.functionError && 'failed', step.decision?.toLowerCase()].filter(Boolean);
  if (words.length > 0) return words.join(', ');
  return version.status === 'PENDING' ? 'no response yet' : 'no response';
}

/** How long a processor took to decide; empty if it did not. */
export function durationOfStep({ invokedAt, decidedAt }: ProcessorStep): string {
  return decidedAt === undefined ? '' : durationOf(decidedAt - invokedAt);
}

/** The version that participants last saw an event of. */
export function newestOf(message: MessageTrace): VersionTrace {
  return message.versions.at(-1)!;
}
