import type { Bearers } from './bearers';
import type { Lease } from './lease';

/** The clock of the store reports whole seconds. */
const PRECISION = 1_000;

/** How long each bearer must wait before its first call, in milliseconds: the previous turn may have ended a moment ago. */
export function delaysOf(lease: Lease): Record<string, number> {
  const next = Object.entries(lease.state.nextCalls ?? {});
  return Object.fromEntries(next.map(([arn, at]) => [arn, Math.max(0, at + PRECISION - lease.storeNow())]));
}

/** When each bearer may make calls again, for the next turn. */
export function nextCallsOf(lease: Lease, bearers: Bearers): Record<string, number> {
  const next = Object.entries(bearers.delays);
  return Object.fromEntries(next.map(([arn, delay]) => [arn, lease.storeNow() + delay]));
}
