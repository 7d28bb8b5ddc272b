/** The resources that the cases need, created through the API itself: the same on the emulator and on AWS. */
import * as identity from '@aws-sdk/client-chime-sdk-identity';
import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { Removal } from './removal';

export interface FixtureOptions {
  readonly identity: identity.ChimeSDKIdentityClient;
  readonly messaging: messaging.ChimeSDKMessagingClient;
  /** The processor of the flow that messages run through. */
  readonly functionArn: string;
  /** Returns the callback id that the processor received for a message. Without it, no callback can be valid. */
  readonly callbackIdFor?: (messageId: string) => Promise<string>;
}

/** By member of an input. */
type Things = Readonly<Record<string, unknown>>;

/** One more than the longest list of members can hold. */
const USERS = 11;

export class Fixtures {
  public static async make(options: FixtureOptions): Promise<Fixtures> {
    const fixtures = new Fixtures(options);
    try {
      await fixtures.populate();
    } catch (error) {
      const leftOver = await fixtures.destroy();
      throw new Error([(error as Error).message, ...leftOver].join('\nleft over: '), { cause: error });
    }
    return fixtures;
  }

  /** On an emulator, callbacks can be valid, and any stream is accepted. */
  public readonly isEmulator: boolean;
  private readonly appInstances: string[] = [];
  private appInstance = '';
  private admin = '';
  private users: string[] = [];
  private shared: Record<string, string> = {};
  private moderated = '';
  private elastic = '';
  private count = 0;

  /** Creates the resources of operations that change them in a way that other cases must not see. */
  private readonly own: Readonly<Record<string, () => Promise<Things>>> = {
    AssociateChannelFlow: async () => ({ ChannelArn: await this.newChannel() }),
    DisassociateChannelFlow: async () => ({ ChannelArn: await this.newAssociatedChannel() }),
    DeleteChannel: async () => ({ ChannelArn: await this.newChannel() }),
    DeleteChannelFlow: async () => ({ ChannelFlowArn: await this.newFlow() }),
    CreateChannelMembership: async () => ({ MemberArn: await this.newUser() }),
    DeleteChannelMembership: async () => ({ MemberArn: await this.newMember() }),
    CreateChannelModerator: async () => ({ ChannelModeratorArn: await this.newUser() }),
    DeleteChannelModerator: async () => ({ ChannelModeratorArn: await this.newModerator() }),
    CreateAppInstanceAdmin: async () => ({ AppInstanceAdminArn: await this.newUser() }),
    DeleteAppInstanceAdmin: async () => ({ AppInstanceAdminArn: await this.newAdmin() }),
    DeleteAppInstance: async () => ({ AppInstanceArn: await this.newAppInstance() }),
    DeleteAppInstanceUser: async () => ({ AppInstanceUserArn: await this.newUser() }),
    DeleteAppInstanceBot: async () => ({ AppInstanceBotArn: await this.newBot() }),
    UpdateChannelMessage: async () => ({ MessageId: await this.newMessage() }),
    RedactChannelMessage: async () => ({ MessageId: await this.newMessage() }),
    DeleteChannelMessage: async () => ({ MessageId: await this.newMessage() }),
    CreateChannelBan: async () => ({ MemberArn: await this.newUser() }),
    DescribeChannelBan: async () => ({ MemberArn: await this.newBanned() }),
    DeleteChannelBan: async () => ({ MemberArn: await this.newBanned() }),
    GetChannelMembershipPreferences: async () => this.ownMembership(),
    PutChannelMembershipPreferences: async () => this.ownMembership(),
    DescribeChannelMembershipForAppInstanceUser: async () => ({ AppInstanceUserArn: this.shared.MemberArn }),
    DescribeChannelModeratedByAppInstanceUser: async () => ({
      AppInstanceUserArn: this.shared.ChannelModeratorArn,
    }),
    ListSubChannels: async () => ({ ChannelArn: this.elastic }),
    PutChannelExpirationSettings: async () => ({ ChannelArn: await this.newChannel() }),
    PutAppInstanceUserExpirationSettings: async () => ({ AppInstanceUserArn: await this.newUser() }),
    RegisterAppInstanceUserEndpoint: async () => ({ AppInstanceUserArn: await this.newUser() }),
    DescribeAppInstanceUserEndpoint: () => this.newEndpoint(),
    UpdateAppInstanceUserEndpoint: () => this.newEndpoint(),
    DeregisterAppInstanceUserEndpoint: () => this.newEndpoint(),
    GetMessagingStreamingConfigurations: async () => ({ AppInstanceArn: await this.newStreaming() }),
    DeleteMessagingStreamingConfigurations: async () => ({ AppInstanceArn: await this.newAppInstance() }),
    TagResource: async () => ({ ResourceARN: await this.newFlow() }),
    ChannelFlowCallback: () => this.newCallback(),
  };

  private constructor(private readonly options: FixtureOptions) {
    this.isEmulator = options.callbackIdFor !== undefined;
  }

  /** The value for a member that names a resource. */
  public readonly existing = (member: string, index: number): string | undefined =>
    ['MemberArns', 'ModeratorArns'].includes(member) ? this.users[index] : this.shared[member];

  /**
   * The values for a request's members that name resources; resources of its own if the operation changes them for
   * good.
   */
  public async things(operation: string): Promise<Things> {
    return { ...this.shared, ...(await this.own[operation]?.()) };
  }

  /** Registers an app instance that a case created, to be deleted with the rest. */
  public adopt(appInstanceArn: string): void {
    this.appInstances.push(appInstanceArn);
  }

  /** Deletes everything, ignoring resources that are already gone. Returns those that could not be deleted. */
  public async destroy(): Promise<readonly string[]> {
    const removal = new Removal();
    for (const arn of this.appInstances.splice(0).reverse()) {
      if (arn === this.appInstance) await this.deleteChannelsAndFlows(removal);
      await removal.remove(arn, () =>
        this.options.identity.send(new identity.DeleteAppInstanceCommand({ AppInstanceArn: arn })),
      );
    }
    return removal.leftOver;
  }

  private async populate(): Promise<void> {
    this.appInstance = await this.newAppInstance();
    this.admin = await this.newUser();
    this.shared = { AppInstanceArn: this.appInstance, ChimeBearer: this.admin };
    await this.makeAdmin(this.admin);
    for (let index = 0; index < USERS; index++) this.users.push(await this.newUser());
    const ChannelArn = await this.newChannel();
    const ChannelFlowArn = await this.newFlow();
    this.shared = { ...this.shared, ChannelArn, ChannelFlowArn };
    this.moderated = await this.newAssociatedChannel();
    this.elastic = await this.newElasticChannel();
    this.shared = {
      ...this.shared,
      AppInstanceUserArn: await this.newUser(),
      AppInstanceBotArn: await this.newBot(),
      AppInstanceAdminArn: this.admin,
      MemberArn: await this.newMember(),
      ChannelModeratorArn: await this.newModerator(),
      MessageId: await this.newMessage(),
      ResourceARN: ChannelFlowArn,
      ResourceArn: this.streamArn(),
    };
  }

  private async newAppInstance(): Promise<string> {
    const command = new identity.CreateAppInstanceCommand({
      Name: 'conformance',
      ClientRequestToken: undefined,
    });
    const arn = (await this.options.identity.send(command)).AppInstanceArn!;
    this.appInstances.push(arn);
    return arn;
  }

  private async newUser(): Promise<string> {
    const AppInstanceUserId = `conformance-${this.count++}`;
    const input = {
      AppInstanceArn: this.appInstance,
      AppInstanceUserId,
      Name: 'user',
      ClientRequestToken: undefined,
    };
    return (await this.options.identity.send(new identity.CreateAppInstanceUserCommand(input)))
      .AppInstanceUserArn!;
  }

  private async newBot(): Promise<string> {
    const Lex = {
      LexBotAliasArn: 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/ABCDEFGHIJ',
      LocaleId: 'en_US',
      RespondsTo: 'STANDARD_MESSAGES',
    } as const;
    const input = { AppInstanceArn: this.appInstance, ClientRequestToken: undefined, Configuration: { Lex } };
    return (await this.options.identity.send(new identity.CreateAppInstanceBotCommand(input)))
      .AppInstanceBotArn!;
  }

  private async newAdmin(): Promise<string> {
    const arn = await this.newUser();
    await this.makeAdmin(arn);
    return arn;
  }

  private async makeAdmin(AppInstanceAdminArn: string): Promise<void> {
    const input = { AppInstanceArn: this.appInstance, AppInstanceAdminArn };
    await this.options.identity.send(new identity.CreateAppInstanceAdminCommand(input));
  }

  private async newMember(): Promise<string> {
    const MemberArn = await this.newUser();
    const { ChannelArn, ChimeBearer } = this.shared;
    const input = { ChannelArn, ChimeBearer, MemberArn, Type: 'DEFAULT' } as const;
    await this.options.messaging.send(new messaging.CreateChannelMembershipCommand(input));
    return MemberArn;
  }

  private async newModerator(): Promise<string> {
    const ChannelModeratorArn = await this.newUser();
    const { ChannelArn, ChimeBearer } = this.shared;
    const input = { ChannelArn, ChimeBearer, ChannelModeratorArn };
    await this.options.messaging.send(new messaging.CreateChannelModeratorCommand(input));
    return ChannelModeratorArn;
  }

  private async newBanned(): Promise<string> {
    const MemberArn = await this.newUser();
    const { ChannelArn, ChimeBearer } = this.shared;
    const input = { ChannelArn, ChimeBearer, MemberArn };
    await this.options.messaging.send(new messaging.CreateChannelBanCommand(input));
    return MemberArn;
  }

  /** A membership from the point of view of its member. */
  private ownMembership(): Things {
    return { MemberArn: this.shared.MemberArn, ChimeBearer: this.shared.MemberArn };
  }

  private async newEndpoint(): Promise<Things> {
    const input = {
      AppInstanceUserArn: await this.newUser(),
      Type: 'GCM',
      ResourceArn: this.streamArn(),
      EndpointAttributes: { DeviceToken: 'token' },
      ClientRequestToken: undefined,
    } as const;
    const { AppInstanceUserArn, EndpointId } = await this.options.identity.send(
      new identity.RegisterAppInstanceUserEndpointCommand(input),
    );
    return { AppInstanceUserArn, EndpointId };
  }

  /** An app instance whose messages are streamed, if there is a stream. */
  private async newStreaming(): Promise<string> {
    const AppInstanceArn = await this.newAppInstance();
    const StreamingConfigurations = [{ DataType: 'Channel', ResourceArn: this.streamArn() } as const];
    const input = { AppInstanceArn, StreamingConfigurations };
    const command = new messaging.PutMessagingStreamingConfigurationsCommand(input);
    if (this.isEmulator) await this.options.messaging.send(command);
    return AppInstanceArn;
  }

  /** In the account and Region of the app instance. */
  private streamArn(): string {
    const [, partition, , region, account] = this.appInstance.split(':');
    return `arn:${partition}:kinesis:${region}:${account}:stream/chime-messaging-conformance`;
  }

  private async newElasticChannel(): Promise<string> {
    const input = {
      AppInstanceArn: this.appInstance,
      ChimeBearer: this.admin,
      Name: 'elastic',
      Mode: 'RESTRICTED',
      ElasticChannelConfiguration: {
        MaximumSubChannels: 2,
        TargetMembershipsPerSubChannel: 2,
        MinimumMembershipPercentage: 40,
      },
    } as const;
    return (await this.options.messaging.send(new messaging.CreateChannelCommand(input))).ChannelArn!;
  }

  private async newChannel(): Promise<string> {
    const input = { AppInstanceArn: this.appInstance, ChimeBearer: this.admin, Name: 'channel' };
    return (await this.options.messaging.send(new messaging.CreateChannelCommand(input))).ChannelArn!;
  }

  private async newFlow(): Promise<string> {
    const Lambda = { ResourceArn: this.options.functionArn, InvocationType: 'ASYNC' } as const;
    const processor = {
      Name: 'p',
      Configuration: { Lambda },
      ExecutionOrder: 1,
      FallbackAction: 'ABORT',
    } as const;
    const input = { AppInstanceArn: this.appInstance, Name: 'flow', Processors: [processor] };
    return (await this.options.messaging.send(new messaging.CreateChannelFlowCommand(input))).ChannelFlowArn!;
  }

  private async newAssociatedChannel(): Promise<string> {
    const ChannelArn = await this.newChannel();
    const { ChannelFlowArn, ChimeBearer } = this.shared;
    const input = { ChannelArn, ChannelFlowArn, ChimeBearer };
    await this.options.messaging.send(new messaging.AssociateChannelFlowCommand(input));
    return ChannelArn;
  }

  private async newMessage(ChannelArn: string = this.shared.ChannelArn!): Promise<string> {
    const input = {
      ChannelArn,
      ChimeBearer: this.admin,
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    } as const;
    return (await this.options.messaging.send(new messaging.SendChannelMessageCommand(input))).MessageId!;
  }

  /** A message whose processor has yet to call back. */
  private async newCallback(): Promise<Things> {
    const MessageId = await this.newMessage(this.moderated);
    const CallbackId = (await this.options.callbackIdFor?.(MessageId)) ?? 'x'.repeat(36);
    return { ChannelArn: this.moderated, CallbackId, ChannelMessage: { MessageId } };
  }

  private async deleteChannelsAndFlows(removal: Removal): Promise<void> {
    const { messaging: client } = this.options;
    const AppInstanceArn = this.appInstance;
    const ChimeBearer = this.admin;
    // Listing restarts after throttling: do not try anything twice because of that.
    const tried = new Set<string>();
    const each = async (
      arns: (string | undefined)[],
      send: (arn: string) => Promise<unknown>,
    ): Promise<void> => {
      for (const arn of arns as string[]) {
        if (tried.has(arn)) continue;
        tried.add(arn);
        await removal.remove(arn, () => send(arn));
      }
    };
    for (const Privacy of ['PUBLIC', 'PRIVATE'] as const) {
      await removal.remove(`${AppInstanceArn}: ${Privacy} channels`, async () => {
        const input = { AppInstanceArn, ChimeBearer, Privacy };
        for await (const { Channels = [] } of messaging.paginateListChannels({ client }, input)) {
          const arns = Channels.map(({ ChannelArn }) => ChannelArn);
          await each(arns, (ChannelArn) =>
            client.send(new messaging.DeleteChannelCommand({ ChannelArn, ChimeBearer })),
          );
        }
      });
    }
    await removal.remove(`${AppInstanceArn}: channel flows`, async () => {
      for await (const page of messaging.paginateListChannelFlows({ client }, { AppInstanceArn })) {
        const arns = (page.ChannelFlows ?? []).map(({ ChannelFlowArn }) => ChannelFlowArn);
        await each(arns, (ChannelFlowArn) =>
          client.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn })),
        );
      }
    });
  }
}
