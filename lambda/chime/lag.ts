import { isAbsentOrForbidden } from './service-error';
import type { RetryPolicy } from '../protocol';

/**
 * How far the service's responses may lag behind its changes, in milliseconds. To prove after a refusal that something is gone,
 * one look is not enough.
 */
export const LAG = 8_500;

/** The service may refuse because something was created a moment ago: an app instance, a flow, a channel, a bearer or its role. */
export const NOT_VISIBLE_YET: RetryPolicy = { applies: isAbsentOrForbidden, budget: () => 15_000 };
