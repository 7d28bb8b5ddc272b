import type { Participant } from '../state/store';

/** How answers name a user or bot. */
export function identity({ arn, name }: Participant): { Arn: string; Name: string | undefined } {
  return { Arn: arn, Name: name };
}
