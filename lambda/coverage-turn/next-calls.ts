import type { Bearers } from './bearers';
import type { Lease } from './lease';

/** The clock of the store tells whole seconds. */
const PRECISION = 1_000;

/** How long each bearer must not be called as, in milliseconds: the turn before may have ended a moment ago. */
export function delaysOf(lease: Lease): Record<string, number> {
  const next = Object.entries(lease.state.nextCalls ?? {});
  return Object.fromEntries(next.map(([arn, at]) => [arn, Math.max(0, at + PRECISION - lease.storeNow())]));
}

/** When each bearer may be called as again, for the turn that comes next. */
export function nextCallsOf(lease: Lease, bearers: Bearers): Record<string, number> {
  const next = Object.entries(bearers.delays);
  return Object.fromEntries(next.map(([arn, delay]) => [arn, lease.storeNow() + delay]));
}
