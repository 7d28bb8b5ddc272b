import type { Flows } from './flows';
import { isConflict, isNotFound, isRefused, isThrottled, isUnanswered } from '../chime';
import type { Admins, Bearer, Messaging, Turn } from '../coverage-turn';

/** What became of a channel that was not known to have a flow. */
export type Outcome =
  /** It was given the flow, and had none, */
  | 'associated'
  /** or had one that it replaces. */
  | 'moved'
  /** It has a flow, this one or that of somebody else. */
  | 'covered'
  | 'gone'
  /** The service refused, and may have changed its mind by the next sweep. */
  | 'uncovered';

/** How long is waited after each refusal. */
const PAUSES = [1_000, 2_000, 4_000];

/** Gives the flow to channels that have none. */
export class ChannelCover {
  constructor(
    private readonly turn: Turn,
    private readonly messaging: Messaging,
    private readonly admins: Admins,
    private readonly flows: Flows,
  ) {}

  async cover(channelArn: string): Promise<Outcome> {
    for (let refusals = 0; ;) {
      const outcome = await this.attempt(channelArn);
      if (outcome === 'throttled') continue; // the bearer has to wait now
      const pause = PAUSES[refusals++];
      if (outcome !== 'uncovered' || pause === undefined) return outcome;
      await this.turn.sleep(pause);
    }
  }

  private async attempt(channelArn: string): Promise<Outcome | 'throttled'> {
    try {
      return await this.admins.as(
        (bearers) => bearers.next,
        async (bearer) => this.coverAs(bearer, channelArn),
      );
    } catch (error) {
      if (isThrottled(error)) return 'throttled';
      if (isRefused(error) || isConflict(error) || isUnanswered(error)) return 'uncovered';
      throw error;
    }
  }

  /** Where there are other flows, it looks before it associates: the service may take another flow off without a word. */
  private async coverAs(bearer: Bearer, channelArn: string): Promise<Outcome> {
    try {
      const flow = (await this.flows.areOthers()) ? await this.flowOf(bearer, channelArn) : undefined;
      if (flow !== undefined && !this.flows.isFormer(flow)) return 'covered';
      await this.associate(bearer, channelArn);
      return flow === undefined ? 'associated' : 'moved';
    } catch (error) {
      if (isConflict(error)) return this.settleConflict(bearer, channelArn, error);
      if (isNotFound(error) && !(await this.isThere(bearer, channelArn))) return 'gone';
      throw error;
    }
  }

  /** Moves a channel from a former flow. Any other flow stays. */
  private async settleConflict(bearer: Bearer, channelArn: string, conflict: Error): Promise<Outcome> {
    const flow = await this.flowOf(bearer, channelArn);
    if (flow === undefined) throw conflict;
    if (!this.flows.isFormer(flow)) return 'covered';
    await this.disassociate(bearer, channelArn, flow);
    await this.associate(bearer, channelArn);
    return 'moved';
  }

  /**
   * What was not found may also be the flow, if it was created a moment ago. A look at a channel that is gone may be refused in
   * another way, as that of somebody who is no admin any more is: whether it was the channel shows in the flow and the bearer.
   */
  private async isThere(bearer: Bearer, channelArn: string): Promise<boolean> {
    try {
      await this.flowOf(bearer, channelArn);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (!isRefused(error)) throw error;
      return !(await this.flows.isListed(this.flows.own)) || !(await this.admins.isAdmin(bearer));
    }
  }

  private async flowOf(bearer: Bearer, channelArn: string): Promise<string | undefined> {
    const channel = await this.turn.read(bearer, 'DescribeChannel', channelArn, async (http) =>
      this.messaging.describeChannel(channelArn, bearer.arn, http),
    );
    return channel.ChannelFlowArn;
  }

  private async associate(bearer: Bearer, channelArn: string): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: this.flows.own, ChimeBearer: bearer.arn };
    await this.turn.write(bearer, 'AssociateChannelFlow', channelArn, async (http) =>
      this.messaging.associate(association, http),
    );
  }

  /** If somebody has taken the flow off in the meantime, the service may refuse: what counts is what it says next. */
  private async disassociate(bearer: Bearer, channelArn: string, flow: string): Promise<void> {
    const association = { ChannelArn: channelArn, ChannelFlowArn: flow, ChimeBearer: bearer.arn };
    try {
      await this.turn.write(bearer, 'DisassociateChannelFlow', channelArn, async (http) =>
        this.messaging.disassociate(association, http),
      );
    } catch (error) {
      if (!isRefused(error) && !isConflict(error)) throw error;
    }
  }
}
