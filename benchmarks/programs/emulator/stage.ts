import { randomBytes } from 'node:crypto';
import { Chat, CONTENT } from './chat';
import { FUNCTION_ARN } from '../arns';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

/** An emulator with a channel whose flow has one processor in this process. */
export class Stage {
  public static async set(): Promise<Stage> {
    const emulator = await ChimeMessagingEmulator.start();
    const { AppInstanceArn } = await emulator.call('CreateAppInstance', { Name: 'Benchmark' });
    const { AppInstanceUserArn: ChimeBearer } = await emulator.call('CreateAppInstanceUser', {
      AppInstanceArn,
      AppInstanceUserId: 'admin',
      Name: 'Admin',
    });
    const { ChannelArn } = await emulator.call('CreateChannel', {
      AppInstanceArn,
      Name: 'Lobby',
      ChimeBearer,
    });
    const { ChannelFlowArn } = await emulator.call('CreateChannelFlow', {
      AppInstanceArn,
      Name: 'Flow',
      Processors: [
        {
          Name: 'Processor',
          Configuration: { Lambda: { ResourceArn: FUNCTION_ARN, InvocationType: 'ASYNC' } },
          ExecutionOrder: 1,
          FallbackAction: 'ABORT',
        },
      ],
    });
    await emulator.call('AssociateChannelFlow', { ChannelArn, ChannelFlowArn, ChimeBearer });
    return new Stage(emulator, ChannelArn, ChimeBearer);
  }

  private readonly chat: Chat;
  private readonly storing = new Set<string>();

  private constructor(
    private readonly emulator: ChimeMessagingEmulator,
    private readonly ChannelArn: string,
    private readonly ChimeBearer: string,
  ) {
    this.chat = new Chat(emulator.endpoint, { ChannelArn, ChimeBearer });
    emulator.useProcessorFunction(FUNCTION_ARN, async ({ CallbackId, ChannelMessage: message }) => {
      const { MessageId, Content } = message; // a copy, as over HTTP
      if (!this.storing.delete(MessageId)) return this.chat.callBack(CallbackId, MessageId);
      const ChannelMessage = { MessageId, Content };
      return emulator.call('ChannelFlowCallback', { CallbackId, ChannelArn, ChannelMessage });
    });
  }

  /** Sends a message, which the processor lets through, and reads it: three requests over HTTP. */
  public async exchange(): Promise<void> {
    const messageId = await this.chat.send();
    await this.emulator.settled(messageId);
    await this.chat.read(messageId);
  }

  /** Sends a message and lets it through, without HTTP, to store many quickly. */
  public async store(): Promise<void> {
    const { ChannelArn, ChimeBearer } = this;
    const { MessageId } = await this.emulator.call('SendChannelMessage', {
      ChannelArn,
      ChimeBearer,
      Content: randomBytes(CONTENT.length / 2).toString('hex'), // different each time, so that it takes memory
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    });
    this.storing.add(MessageId);
    await this.emulator.settled(MessageId);
  }

  public async close(): Promise<void> {
    await this.emulator.close();
  }
}
