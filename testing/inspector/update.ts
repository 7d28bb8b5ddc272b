/** The data that the inspector sends to its page. */
import type { AppInstanceInventory, MessageTrace } from '../emulator/state';

/** How many messages the page shows, and how many items of any other long list. */
export const SHOWN = 200;

/** The current state (in a `snapshot` event), or the changes (in an `update` event). */
export interface InspectorUpdate {
  /** How many messages were ever sent. */
  readonly total: number;
  /** The oldest first. */
  readonly messages: readonly MessageTrace[];
  /** Omitted if unchanged. */
  readonly appInstances?: readonly AppInstanceView[];
  /** Omitted if unchanged. */
  readonly sessions?: SessionsView;
}

/** The open sessions, and the channel changes that they were told of: the latest of both, the oldest first. */
export interface SessionsView {
  readonly open: readonly SessionView[];
  readonly openCount: number;
  readonly systemMessages: readonly SystemMessageView[];
}

export interface SessionView {
  readonly userArn: string;
  readonly sessionId: string;
  readonly establishedAt: number;
}

export interface SystemMessageView {
  readonly type: string;
  readonly channelArn: string;
  readonly at: number;
  /** The first few recipients. */
  readonly recipients: readonly string[];
  readonly recipientCount: number;
}

/** An app instance, with the first items of its lists. */
export interface AppInstanceView extends AppInstanceInventory {
  readonly participantCount: number;
  readonly channelCount: number;
  readonly channelFlowCount: number;
  readonly channels: readonly ChannelView[];
}

export type ChannelView = AppInstanceInventory['channels'][number] & { readonly memberCount: number };
