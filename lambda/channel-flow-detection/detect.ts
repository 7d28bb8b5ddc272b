import { isConflict, isRefused, isThrottled, isUnanswered } from '../chime';
import type { CoverageSettings } from '../coverage-state';
import { type Admins, type Bearer, isMatching, type Messaging, type Turn } from '../coverage-turn';

/** What became of a channel that a record has told of. */
export type Outcome =
  /** It had no flow, and has it now. */
  | 'associated'
  /** It has a flow, this one or that of somebody else. */
  | 'covered'
  | 'not matching'
  /** The service refuses, because it is gone or not visible yet. If it is there, the next sweep finds it. */
  | 'refused';

/** How long is waited after each refusal. */
const PAUSES = [1_000, 2_000, 4_000];

/**
 * Gives the flow to single channels. It looks at each before: a record may be forged, late, or tell of what detection itself has done,
 * and the service may take another flow off without a word.
 */
export class Detection {
  constructor(
    private readonly turn: Turn,
    private readonly messaging: Messaging,
    private readonly admins: Admins,
    private readonly settings: CoverageSettings,
  ) {}

  /** @throws what may be over when the record is delivered again */
  async cover(channelArn: string): Promise<Outcome> {
    for (let refusals = 0; ;) {
      try {
        return await this.admins.as(
          (bearers) => bearers.next,
          async (bearer) => this.coverAs(bearer, channelArn),
        );
      } catch (error) {
        if (isThrottled(error)) continue; // the bearer has to wait now
        const mayPass = isRefused(error) || isConflict(error);
        if (!mayPass && !isUnanswered(error)) throw error;
        const pause = PAUSES[refusals++];
        if (pause !== undefined) await this.turn.sleep(pause);
        else if (mayPass) return 'refused';
        else throw error;
      }
    }
  }

  private async coverAs(bearer: Bearer, channelArn: string): Promise<Outcome> {
    const { channelFlowArn, channels } = this.settings;
    const channel = await this.turn.read(bearer, 'DescribeChannel', channelArn, async (http) =>
      this.messaging.describeChannel(channelArn, bearer.arn, http),
    );
    if (channel.ChannelFlowArn !== undefined) return 'covered';
    if (!isMatching(channels, channel)) return 'not matching';
    const association = { ChannelArn: channelArn, ChannelFlowArn: channelFlowArn, ChimeBearer: bearer.arn };
    await this.turn.write(bearer, 'AssociateChannelFlow', channelArn, async (http) =>
      this.messaging.associate(association, http),
    );
    return 'associated';
  }
}
