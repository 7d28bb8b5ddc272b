import { isConflict, isRefused } from '../chime';
import type { CoverageSettings } from '../coverage-state';
import { type Admins, type Bearer, type ChannelCalls, insist, isMatching, type Turn } from '../coverage-turn';

/** What happened to a channel that a record reported. */
export type Outcome =
  /** It had no flow, and now has this one. */
  | 'associated'
  /** It has a flow: this one or somebody else's. */
  | 'covered'
  | 'not matching'
  /** The service refuses, because the channel is gone or not visible yet. If it exists, the next sweep finds it. */
  | 'refused';

/**
 * Associates the flow with single channels. It looks at each channel first: a record may be forged or late, or may report a
 * change that detection made, and the service may silently disassociate another flow.
 */
export class Detection {
  constructor(
    private readonly turn: Turn,
    private readonly channelCalls: ChannelCalls,
    private readonly admins: Admins,
    private readonly settings: CoverageSettings,
  ) {}

  /** @throws failures that may have passed when the record is delivered again */
  async cover(channelArn: string): Promise<Outcome> {
    try {
      return await insist(this.turn, async () =>
        this.admins.as(
          (bearers) => bearers.next,
          async (bearer) => this.coverAs(bearer, channelArn),
        ),
      );
    } catch (error) {
      if (isRefused(error) || isConflict(error)) return 'refused';
      throw error;
    }
  }

  private async coverAs(bearer: Bearer, channelArn: string): Promise<Outcome> {
    const { channelFlowArn, channels } = this.settings;
    const channel = await this.channelCalls.describe(bearer, channelArn);
    if (channel.ChannelFlowArn !== undefined) return 'covered';
    if (!isMatching(channels, channel)) return 'not matching';
    await this.channelCalls.associate(bearer, channelArn, channelFlowArn, true);
    return 'associated';
  }
}
