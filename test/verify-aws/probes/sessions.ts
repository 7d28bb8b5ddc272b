import { randomUUID } from 'node:crypto';
import type { Probes } from './probe';

/** The code after which clients must not reconnect. */
const FORBIDDEN = 4003;

/** Changes that the developer guide does not list for sessions. */
const UNDOCUMENTED = [
  'CREATE_CHANNEL_MODERATOR',
  'DELETE_CHANNEL_MODERATOR',
  'CREATE_CHANNEL_BAN',
  'DELETE_CHANNEL_BAN',
  'UPDATE_CHANNEL_READ_MARKER',
];

/** Probes of the events that WebSocket sessions report, and of how they end. */
export const SESSIONS = {
  systemMessages: async (world) => {
    const [member, other] = [await world.user(), await world.user()];
    const ChannelArn = await world.channel({ MemberArns: [member] });
    const about = { ChannelArn, ChimeBearer: world.bearer };
    const session = await world.session(member);
    await world.messaging.createChannelModerator({ ...about, ChannelModeratorArn: member });
    await world.messaging.deleteChannelModerator({ ...about, ChannelModeratorArn: member });
    await world.messaging.createChannelBan({ ...about, MemberArn: other });
    await world.messaging.deleteChannelBan({ ...about, MemberArn: other });
    await world.messaging.updateChannelReadMarker({ ChannelArn, ChimeBearer: member });
    await world.messaging.updateChannel({ ...about, Name: 'renamed', Mode: 'UNRESTRICTED' });
    const isComplete = await session.sees(({ heard }) =>
      ['UPDATE_CHANNEL', ...UNDOCUMENTED].every((type) => heard.includes(type)),
    );
    if (isComplete) return 'all';
    const { heard } = session;
    const isAsDocumented =
      heard.includes('UPDATE_CHANNEL') && !UNDOCUMENTED.some((type) => heard.includes(type));
    return isAsDocumented ? 'documented' : heard.join(', ');
  },

  displacedSession: async (world) => {
    const [user, id] = [await world.user(), randomUUID()];
    const first = await world.session(user, id);
    await world.session(user, id);
    if (!(await first.sees(({ closeCode }) => closeCode !== undefined))) return 'stays';
    return first.closeCode === FORBIDDEN ? 'closed' : `closed with ${first.closeCode}`;
  },
} satisfies Probes;
