import { claimedTimeOf } from './signature';
import type { HttpRequest } from '../../http';
import type { EmulatorClock } from '../clock';

/** A clock that a client may follow. */
type ClientClock = Pick<EmulatorClock, 'now'>;

/**
 * Which clock a client follows: that of the emulator or real time, whichever is nearer to the time of its signature.
 *
 * SDKs take the `Date` of a response for the time of the service, and sign by it from then on. By the other clock, the
 * signatures of a function that stays warm would fit neither of the two once the emulator's clock is moved again.
 */
export function clientClock(request: HttpRequest, clock: ClientClock): ClientClock {
  const signedAt = claimedTimeOf(request);
  const distance = ({ now }: ClientClock) => Math.abs(now() - signedAt);
  const emulated = { now: () => clock.now() };
  const wall = { now: () => Date.now() };
  return distance(wall) < distance(emulated) ? wall : emulated;
}
