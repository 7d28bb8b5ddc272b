import { reachInPlace } from './emulator-in-place';
import { ProviderHarness } from './provider-harness';
import { VirtualTimers } from './virtual-timers';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

export const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:f';

/** The emulator, with shortcuts for tests. */
export class EmulatedService {
  constructor(readonly emulator: ChimeMessagingEmulator) {}

  async newAppInstance(): Promise<string> {
    const { AppInstanceArn } = await this.emulator.call('CreateAppInstance', { Name: 'x' });
    return AppInstanceArn as string;
  }

  async newFlow(appInstanceArn: string, name: string, tags?: Record<string, string>): Promise<string> {
    const { ChannelFlowArn } = await this.emulator.call('CreateChannelFlow', {
      AppInstanceArn: appInstanceArn,
      Name: name,
      Processors: [processor('p')],
      ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    });
    return ChannelFlowArn as string;
  }

  async flowsOf(appInstanceArn: string) {
    const { ChannelFlows = [] } = await this.emulator.call('ListChannelFlows', {
      AppInstanceArn: appInstanceArn,
      MaxResults: 50,
    });
    return ChannelFlows;
  }

  async tagsOf(arn: string): Promise<Record<string, string>> {
    const { Tags = [] } = await this.emulator.call('ListTagsForResource', { ResourceARN: arn });
    return Object.fromEntries(
      (Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    );
  }

  async newUser(appInstanceArn: string, id: string): Promise<string> {
    const { AppInstanceUserArn } = await this.emulator.call('CreateAppInstanceUser', {
      AppInstanceArn: appInstanceArn,
      AppInstanceUserId: id,
      Name: id,
    });
    return AppInstanceUserArn as string;
  }

  async newBot(AppInstanceArn: string, Name: string): Promise<string> {
    const LexBotAliasArn = 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST';
    const Configuration = { Lex: { LexBotAliasArn, LocaleId: 'en_US' } };
    const { AppInstanceBotArn } = await this.emulator.call('CreateAppInstanceBot', {
      AppInstanceArn,
      Name,
      Configuration,
    });
    return AppInstanceBotArn as string;
  }

  async newAdmin(appInstanceArn: string, id: string, kind: 'user' | 'bot' = 'user'): Promise<string> {
    const admin =
      kind === 'bot' ? await this.newBot(appInstanceArn, id) : await this.newUser(appInstanceArn, id);
    await this.promote(appInstanceArn, admin);
    return admin;
  }

  async promote(AppInstanceArn: string, AppInstanceAdminArn: string): Promise<void> {
    await this.emulator.call('CreateAppInstanceAdmin', { AppInstanceArn, AppInstanceAdminArn });
  }

  async demote(AppInstanceArn: string, AppInstanceAdminArn: string): Promise<void> {
    await this.emulator.call('DeleteAppInstanceAdmin', { AppInstanceArn, AppInstanceAdminArn });
  }

  async adminsOf(AppInstanceArn: string): Promise<string[]> {
    const { AppInstanceAdmins = [] } = await this.emulator.call('ListAppInstanceAdmins', {
      AppInstanceArn,
      MaxResults: 50,
    });
    return AppInstanceAdmins.map(({ Admin }) => Admin.Arn);
  }

  async newChannel(appInstanceArn: string, bearer: string, fields: object = {}): Promise<string> {
    const { ChannelArn } = await this.emulator.call('CreateChannel', {
      AppInstanceArn: appInstanceArn,
      Name: 'c',
      ChimeBearer: bearer,
      ...fields,
    });
    return ChannelArn as string;
  }

  async flowOf(channel: string, bearer: string): Promise<string | undefined> {
    const { Channel } = await this.emulator.call('DescribeChannel', {
      ChannelArn: channel,
      ChimeBearer: bearer,
    });
    return (Channel as { ChannelFlowArn?: string }).ChannelFlowArn;
  }

  async setFlow(channel: string, bearer: string, flow: string | undefined): Promise<void> {
    const current = await this.flowOf(channel, bearer);
    if (current === flow) return;
    const about = { ChannelArn: channel, ChimeBearer: bearer };
    if (current) await this.emulator.call('DisassociateChannelFlow', { ...about, ChannelFlowArn: current });
    if (flow) await this.emulator.call('AssociateChannelFlow', { ...about, ChannelFlowArn: flow });
  }
}

/** The behavior that lets clients without sockets use the emulator. */
export const UNSIGNED = { signatures: 'ignored' } as const;

/** A processor in the service's format. */
export function processor(Name: string) {
  return {
    Name,
    Configuration: { Lambda: { ResourceArn: FUNCTION, InvocationType: 'ASYNC' as const } },
    ExecutionOrder: 1,
    FallbackAction: 'ABORT' as const,
  };
}

/** Starts the emulator and a harness with the same clock. */
export async function startEmulated() {
  const clock = EmulatorClock.manual();
  const emulator = await ChimeMessagingEmulator.start({ clock, behavior: UNSIGNED });
  reachInPlace(emulator);
  const harness = new ProviderHarness();
  harness.timers = new VirtualTimers(clock);
  await harness.open(emulator.endpoint);
  const close = async () => {
    await harness.close();
    await emulator.close();
  };
  return { service: new EmulatedService(emulator), emulator, harness, close };
}
