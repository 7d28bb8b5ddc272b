import { isAbsentOrForbidden } from './service-error';
import type { RetryPolicy } from '../protocol';

/**
 * How far what the service reports may lag behind what it has done, in milliseconds. To prove after a refusal that something is
 * gone, one look is not enough.
 */
export const LAG = 8_500;

/** What the service refuses may have been created a moment ago: an app instance, a flow, a channel, a bearer or its role. */
export const NOT_VISIBLE_YET: RetryPolicy = { applies: isAbsentOrForbidden, budget: () => 15_000 };
