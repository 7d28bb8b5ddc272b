import type { CoverageSettings } from '../coverage-state';
import { type Bearers, Believed, type Messaging, type Turn } from '../coverage-turn';
import { Failure } from '../protocol';

/** For how many calls the list of flows is trusted, so that listing is a small share of a sweep's calls. */
const CALLS_BETWEEN_LOOKS = 40;
/** The shortest and the longest time for which it is trusted, in milliseconds. */
const SHORTEST_BELIEF = 10_000;
const LONGEST_BELIEF = 60_000;

/** The flows of the app instance: the coverage's own flow, those that it has replaced, and other people's. */
export class Flows {
  private readonly listing: Believed<readonly string[]>;

  constructor(
    private readonly turn: Turn,
    private readonly messaging: Messaging,
    private readonly bearers: Bearers,
    private readonly appInstanceArn: string,
    private readonly settings: CoverageSettings,
  ) {
    this.listing = new Believed(turn.timers, beliefOf(settings), async () => this.allPages());
  }

  get own(): string {
    return this.settings.channelFlowArn;
  }

  /** Whether the channels of a flow should move to the coverage's own flow. */
  isFormer(channelFlowArn: string): boolean {
    return this.settings.formerFlows.includes(channelFlowArn);
  }

  /** Whether there are flows other than the coverage's own, so that a channel may have one of them. */
  async areOthers(): Promise<boolean> {
    if (this.settings.formerFlows.length > 0) return true;
    const flows = await this.listing.get();
    return flows.some((flow) => flow !== this.own);
  }

  /**
   * The flows whose channels are covered.
   *
   * @throws if the coverage's own flow does not exist
   */
  async covering(): Promise<string[]> {
    const flows = await this.listing.renew();
    if (!flows.includes(this.own)) {
      throw new Failure(`channel flow ${this.own} does not exist`, 'deploy it again, or remove the coverage');
    }
    return flows.filter((flow) => !this.isFormer(flow));
  }

  /** The flows that the coverage's own flow has replaced and that still exist. */
  async former(): Promise<string[]> {
    if (this.settings.formerFlows.length === 0) return [];
    return (await this.listing.renew()).filter((flow) => this.isFormer(flow));
  }

  async isListed(channelFlowArn: string): Promise<boolean> {
    return (await this.listing.renew()).includes(channelFlowArn);
  }

  private async allPages(): Promise<string[]> {
    const flows: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.turn.read(
        this.bearers.first,
        'ListChannelFlows',
        this.appInstanceArn,
        async (http) => this.messaging.listChannelFlows(this.appInstanceArn, token, http),
      );
      flows.push(...page.items);
      token = page.next;
    } while (token !== undefined);
    return flows;
  }
}

/** A flow that is created in the meantime goes unnoticed, and the service may silently disassociate it. */
function beliefOf({ callsPerSecond, bearers }: CoverageSettings): number {
  const milliseconds = (CALLS_BETWEEN_LOOKS / (callsPerSecond * bearers.length)) * 1_000;
  return Math.min(LONGEST_BELIEF, Math.max(SHORTEST_BELIEF, milliseconds));
}
