import { SHOWN, type AppInstanceView } from './update';
import type { AppInstanceInventory } from '../emulator';

/** An app instance as the page shows it: its lists can be of any length, but a page should not. */
export function appInstanceView(inventory: AppInstanceInventory): AppInstanceView {
  const { participants, channels, channelFlows } = inventory;
  return {
    ...inventory,
    participants: participants.slice(0, SHOWN),
    participantCount: participants.length,
    channels: channels.slice(0, SHOWN).map((channel) => ({
      ...channel,
      members: channel.members.slice(0, SHOWN),
      hiddenMembers: channel.hiddenMembers.slice(0, SHOWN),
      moderators: channel.moderators.slice(0, SHOWN),
      memberCount: channel.members.length,
    })),
    channelCount: channels.length,
    channelFlows: channelFlows.slice(0, SHOWN),
    channelFlowCount: channelFlows.length,
  };
}
