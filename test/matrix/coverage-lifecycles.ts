import type { Lifecycle, Stage, State } from './lifecycles';
import type { CoverageState } from '../../lambda/coverage-state';
import { COVERAGE_KEYS } from '../../src/private/protocol';

const MINUTE = 60_000;

export const COVERAGE = 'Custom::ChimeChannelFlowCoverage';

/** After this time, a sweep of the latest generation has ended, however the one before it did. */
export const SWEPT = 5 * MINUTE;

/** The resources for a coverage, in the home app instance and in another one. */
interface Place {
  readonly flows: readonly [string, string];
  readonly flowElsewhere: string;
  readonly admins: readonly [string, string];
  readonly adminElsewhere: string;
}

export interface Coverage {
  readonly flow: string;
  readonly bearers: readonly string[];
  readonly filter?: { readonly NamePrefix: string };
  readonly interval?: number;
  readonly rate?: number;
  /** Whether a stream reports channels. */
  readonly isDetecting?: boolean;
}

interface CoverageCase {
  /** What others do before the change. */
  readonly others?: 'demoteMeanwhile' | 'emptyMeanwhile';
  before?(place: Place): Coverage;
  after?(place: Place): Coverage;
}

/** A lifecycle of a coverage whose rule is always active, alongside the resources of others. */
function coverage({ before, after, others }: CoverageCase): Lifecycle {
  return {
    type: COVERAGE,
    operations: [
      'GetObject',
      'PutObject',
      'ListObjectsV2',
      'DeleteObject',
      'ListChannels',
      'ListChannelFlows',
      'ListChannelsAssociatedWithChannelFlow',
      'DescribeChannel',
      'AssociateChannelFlow',
      'DisassociateChannelFlow',
    ],
    plan: async (stage) => {
      const bucket = stage.newBucket();
      const place = await placeOf(stage);
      const channels = [await stage.newChannel('one'), await stage.newChannel('two')];
      const wanted: Record<State, Coverage | undefined> = {
        former: before?.(place),
        desired: after?.(place),
        deleted: undefined,
      };
      stage.sweepEachMinute(bucket);
      return {
        before: wanted.former && propertiesOf(wanted.former, bucket),
        after: wanted.desired && propertiesOf(wanted.desired, bucket),
        mend: async () => (others === 'demoteMeanwhile' ? stage.promote(place.admins[0]) : Promise.resolve()),
        meanwhile: async () => {
          if (others === 'demoteMeanwhile') await stage.demote(place.admins[0]);
          if (others === 'emptyMeanwhile') stage.emptyBucket(bucket);
        },
        problems: async (state) => {
          const problems = stage.lateWrites();
          const isKept = (await stage.flowOf(stage.foreignChannel)) === stage.foreignFlow;
          if (!isKept) problems.push("somebody else's channel lost its flow");
          const { [state]: coverageThere } = wanted;
          if (!coverageThere) return [...problems, ...leftIn(stage, bucket)];
          problems.push(...stateProblems(stage, bucket, coverageThere));
          const isElsewhere = coverageThere.flow === place.flowElsewhere;
          const isSwept = others !== 'demoteMeanwhile' && !isElsewhere;
          return isSwept ? [...problems, ...(await bareProblems(stage, channels, coverageThere))] : problems;
        },
      };
    },
  };
}

async function placeOf(stage: Stage): Promise<Place> {
  const [, elsewhere] = stage.appInstances as [string, string];
  return {
    flows: [await stage.newFlow('first'), await stage.newFlow('second')],
    flowElsewhere: await stage.newFlow('elsewhere', [], elsewhere),
    admins: [stage.admin, stage.otherAdmin],
    adminElsewhere: await stage.newAdmin('elsewhere', elsewhere),
  };
}

export function propertiesOf(
  { flow, bearers, filter, interval = 60, rate = 10, isDetecting }: Coverage,
  bucket: string,
): object {
  return {
    ChannelFlowArn: flow,
    Bearers: bearers,
    ...(filter && { Channels: filter }),
    SweepInterval: `${interval}`,
    CallsPerSecond: `${rate}`,
    ...(isDetecting && { Detection: 'true' }),
    BucketName: bucket,
  };
}

export function leftIn(stage: Stage, bucket: string): string[] {
  const left = stage.keysIn(bucket);
  return left.length > 0 ? [`${left.join()} is left in the bucket`] : [];
}

/** The differences between the settings in effect, for sweeps and for detection, and CloudFormation's view. */
export function stateProblems(stage: Stage, bucket: string, wanted: Coverage): string[] {
  const { flow, bearers, filter, interval = 60, rate = 10, isDetecting } = wanted;
  const callsPerSecond = isDetecting ? rate / 2 : rate;
  const settings = [flow, bearers, filter?.NamePrefix, interval * 1_000, callsPerSecond];
  return [
    ...forceProblems('sweeps', settingsIn(stage, bucket, COVERAGE_KEYS.state), settings),
    ...forceProblems(
      'detection',
      settingsIn(stage, bucket, COVERAGE_KEYS.detection),
      isDetecting && settings,
    ),
  ];
}

function settingsIn(stage: Stage, bucket: string, key: string): readonly unknown[] | undefined {
  const text = stage.textIn(bucket, key);
  if (text === undefined) return undefined;
  const { settings } = (JSON.parse(text) as { state: CoverageState }).state.generation;
  return (
    settings && [
      settings.channelFlowArn,
      settings.bearers,
      settings.channels.namePrefix,
      settings.sweepInterval,
      settings.callsPerSecond,
    ]
  );
}

function forceProblems(what: string, found: unknown, wanted: unknown): string[] {
  const [is, should] = [found, wanted].map((settings) => JSON.stringify(settings || 'nothing'));
  return is === should ? [] : [`${is} is in force for ${what} instead of ${should}`];
}

/** The channels that the next sweeps leave without the flow that they should have. */
async function bareProblems(stage: Stage, channels: readonly string[], wanted: Coverage): Promise<string[]> {
  await stage.sleep(SWEPT);
  const problems: string[] = [];
  for (const [index, channel] of channels.entries()) {
    const flow = await stage.flowOf(channel);
    const isMatching = index === 0 || !wanted.filter;
    if (isMatching && flow !== wanted.flow) problems.push(`channel ${index} did not get the flow`);
  }
  return problems;
}

const first = ({ flows, admins }: Place): Coverage => ({ flow: flows[0], bearers: [admins[0]] });

/** The lifecycles of a coverage. */
export const COVERAGE_LIFECYCLES: Readonly<Record<string, Lifecycle>> = {
  'coverage-create': coverage({ after: first }),
  'coverage-bearers': coverage({
    before: first,
    after: (place) => ({ ...first(place), bearers: place.admins }),
  }),
  'coverage-filter': coverage({
    before: first,
    after: (place) => ({ ...first(place), filter: { NamePrefix: 'one' } }),
  }),
  'coverage-rates': coverage({
    before: first,
    after: (place) => ({ ...first(place), interval: 120, rate: 5 }),
  }),
  'coverage-flow': coverage({
    before: first,
    after: (place) => ({ ...first(place), flow: place.flows[1] }),
  }),
  'coverage-app-instance': coverage({
    before: first,
    after: ({ flowElsewhere, adminElsewhere }) => ({ flow: flowElsewhere, bearers: [adminElsewhere] }),
  }),
  'coverage-delete': coverage({ before: first }),
  // Someone has emptied the bucket: there is nothing to end, and nothing is left.
  'coverage-delete-emptied': coverage({ before: first, others: 'emptyMeanwhile' }),
  'coverage-delete-demoted': coverage({ before: first, others: 'demoteMeanwhile' }),
};
