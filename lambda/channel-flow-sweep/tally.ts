import type { Tally } from '../coverage-state';

export const NOTHING: Tally = { channels: 0, matching: 0, uncovered: 0, associated: 0, moved: 0 };

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    channels: one.channels + other.channels,
    matching: one.matching + other.matching,
    uncovered: one.uncovered + other.uncovered,
    associated: one.associated + other.associated,
    moved: one.moved + other.moved,
  };
}
