/** What the inspector sends to its page. */
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
  /** Left out if they are as before. */
  readonly sessions?: SessionsView;
}

/** Who is connected, and what they were told of changes of channels: the latest of both, the oldest first. */
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
  /** The first few of those who were told. */
  readonly recipients: readonly string[];
  readonly recipientCount: number;
}

/** An app instance, with the beginnings of its lists. */
export interface AppInstanceView extends AppInstanceInventory {
  readonly participantCount: number;
  readonly channelCount: number;
  readonly channelFlowCount: number;
  readonly channels: readonly ChannelView[];
}

export type ChannelView = AppInstanceInventory['channels'][number] & { readonly memberCount: number };
