import type { Flows } from './flows';
import { isConflict, isNotFound, isRefused } from '../chime';
import { type Admins, type Bearer, type ChannelCalls, insist, mayPass, type Turn } from '../coverage-turn';

/** What happened to a channel that was not known to have a flow. */
export type Outcome =
  /** It had no flow, and got this one. */
  | 'associated'
  /** It had a flow that this one replaces, and got this one. */
  | 'moved'
  /** It has a flow: this one or somebody else's. */
  | 'covered'
  | 'gone'
  /** The service refused, but may accept in the next sweep. */
  | 'uncovered';

/** Associates the flow with channels that have none. */
export class ChannelCover {
  constructor(
    private readonly turn: Turn,
    private readonly channelCalls: ChannelCalls,
    private readonly admins: Admins,
    private readonly flows: Flows,
  ) {}

  async cover(channelArn: string): Promise<Outcome> {
    try {
      return await insist(this.turn, async () =>
        this.admins.as(
          (bearers) => bearers.next,
          async (bearer) => this.coverAs(bearer, channelArn),
        ),
      );
    } catch (error) {
      if (mayPass(error)) return 'uncovered';
      throw error;
    }
  }

  /** If there are other flows, looks before it associates: the service may silently disassociate another flow. */
  private async coverAs(bearer: Bearer, channelArn: string): Promise<Outcome> {
    try {
      const isLookedAt = await this.flows.areOthers();
      const flow = isLookedAt ? await this.flowOf(bearer, channelArn) : undefined;
      if (flow !== undefined && !this.flows.isFormer(flow)) return 'covered';
      await this.channelCalls.associate(bearer, channelArn, this.flows.own, isLookedAt);
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
    await this.channelCalls.associate(bearer, channelArn, this.flows.own, true);
    return 'moved';
  }

  /**
   * Whether the channel exists. The service may also have meant the flow, if that was created a moment ago. If the channel
   * is gone, describing it may be refused in another way, just as for a bearer that is no longer an admin. In that case, if
   * the flow is listed and the bearer is an admin, the channel is what the service did not find.
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
    return (await this.channelCalls.describe(bearer, channelArn)).ChannelFlowArn;
  }

  /** If somebody has disassociated the flow in the meantime, the service may refuse. The response to the next call decides. */
  private async disassociate(bearer: Bearer, channelArn: string, flow: string): Promise<void> {
    try {
      await this.channelCalls.disassociate(bearer, channelArn, flow);
    } catch (error) {
      if (!isRefused(error) && !isConflict(error)) throw error;
    }
  }
}
