import type { Flows } from './flows';
import { isConflict, isNotFound, isRefused } from '../chime';
import { type Admins, type Bearer, type ChannelCalls, insist, mayPass, type Turn } from '../coverage-turn';

/** What became of a channel that was not known to have a flow. */
export type Outcome =
  /** It got the flow, and had none, */
  | 'associated'
  /** or had one that it replaces. */
  | 'moved'
  /** It has a flow, this one or that of somebody else. */
  | 'covered'
  | 'gone'
  /** The service refused, and may have changed its mind by the next sweep. */
  | 'uncovered';

/** Gives the flow to channels that have none. */
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

  /** Where there are other flows, it looks before it associates: the service may disassociate another flow without a word. */
  private async coverAs(bearer: Bearer, channelArn: string): Promise<Outcome> {
    try {
      const flow = (await this.flows.areOthers()) ? await this.flowOf(bearer, channelArn) : undefined;
      if (flow !== undefined && !this.flows.isFormer(flow)) return 'covered';
      await this.channelCalls.associate(bearer, channelArn, this.flows.own);
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
    await this.channelCalls.associate(bearer, channelArn, this.flows.own);
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
    return (await this.channelCalls.describe(bearer, channelArn)).ChannelFlowArn;
  }

  /** If somebody has disassociated the flow in the meantime, the service may refuse: what counts is what it says next. */
  private async disassociate(bearer: Bearer, channelArn: string, flow: string): Promise<void> {
    try {
      await this.channelCalls.disassociate(bearer, channelArn, flow);
    } catch (error) {
      if (!isRefused(error) && !isConflict(error)) throw error;
    }
  }
}
