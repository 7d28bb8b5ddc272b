import type { Tally } from '../coverage-state';

export const NOTHING: Tally = { channels: 0, matching: 0, uncovered: 0 };

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    channels: one.channels + other.channels,
    matching: one.matching + other.matching,
    uncovered: one.uncovered + other.uncovered,
  };
}
