import { isAbsentOrForbidden } from './service-error';
import type { RetryPolicy } from '../protocol';

/**
 * How far what the service tells may lag behind what it has done, in milliseconds. Where things are proven gone after a
 * refusal, one look proves nothing.
 */
export const LAG = 8_500;

/** What is refused may have been made a moment ago: an app instance, a flow, a channel, a bearer or its role. */
export const NOT_VISIBLE_YET: RetryPolicy = { applies: isAbsentOrForbidden, budget: () => 15_000 };
