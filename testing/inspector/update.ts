/** What the inspector tells its page. */
import type { AppInstanceInventory, MessageTrace } from '../emulator/state';

/** How many messages the page shows, and how much of any other long list. */
export const SHOWN = 200;

/** What there is (in an event `snapshot`), or what became different (in an event `update`). */
export interface InspectorUpdate {
  /** How many messages were ever sent. */
  readonly total: number;
  /** The oldest first. */
  readonly messages: readonly MessageTrace[];
  /** Left out if it is as before. */
  readonly appInstances?: readonly AppInstanceView[];
}

/** An app instance, with the beginnings of its lists. */
export interface AppInstanceView extends AppInstanceInventory {
  readonly participantCount: number;
  readonly channelCount: number;
  readonly channelFlowCount: number;
  readonly channels: readonly ChannelView[];
}

export type ChannelView = AppInstanceInventory['channels'][number] & { readonly memberCount: number };
