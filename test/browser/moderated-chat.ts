import { SessionClient } from '../testing/emulator/session-client';
import { ChimeMessagingEmulator, Inspector, type ChannelFlowEvent } from 'cdk-chime-sdk-messaging/testing';

const CHAT = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';

const SEED = {
  appInstances: [
    {
      id: 'chat',
      name: 'Community',
      users: [
        { id: 'alice', name: 'Alice' },
        { id: 'bob', name: 'Bob' },
        { id: 'carol', name: 'Carol' },
        { id: 'eve', name: 'Eve' },
      ],
      channelFlows: [
        { id: 'moderation', name: 'Moderation', processors: [{ function: 'moderate', name: 'Profanity' }] },
      ],
      channels: [
        { id: 'lobby', name: 'Lobby', createdBy: 'alice', channelFlow: 'moderation' },
        { id: 'free', name: 'Off topic', createdBy: 'alice' },
      ],
    },
  ],
};

/** An emulator whose processor hides one word, denies another, and holds a third; and its inspector. */
export class ModeratedChat {
  public static async start(): Promise<ModeratedChat> {
    const emulator = await ChimeMessagingEmulator.start();
    emulator.seed(SEED);
    return new ModeratedChat(emulator, await Inspector.start(emulator));
  }

  private held: ChannelFlowEvent | undefined;

  private constructor(
    public readonly emulator: ChimeMessagingEmulator,
    public readonly inspector: Inspector,
  ) {
    const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:moderate';
    emulator.useProcessorFunction(functionArn, (event) => this.moderate(event));
  }

  /** Sends messages from Alice to the channel without a flow. */
  public async send(count: number, content: string): Promise<void> {
    const message = {
      ChannelArn: `${CHAT}/channel/free`,
      ChimeBearer: `${CHAT}/user/alice`,
      Content: content,
    };
    for (let sent = 0; sent < count; sent++) {
      await this.emulator.call('SendChannelMessage', {
        ...message,
        Type: 'STANDARD',
        Persistence: 'PERSISTENT',
      });
    }
  }

  /** Makes a user a member of the lobby. */
  public async join(user: string, Type: 'DEFAULT' | 'HIDDEN'): Promise<void> {
    await this.emulator.call('CreateChannelMembership', {
      ChannelArn: `${CHAT}/channel/lobby`,
      ChimeBearer: `${CHAT}/user/alice`,
      MemberArn: `${CHAT}/user/${user}`,
      Type,
    });
  }

  /** Opens a session of a user; returns its connection. */
  public async connect(user: string): Promise<SessionClient['socket']> {
    const parameters = { userArn: `${CHAT}/user/${user}`, sessionId: 'phone' };
    return (await SessionClient.connect(this.emulator.endpoint, parameters)).socket;
  }

  /** Releases the message that is being held. */
  public async release(): Promise<void> {
    await this.callBack(this.held!, this.held!.ChannelMessage.Content);
  }

  private async moderate(event: ChannelFlowEvent): Promise<void> {
    const { Content } = event.ChannelMessage;
    if (Content.includes('wait')) this.held = event;
    else await this.callBack(event, Content.replace('darn', '****'), Content.includes('spam'));
  }

  private async callBack(
    { CallbackId, ChannelMessage: { ChannelArn, MessageId } }: ChannelFlowEvent,
    Content: string,
    DeleteResource: boolean = false,
  ): Promise<void> {
    const ChannelMessage = { MessageId, Content };
    await this.emulator.call('ChannelFlowCallback', {
      CallbackId,
      ChannelArn,
      ChannelMessage,
      DeleteResource,
    });
  }
}
