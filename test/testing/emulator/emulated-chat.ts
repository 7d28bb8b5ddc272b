import {
  ChimeMessagingEmulator,
  type ChimeMessagingEmulatorOptions,
  EmulatorClock,
  type InputOf,
  type OperationName,
  type OutputOf,
  type ServiceError,
} from '../../../testing/emulator';
import type { ChannelChange, Changes } from '../../../testing/emulator/state';

export const DAY = 24 * 60 * 60 * 1000;

const APP_INSTANCE = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';

const running: ChimeMessagingEmulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** An emulator that is called in this process, with users and an admin, on a clock that stands still. */
export async function newChat(
  options: ChimeMessagingEmulatorOptions = {},
  users: readonly string[] = ['alice', 'bob', 'carol', 'dave', 'admin'],
): Promise<EmulatedChat> {
  const emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual(DAY), ...options });
  running.push(emulator);
  emulator.seed({ appInstances: [{ id: 'chat', users: users.map((id) => ({ id })), admins: ['admin'] }] });
  return new EmulatedChat(emulator);
}

export class EmulatedChat {
  public readonly app = APP_INSTANCE;
  private readonly changes: ChannelChange[] = [];

  public constructor(public readonly emulator: ChimeMessagingEmulator) {
    const { changes } = emulator as unknown as { changes: Changes };
    changes.listenToChannels((change) => this.changes.push(change));
  }

  public user(id: string): string {
    return `${APP_INSTANCE}/user/${id}`;
  }

  public call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    return this.emulator.call(name, input);
  }

  /** The error of a refused call. */
  public async refusal<N extends OperationName>(name: N, input: InputOf<N>): Promise<string> {
    try {
      await this.call(name, input);
    } catch (error) {
      const { statusCode, name: refused } = error as ServiceError;
      return `${statusCode} ${refused}`;
    }
    return 'accepted';
  }

  /** Alice's channel, with Bob as a member. */
  public async newChannel(input: Partial<InputOf<'CreateChannel'>> = {}): Promise<string> {
    const wanted = {
      AppInstanceArn: this.app,
      Name: 'channel',
      ChimeBearer: this.user('alice'),
      MemberArns: [this.user('bob')],
    };
    return (await this.call('CreateChannel', { ...wanted, ...input })).ChannelArn;
  }

  /** Adds a member on behalf of Alice. */
  public add(
    ChannelArn: string,
    id: string,
    input: Partial<InputOf<'CreateChannelMembership'>> = {},
  ): Promise<OutputOf<'CreateChannelMembership'>> {
    const wanted = { MemberArn: this.user(id), Type: 'DEFAULT', ChimeBearer: this.user('alice') } as const;
    return this.call('CreateChannelMembership', { ChannelArn, ...wanted, ...input });
  }

  /** Sends a message from Bob. */
  public async send(
    ChannelArn: string,
    Content: string,
    input: Partial<InputOf<'SendChannelMessage'>> = {},
  ): Promise<string> {
    const wanted = { Type: 'STANDARD', Persistence: 'PERSISTENT', ChimeBearer: this.user('bob') } as const;
    return (await this.call('SendChannelMessage', { ChannelArn, Content, ...wanted, ...input })).MessageId;
  }

  /** The contents of a channel's messages, the oldest first, as Alice sees them. */
  public async contents(
    ChannelArn: string,
    input: Partial<InputOf<'ListChannelMessages'>> = {},
  ): Promise<(string | undefined)[]> {
    const wanted = { ChimeBearer: this.user('alice'), SortOrder: 'ASCENDING' } as const;
    const { ChannelMessages } = await this.call('ListChannelMessages', { ChannelArn, ...wanted, ...input });
    return ChannelMessages.map(({ Content }) => Content);
  }

  /** The names of a channel's members, as Alice sees them. */
  public async members(
    ChannelArn: string,
    input: Partial<InputOf<'ListChannelMemberships'>> = {},
  ): Promise<(string | undefined)[]> {
    const wanted = { ChimeBearer: this.user('alice') };
    const listed = await this.call('ListChannelMemberships', { ChannelArn, ...wanted, ...input });
    return listed.ChannelMemberships.map(({ Member }) => Member.Name);
  }

  /** The channel changes reported since the last call, in short. */
  public told(): string[] {
    return this.changes.splice(0).map((change) => [change.type, ...namesIn(change)].join(' '));
  }
}

function namesIn(change: ChannelChange): (string | undefined)[] {
  if ('membership' in change) return [change.membership.member.name];
  if ('memberships' in change) return change.memberships.map(({ member }) => member.name);
  if ('moderator' in change) return [change.moderator.moderator.name];
  if ('ban' in change) return [change.ban.member.name];
  return [];
}
