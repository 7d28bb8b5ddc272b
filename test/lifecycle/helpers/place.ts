import { setTimeout as sleep } from 'node:timers/promises';
import type { ChimeMessagingEmulator, Fault, FaultOptions } from '../../../testing/emulator';

const OWNER_TAG = 'cdk-chime-sdk-messaging:owner';
const ADMIN_TAG_PREFIX = 'cdk-chime-sdk-messaging:admin:';

/** The faults of one test; those that name no operation apply to every call of the providers. */
export type PlaceFault = Omit<FaultOptions, 'operation'> & Partial<Pick<FaultOptions, 'operation'>>;

/** An app instance that exists before the stacks, so that tests on one emulator do not interfere. */
export class Place {
  public static async open(emulator: ChimeMessagingEmulator): Promise<Place> {
    const { AppInstanceArn: arn } = await emulator.call('CreateAppInstance', { Name: 'place' });
    const place = new Place(emulator, arn);
    await emulator.call('CreateAppInstanceUser', {
      AppInstanceArn: arn,
      AppInstanceUserId: 'admin',
      Name: 'admin',
    });
    await emulator.call('CreateAppInstanceAdmin', { AppInstanceArn: arn, AppInstanceAdminArn: place.admin });
    return place;
  }

  private constructor(
    private readonly emulator: ChimeMessagingEmulator,
    public readonly arn: string,
  ) {}

  public get id(): string {
    return this.arn.split('/')[1]!;
  }

  public get admin(): string {
    return `${this.arn}/user/admin`;
  }

  /** A user without any role. */
  public async newUser(id: string): Promise<string> {
    const user = { AppInstanceArn: this.arn, AppInstanceUserId: id, Name: id };
    return (await this.emulator.call('CreateAppInstanceUser', user)).AppInstanceUserArn;
  }

  /** Makes a user or bot an admin, outside of its stack. */
  public async promote(AppInstanceAdminArn: string): Promise<void> {
    await this.emulator.call('CreateAppInstanceAdmin', { AppInstanceArn: this.arn, AppInstanceAdminArn });
  }

  /** The admins, without the one that the app instance has from the start. */
  public async admins(): Promise<string[]> {
    const page = { AppInstanceArn: this.arn, MaxResults: 50 };
    const { AppInstanceAdmins } = await this.emulator.call('ListAppInstanceAdmins', page);
    return AppInstanceAdmins.map(({ Admin }) => Admin.Arn).filter((arn) => arn !== this.admin);
  }

  /** The provider's marks on a user or bot. */
  public async marks(arn: string): Promise<string[]> {
    const { Tags } = await this.emulator.call('ListTagsForResource', { ResourceARN: arn });
    return Tags.flatMap(({ Key }) => (Key.startsWith(ADMIN_TAG_PREFIX) ? Key : []));
  }

  public async newChannel(name = 'channel'): Promise<string> {
    const channel = { AppInstanceArn: this.arn, Name: name, ChimeBearer: this.admin };
    return (await this.emulator.call('CreateChannel', channel)).ChannelArn;
  }

  public async deleteChannel(channel: string): Promise<void> {
    await this.setFlow(channel, undefined);
    await this.emulator.call('DeleteChannel', { ChannelArn: channel, ChimeBearer: this.admin });
  }

  /** A flow that someone else creates. */
  public async newFlow(name: string): Promise<string> {
    const processor = {
      Name: 'theirs',
      ExecutionOrder: 1,
      FallbackAction: 'ABORT' as const,
      Configuration: {
        Lambda: {
          ResourceArn: 'arn:aws:lambda:us-east-1:111122223333:function:theirs',
          InvocationType: 'ASYNC' as const,
        },
      },
    };
    const flow = { AppInstanceArn: this.arn, Name: name, Processors: [processor] };
    return (await this.emulator.call('CreateChannelFlow', flow)).ChannelFlowArn;
  }

  /** Disassociates a flow from its channels and deletes it, outside of its stack. */
  public async deleteFlow(arn: string): Promise<void> {
    for (const channel of await this.channelsWith(arn)) await this.setFlow(channel, undefined);
    await this.emulator.call('DeleteChannelFlow', { ChannelFlowArn: arn });
  }

  public async flows() {
    const flows = [];
    let token: string | undefined;
    do {
      const page = { AppInstanceArn: this.arn, MaxResults: 50, ...(token && { NextToken: token }) };
      const { ChannelFlows, NextToken } = await this.emulator.call('ListChannelFlows', page);
      flows.push(...ChannelFlows);
      token = NextToken;
    } while (token);
    return flows;
  }

  public async flowArns(): Promise<string[]> {
    return (await this.flows()).map((flow) => flow.ChannelFlowArn);
  }

  /** The tags of a flow, without the one by which the provider recognizes its own. */
  public async tags(flow: string): Promise<Record<string, string>> {
    const { Tags: tags } = await this.emulator.call('ListTagsForResource', { ResourceARN: flow });
    return Object.fromEntries(
      tags.filter(({ Key }) => Key !== OWNER_TAG).map(({ Key, Value }) => [Key, Value]),
    );
  }

  public async channelsWith(flow: string): Promise<string[]> {
    const page = { ChannelFlowArn: flow, MaxResults: 50 };
    const { Channels } = await this.emulator.call('ListChannelsAssociatedWithChannelFlow', page);
    return Channels.map((channel) => channel.ChannelArn);
  }

  public async flowOn(channel: string): Promise<string | undefined> {
    const { Channel } = await this.emulator.call('DescribeChannel', {
      ChannelArn: channel,
      ChimeBearer: this.admin,
    });
    return Channel.ChannelFlowArn;
  }

  /** Sets or removes a channel's flow, outside of its stack. */
  public async setFlow(channel: string, flow: string | undefined): Promise<void> {
    const about = { ChannelArn: channel, ChimeBearer: this.admin };
    const current = await this.flowOn(channel);
    if (current === flow) return;
    if (current) await this.emulator.call('DisassociateChannelFlow', { ...about, ChannelFlowArn: current });
    if (flow) await this.emulator.call('AssociateChannelFlow', { ...about, ChannelFlowArn: flow });
  }

  /** The providers' calls about this app instance during some work: `CreateChannelFlow`, … */
  public async callsDuring(work: () => Promise<unknown>): Promise<string[]> {
    const before = this.requests.length;
    await work();
    return this.requests.slice(before).map(({ operation }) => operation!);
  }

  /** The providers' calls about this app instance. */
  public get requests() {
    return this.emulator.requests.filter(({ input }) => this.isMeant(input));
  }

  /** Resolves when a provider has called the operation. */
  public async requestOf(operation: string): Promise<void> {
    while (!this.requests.some((request) => request.operation === operation)) await sleep(50);
  }

  /** Injects a fault that applies only to this app instance. */
  public fault({ match = () => true, ...options }: PlaceFault): Fault {
    return this.emulator.faults.inject({
      operation: '*',
      ...options,
      match: (input) => this.isMeant(input) && match(input),
    });
  }

  private isMeant(input: object): boolean {
    return JSON.stringify(input).includes(this.arn);
  }
}

/** Longer than any test takes until then; a test that waited forever would keep later ones from starting. */
const LONGEST_WAIT = 90_000;

/** Resolves when a fault has struck this many times. */
export async function struck(fault: Fault, times = 1): Promise<void> {
  const end = Date.now() + LONGEST_WAIT;
  while (fault.hits < times) {
    if (Date.now() > end) throw new Error(`the fault of ${fault.options.operation} did not strike`);
    await sleep(10);
  }
}
