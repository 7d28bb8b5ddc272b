import type { Channel } from '@aws-sdk/client-chime-sdk-messaging';
import type { Bearer } from './bearers';
import type { Messaging } from './messaging';
import type { Turn } from './turn';
import type { HttpOptions } from '../chime';

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

  /** @param isAfterLook whether a look has shown that this is right: then it goes ahead of other looks, before the result gets old */
  async associate(
    bearer: Bearer,
    channelArn: string,
    channelFlowArn: string,
    isAfterLook: boolean,
  ): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: channelFlowArn, ChimeBearer: bearer.arn };
    const send = async (http: HttpOptions) => this.messaging.associate(association, http);
    await this.turn.write(bearer, 'AssociateChannelFlow', channelArn, send, isAfterLook);
  }

  async disassociate(bearer: Bearer, channelArn: string, channelFlowArn: string): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: channelFlowArn, ChimeBearer: bearer.arn };
    const send = async (http: HttpOptions) => this.messaging.disassociate(association, http);
    await this.turn.write(bearer, 'DisassociateChannelFlow', channelArn, send, true); // it always comes after a look
  }
}
