import type { Change, ResourceKind, Step } from './kind';
import { channelName, type Scene, whose } from './scene';
import { COVERAGE, leftIn, propertiesOf, stateProblems, SWEPT, type Coverage } from '../coverage-lifecycles';
import { LIFECYCLES } from '../lifecycles';

/** The resources of a coverage. */
interface Parts {
  readonly bucket: string;
  /** Flows of others, of which it associates one at a time. */
  readonly flows: readonly [string, string];
  /** The expected settings: none before it is created, and after it is deleted. */
  coverage: Coverage | undefined;
  /** Ends its rule and its stream. */
  readonly stop: () => void;
}

/** How often a stream reports: now together with a sweep, now between two. */
const RECORDS_EACH = 90_000;

/**
 * One coverage per stack, with or without detection, of the app instance whose channels the associations use: it covers
 * channels without a flow, and leaves the others alone.
 */
export class Coverages implements ResourceKind {
  public static readonly steps = [
    'coverage-create',
    'coverage-bearers',
    'coverage-filter',
    'coverage-rates',
    'coverage-detection',
    'coverage-flow',
    'coverage-delete',
  ];
  public static readonly operations = LIFECYCLES['coverage-create']!.operations;

  /** By the id of the resource. */
  private readonly parts = new Map<string, Parts>();

  public constructor(private readonly scene: Scene) {}

  public async turn(step: Step): Promise<Change> {
    const id = `${step.stack}/coverage`;
    const known = this.scene.resources.get(id);
    const parts = this.parts.get(id) ?? (await this.newParts(id));
    const desired = this.desired(step, parts);
    return {
      lifecycle: known ? step.kind.replace('create', 'bearers') : 'coverage-create',
      id,
      type: COVERAGE,
      before: known?.properties,
      after: desired && propertiesOf(desired, parts.bucket),
      commit: () => void (parts.coverage = desired),
    };
  }

  /** Waits until sweeps have ended, and records their possible effects. */
  public async rest({ id }: Change): Promise<void> {
    if (this.parts.size === 0) return;
    const { stage, channels, flows } = this.scene;
    await stage.sleep(SWEPT);
    for (const [index, channel] of channels.entries()) {
      const found = await stage.flowOf(channel);
      const right = this.rightFlows(index, this.parts.get(id));
      flows[index] = right.includes(found) ? found : right[0];
    }
  }

  public async problems({ id: changed }: Change): Promise<string[]> {
    const problems = this.scene.stage.lateWrites();
    for (const [id, { bucket, coverage, stop }] of this.parts) {
      const found = coverage
        ? stateProblems(this.scene.stage, bucket, coverage)
        : leftIn(this.scene.stage, bucket);
      problems.push(...found.map((problem) => whose(id === changed) + problem));
      if (coverage) continue;
      stop();
      this.parts.delete(id);
    }
    return Promise.resolve(problems);
  }

  private async newParts(id: string): Promise<Parts> {
    const { stage } = this.scene;
    const bucket = stage.newBucket();
    const flows = [await stage.newFlow('one'), await stage.newFlow('other')] as const;
    const ends = [stage.sweepEachMinute(bucket), stage.repeat(RECORDS_EACH, () => this.scene.detect(bucket))];
    const parts = { bucket, flows, coverage: undefined, stop: () => ends.forEach((end) => end()) };
    this.parts.set(id, parts);
    return parts;
  }

  private desired({ kind, channel, number }: Step, { flows, coverage }: Parts): Coverage | undefined {
    const { admin, otherAdmin } = this.scene.stage;
    if (!coverage) return { flow: flows[0], bearers: [admin], isDetecting: kind === 'coverage-detection' };
    switch (kind) {
      case 'coverage-delete':
        return undefined;
      case 'coverage-flow':
        return { ...coverage, flow: flows[number % 2]! };
      case 'coverage-filter':
        return { ...coverage, filter: number % 3 === 0 ? undefined : { NamePrefix: channelName(channel) } };
      case 'coverage-rates':
        return { ...coverage, interval: 60 * (1 + (number % 2)), rate: 5 * (1 + (number % 3)) };
      case 'coverage-detection':
        return { ...coverage, isDetecting: !coverage.isDetecting };
      default:
        return { ...coverage, bearers: number % 2 === 0 ? [admin, otherAdmin] : [otherAdmin] };
    }
  }

  /**
   * The acceptable flows of a channel: that of a coverage, if the channel had none or another one of that coverage.
   *
   * @param changed the changed coverage, which may have swept before and after
   */
  private rightFlows(channel: number, changed: Parts | undefined): (string | undefined)[] {
    const { [channel]: last } = this.scene.flows;
    const isFor = ({ flows }: Parts) => last === undefined || flows.includes(last);
    const covering = [...this.parts.values()].filter(
      (parts) => isFor(parts) && parts.coverage && isMatching(parts.coverage, channel),
    );
    const right = covering.length > 0 ? covering.map(({ coverage }) => coverage!.flow) : [last];
    const isAtEnd = changed && isFor(changed) && !covering.includes(changed);
    return isAtEnd ? [...right, ...changed.flows] : right;
  }
}

function isMatching({ filter }: Coverage, channel: number): boolean {
  return filter === undefined || filter.NamePrefix === channelName(channel);
}
