/** The resources for probes, which create what they need; everything is deleted at the end. */
import { randomUUID } from 'node:crypto';
import type { ChimeSDKIdentity } from '@aws-sdk/client-chime-sdk-identity';
import type {
  ChimeSDKMessaging,
  CreateChannelRequest,
  SendChannelMessageRequest,
} from '@aws-sdk/client-chime-sdk-messaging';
import { Session } from './session';
import type { Target } from './target';
import { until } from './until';
import { Removal } from '../conformance/removal';

/** The event that the recorder received for a message. */
export interface RecordedCall {
  readonly callbackId: string;
  /** Whether the event had a content type, which AWS does not document. */
  readonly extras: string;
  readonly content: string;
}

export class World {
  public static async create(target: Target, appInstanceArn: string, recorderArn: string): Promise<World> {
    const world = new World(target, appInstanceArn, recorderArn);
    await world.promote(world.bearer);
    return world;
  }

  public readonly messaging: ChimeSDKMessaging;
  public readonly identity: ChimeSDKIdentity;
  public readonly messagingUrl: string;
  /** An admin, who makes every call that names no other user or bot. */
  public readonly bearer: string;
  private readonly channels: string[] = [];
  private readonly flows: string[] = [];
  private readonly appInstances: string[] = [];
  private readonly sessions: Session[] = [];

  private constructor(
    { messaging, identity, messagingUrl }: Target,
    public readonly appInstanceArn: string,
    private readonly recorderArn: string,
  ) {
    this.messaging = messaging;
    this.identity = identity;
    this.messagingUrl = messagingUrl;
    this.bearer = `${appInstanceArn}/user/admin`;
  }

  public async appInstance(): Promise<string> {
    const { AppInstanceArn } = await this.identity.createAppInstance({ Name: 'verify-aws' });
    this.appInstances.push(AppInstanceArn!);
    return AppInstanceArn!;
  }

  public async user(AppInstanceUserId: string = randomUUID()): Promise<string> {
    const user = { AppInstanceArn: this.appInstanceArn, AppInstanceUserId, Name: 'user' };
    const { AppInstanceUserArn } = await this.identity.createAppInstanceUser(user);
    return AppInstanceUserArn!;
  }

  public async makeAdmin(AppInstanceAdminArn: string): Promise<void> {
    await this.identity.createAppInstanceAdmin({ AppInstanceArn: this.appInstanceArn, AppInstanceAdminArn });
  }

  public async channel(request: Partial<CreateChannelRequest> = {}): Promise<string> {
    const { ChannelArn } = await this.messaging.createChannel({
      AppInstanceArn: this.appInstanceArn,
      ChimeBearer: this.bearer,
      Name: 'channel',
      ...request,
    });
    this.channels.push(ChannelArn!);
    return ChannelArn!;
  }

  /** The input for a flow of some processors, all of them the recorder. */
  public flowOf(orders: readonly number[] = [1], Name: string = randomUUID()) {
    const Lambda = { ResourceArn: this.recorderArn, InvocationType: 'ASYNC' } as const;
    const Processors = orders.map((ExecutionOrder, index) => ({
      Name: `p${index}`,
      Configuration: { Lambda },
      ExecutionOrder,
      FallbackAction: 'ABORT' as const,
    }));
    return { AppInstanceArn: this.appInstanceArn, Name, Processors };
  }

  public async flow(request: Partial<ReturnType<World['flowOf']>> = {}): Promise<string> {
    const { ChannelFlowArn } = await this.messaging.createChannelFlow({ ...this.flowOf(), ...request });
    this.flows.push(ChannelFlowArn!);
    return ChannelFlowArn!;
  }

  /** The association of a new channel with a flow. */
  public async associated(flow?: string) {
    const association = {
      ChannelArn: await this.channel(),
      ChannelFlowArn: flow ?? (await this.flow()),
      ChimeBearer: this.bearer,
    };
    await this.messaging.associateChannelFlow(association);
    return association;
  }

  /** Follows the channels of a user. */
  public async session(userArn: string, sessionId?: string): Promise<Session> {
    const isSecure = this.messagingUrl.startsWith('https:');
    const session = await Session.connect(this.messaging, isSecure, userArn, sessionId);
    this.sessions.push(session);
    await session.established();
    return session;
  }

  /** Sends a message, and returns the fields that identify it. */
  public async send(ChannelArn: string, request: Partial<SendChannelMessageRequest> = {}) {
    const { MessageId } = await this.messaging.sendChannelMessage({
      ChannelArn,
      ChimeBearer: this.bearer,
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
      ...request,
    });
    return { ChannelArn, ChimeBearer: this.bearer, MessageId: MessageId! };
  }

  /** Waits until the recorder is invoked for a message, and returns the event of that invocation. */
  public async call(message: { ChannelArn: string; MessageId: string }, index = 0): Promise<RecordedCall> {
    let calls: string[] = [];
    await until(`call ${index + 1} of the processor`, async () => {
      const { Tags = [] } = await this.messaging.listTagsForResource({ ResourceARN: message.ChannelArn });
      const own = Tags.filter(({ Key }) => Key?.startsWith(`${message.MessageId}.`));
      calls = own.sort((a, b) => a.Key!.localeCompare(b.Key!)).map(({ Value }) => Value!);
      return calls.length > index;
    });
    const [callbackId = '', extras = '', ...words] = calls[index]!.split(' ');
    return { callbackId, extras, content: words.join(' ') };
  }

  /** Decides on a message on behalf of its processor. */
  public async decide(
    { ChannelArn, MessageId }: { ChannelArn: string; MessageId: string },
    CallbackId: string,
    decision: { DeleteResource?: boolean; Content?: string } = {},
  ): Promise<void> {
    const { DeleteResource, ...change } = decision;
    await this.messaging.channelFlowCallback({
      ChannelArn,
      CallbackId,
      DeleteResource,
      ChannelMessage: { MessageId, ...change },
    });
  }

  /** Waits until a message is no longer pending. A message that is gone has the status `gone`. */
  public async settled(message: {
    ChannelArn: string;
    ChimeBearer: string;
    MessageId: string;
  }): Promise<string> {
    let status = 'gone';
    await until('the message is settled', async () => {
      const response = await this.messaging.getChannelMessageStatus(message).catch(() => undefined);
      status = response?.Status?.Value ?? 'gone';
      return status !== 'PENDING';
    });
    return status;
  }

  /** Deletes everything. @returns what could not be deleted */
  public async destroy(): Promise<readonly string[]> {
    const removal = new Removal();
    const { messaging, identity, bearer: ChimeBearer } = this;
    for (const session of this.sessions) session.close();
    for (const ChannelArn of this.channels) {
      await removal.remove(ChannelArn, async () => {
        const { Channel } = await messaging.describeChannel({ ChannelArn, ChimeBearer });
        const ChannelFlowArn = Channel?.ChannelFlowArn;
        // one of the probes finds out whether either can be deleted before
        if (ChannelFlowArn) {
          await messaging.disassociateChannelFlow({ ChannelArn, ChannelFlowArn, ChimeBearer });
        }
        await messaging.deleteChannel({ ChannelArn, ChimeBearer });
      });
    }
    for (const ChannelFlowArn of this.flows) {
      await removal.remove(ChannelFlowArn, () => messaging.deleteChannelFlow({ ChannelFlowArn }));
    }
    for (const AppInstanceArn of this.appInstances) {
      await removal.remove(AppInstanceArn, () => identity.deleteAppInstance({ AppInstanceArn }));
    }
    return removal.leftOver;
  }

  private async promote(arn: string): Promise<void> {
    await this.user(arn.slice(arn.lastIndexOf('/') + 1));
    await this.makeAdmin(arn);
    await until('the admin may create channels', () =>
      this.channel().then(
        () => true,
        () => false,
      ),
    );
  }
}
