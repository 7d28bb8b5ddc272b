import type { ChannelIndex } from './channel-index';
import type { ChannelCover } from './cover-channel';
import type { Flows } from './flows';
import { goThrough, type Listing } from './go-through';
import { Pool } from './pool';
import { addTallies, NOTHING } from './tally';
import { isRefused } from '../chime';
import type { ChannelFilter, SweepProgress, Tally } from '../coverage-state';
import {
  type Admins,
  type Bearers,
  isMatching,
  type ListedChannel,
  type Messaging,
  type Turn,
} from '../coverage-turn';

/** The parts of one turn of a sweep. */
export interface SweepParts {
  readonly appInstanceArn: string;
  readonly turn: Turn;
  readonly messaging: Messaging;
  readonly bearers: Bearers;
  readonly admins: Admins;
  readonly flows: Flows;
  readonly channelCover: ChannelCover;
  readonly index: ChannelIndex;
  readonly filter: ChannelFilter;
  /** How many channels are worked on at once. */
  readonly concurrency: number;
}

type PagesOf<T> = Pick<Listing<T, Tally>, 'read' | 'begin'>;

/** Associates the flow with every channel that should have it and has none. */
export class Sweep {
  private readonly pool: Pool;

  /** @param progress where to continue */
  constructor(
    private readonly parts: SweepParts,
    private current: SweepProgress,
  ) {
    this.pool = new Pool(parts.concurrency);
  }

  /** The sweep's progress: everything before it is done. */
  get progress(): SweepProgress {
    return this.current;
  }

  /**
   * Continues to the end. However the sweep ends, none of its work is still running then.
   *
   * @throws the failure that ended it early
   */
  async run(): Promise<void> {
    try {
      for (const flow of await this.parts.flows.covering()) await this.indexFlow(flow);
      const { privacy } = this.parts.filter;
      const lists = privacy ? [privacy] : (['PUBLIC', 'PRIVATE'] as const);
      for (const list of lists) await this.coverChannels(list);
      for (const flow of await this.parts.flows.former()) await this.moveRest(flow);
    } finally {
      await this.pool.settled();
    }
  }

  /** Notes the channels that have a flow. */
  private async indexFlow(flow: string): Promise<void> {
    await this.goThroughFlow(flow, async (channels) => {
      for (const { ChannelArn } of channels) this.parts.index.add(ChannelArn);
      return { result: Promise.resolve(NOTHING) };
    });
  }

  /** Moves the channels of a former flow that the lists of all channels missed. One that was refused there is tried again here. */
  private async moveRest(flow: string): Promise<void> {
    await this.goThroughFlow(flow, async (channels) => {
      const { result } = await this.beginPage(channels);
      return { result: result.then(({ uncovered }) => ({ ...NOTHING, uncovered })) };
    });
  }

  private async goThroughFlow(flow: string, begin: PagesOf<ListedChannel>['begin']): Promise<void> {
    const { flows, turn, messaging, bearers } = this.parts;
    const read = async (token: string | undefined) =>
      turn.read(bearers.first, 'ListChannelsAssociatedWithChannelFlow', flow, async (http) =>
        messaging.listAssociatedChannels(flow, token, http),
      );
    try {
      await this.goThrough(flow, { read, begin });
    } catch (error) {
      if (!isRefused(error) || (await flows.isListed(flow))) throw error; // if it is not listed, it was deleted
    }
  }

  private async coverChannels(privacy: 'PUBLIC' | 'PRIVATE'): Promise<void> {
    const { appInstanceArn, turn, messaging, admins } = this.parts;
    const about = { AppInstanceArn: appInstanceArn, Privacy: privacy };
    await this.goThrough<ListedChannel>(privacy, {
      read: async (token) =>
        admins.as(
          (bearers) => bearers.first,
          async (bearer) =>
            turn.read(bearer, 'ListChannels', appInstanceArn, async (http) =>
              messaging.listChannels({ ...about, ChimeBearer: bearer.arn }, token, http),
            ),
        ),
      begin: async (channels) => this.beginPage(channels),
    });
  }

  private async beginPage(channels: readonly ListedChannel[]): Promise<{ result: Promise<Tally> }> {
    const results: Promise<Tally>[] = [];
    for (const channel of channels) {
      const isToCover = isMatching(this.parts.filter, channel);
      const found = { channels: 1, matching: isToCover ? 1 : 0, uncovered: 0 };
      if (!isToCover || this.parts.index.has(channel.ChannelArn)) {
        results.push(Promise.resolve(found));
      } else {
        const work = async () => ({ ...found, uncovered: await this.cover(channel) });
        results.push((await this.pool.begin(work)).result);
      }
    }
    return { result: Promise.all(results).then((tallies) => tallies.reduce(addTallies, NOTHING)) };
  }

  /** @returns how many channels it has to leave without a flow: none or one */
  private async cover({ ChannelArn }: ListedChannel): Promise<number> {
    const outcome = await this.parts.channelCover.cover(ChannelArn);
    if (outcome === 'uncovered') return 1;
    if (outcome === 'gone') return 0;
    this.parts.index.add(ChannelArn);
    if (outcome !== 'covered') this.current = { ...this.current, [outcome]: this.current[outcome] + 1 };
    return 0;
  }

  /** Goes through a list that is not done yet, from where the previous turn ended. */
  private async goThrough<T>(list: string, pages: PagesOf<T>): Promise<void> {
    const { done, current } = this.current;
    if (done.includes(list)) return;
    const start = current?.list === list ? current : { list, tally: NOTHING };
    this.current = { ...this.current, current: start };
    let { tally } = start;
    await goThrough<T, Tally>({
      ...pages,
      token: start.token,
      onPage: (found, token) => {
        tally = addTallies(tally, found);
        this.current = { ...this.current, current: { list, token, tally } };
      },
      onRestart: () => {
        tally = NOTHING;
        this.current = { ...this.current, current: { list, tally } };
      },
    });
    const total = addTallies(this.current.tally, tally);
    this.current = { ...this.current, done: [...done, list], current: undefined, tally: total };
  }
}
