import { claimedTimeOf } from './signature';
import type { HttpRequest } from '../../http';
import type { EmulatorClock } from '../clock';

/** A clock that a client may follow. */
type ClientClock = Pick<EmulatorClock, 'now'>;

/**
 * The clock that a client follows: the emulator's or real time, whichever is closer to the time of its signature.
 *
 * SDKs assume that a response's `Date` is the service's time, and sign by it from then on. With the wrong clock, the
 * signatures of a warm function would match neither clock once the emulator's clock moves again.
 */
export function clientClock(request: HttpRequest, clock: ClientClock): ClientClock {
  const signedAt = claimedTimeOf(request);
  const distance = ({ now }: ClientClock) => Math.abs(now() - signedAt);
  const emulated = { now: () => clock.now() };
  const wall = { now: () => Date.now() };
  return distance(wall) < distance(emulated) ? wall : emulated;
}
