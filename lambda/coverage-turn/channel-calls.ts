import type { Channel } from '@aws-sdk/client-chime-sdk-messaging';
import type { Bearer } from './bearers';
import type { Messaging } from './messaging';
import type { Turn } from './turn';

/** The calls about single channels that a turn makes. */
export class ChannelCalls {
  constructor(
    private readonly turn: Turn,
    private readonly messaging: Messaging,
  ) {}

  async describe(bearer: Bearer, channelArn: string): Promise<Channel> {
    return this.turn.read(bearer, 'DescribeChannel', channelArn, async (http) =>
      this.messaging.describeChannel(channelArn, bearer.arn, http),
    );
  }

  async associate(bearer: Bearer, channelArn: string, channelFlowArn: string): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: channelFlowArn, ChimeBearer: bearer.arn };
    await this.turn.write(bearer, 'AssociateChannelFlow', channelArn, async (http) =>
      this.messaging.associate(association, http),
    );
  }

  async disassociate(bearer: Bearer, channelArn: string, channelFlowArn: string): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: channelFlowArn, ChimeBearer: bearer.arn };
    await this.turn.write(bearer, 'DisassociateChannelFlow', channelArn, async (http) =>
      this.messaging.disassociate(association, http),
    );
  }
}
