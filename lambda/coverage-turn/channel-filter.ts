import type { ListedChannel } from './messaging';
import type { ChannelFilter } from '../coverage-state';

/** Whether a channel should be covered. */
export function isMatching(
  { namePrefix = '', privacy, mode }: ChannelFilter,
  { Name = '', Privacy, Mode }: Pick<ListedChannel, 'Name' | 'Privacy' | 'Mode'>,
): boolean {
  return Name.startsWith(namePrefix) && (privacy ?? Privacy) === Privacy && (mode ?? Mode) === Mode;
}
