import { ADMIN_LIFECYCLES, LATER } from './admin-lifecycles';
import type { Deployed } from './cloudformation';
import { COVERAGE_LIFECYCLES } from './coverage-lifecycles';
import { STREAMING_LIFECYCLES } from './streaming-lifecycles';
import type { World } from './world';
import type { InputOf, OperationName, OutputOf } from '../../testing/emulator';

/** The environment of a change: the app instances of one case, including the resources of others. */
export class Stage {
  public readonly appInstances: string[] = [];
  public admin!: string;
  public otherAdmin!: string;
  /** Someone else's flow, on someone else's channel. */
  public foreignFlow!: string;
  public foreignChannel!: string;

  private readonly buckets: string[] = [];

  public constructor(private readonly world: World) {}

  public async set(): Promise<void> {
    for (const Name of ['one', 'two']) {
      const { AppInstanceArn } = await this.call('CreateAppInstance', { Name });
      this.appInstances.push(AppInstanceArn as string);
    }
    this.admin = await this.newAdmin('admin');
    this.otherAdmin = await this.newAdmin('other');
    this.foreignFlow = await this.newFlow('foreign');
    this.foreignChannel = await this.newChannel();
    await this.associate(this.foreignChannel, this.foreignFlow);
  }

  /** Deletes everything, so that the next case finds the emulator as empty as this one did. */
  public async strike(): Promise<void> {
    for (const AppInstanceArn of this.appInstances) await this.call('DeleteAppInstance', { AppInstanceArn });
    for (const bucket of this.buckets) {
      this.emptyBucket(bucket);
      this.world.s3.deleteBucket(bucket);
    }
  }

  public get home(): string {
    return this.appInstances[0]!;
  }

  public async call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    return this.world.emulator.call(name, input);
  }

  public async newFlow(
    name: string,
    tags: { Key: string; Value: string }[] = [],
    appInstance = this.home,
  ): Promise<string> {
    const { ChannelFlowArn } = await this.call('CreateChannelFlow', {
      AppInstanceArn: appInstance,
      Name: name,
      Processors: [processor('theirs', 1)],
      ...(tags.length > 0 && { Tags: tags }),
    });
    return ChannelFlowArn as string;
  }

  public async newChannel(name = 'channel'): Promise<string> {
    const { ChannelArn } = await this.call('CreateChannel', {
      AppInstanceArn: this.home,
      Name: name,
      ChimeBearer: this.admin,
    });
    return ChannelArn as string;
  }

  public async associate(channel: string, channelFlow: string): Promise<void> {
    const about = { ChannelArn: channel, ChimeBearer: this.admin };
    const current = await this.flowOf(channel);
    if (current) await this.call('DisassociateChannelFlow', { ...about, ChannelFlowArn: current });
    await this.call('AssociateChannelFlow', { ...about, ChannelFlowArn: channelFlow });
  }

  public async flowOf(channel: string): Promise<string | undefined> {
    const { Channel } = await this.call('DescribeChannel', { ChannelArn: channel, ChimeBearer: this.admin });
    return (Channel as { ChannelFlowArn?: string }).ChannelFlowArn;
  }

  public async flows(): Promise<{ ChannelFlowArn: string; Name: string; Processors: { Name: string }[] }[]> {
    const pages = await Promise.all(
      this.appInstances.map((AppInstanceArn) =>
        this.call('ListChannelFlows', { AppInstanceArn, MaxResults: 50 }),
      ),
    );
    return pages.flatMap(({ ChannelFlows = [] }) => ChannelFlows) as never;
  }

  public async admins(): Promise<string[]> {
    const { AppInstanceAdmins = [] } = await this.call('ListAppInstanceAdmins', {
      AppInstanceArn: this.home,
      MaxResults: 50,
    });
    return (AppInstanceAdmins as { Admin: { Arn: string } }[]).map(({ Admin }) => Admin.Arn);
  }

  public async tagsOf(arn: string): Promise<Record<string, string>> {
    const { Tags = [] } = await this.call('ListTagsForResource', { ResourceARN: arn });
    return Object.fromEntries(
      (Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    );
  }

  public async newAdmin(id: string, AppInstanceArn = this.home): Promise<string> {
    const user = { AppInstanceArn, AppInstanceUserId: id, Name: id };
    const { AppInstanceUserArn } = await this.call('CreateAppInstanceUser', user);
    const AppInstanceAdminArn = AppInstanceUserArn as string;
    await this.call('CreateAppInstanceAdmin', { AppInstanceArn, AppInstanceAdminArn });
    return AppInstanceAdminArn;
  }

  public async promote(AppInstanceAdminArn: string): Promise<void> {
    await this.call('CreateAppInstanceAdmin', { AppInstanceArn: this.home, AppInstanceAdminArn });
  }

  public async demote(AppInstanceAdminArn: string): Promise<void> {
    await this.call('DeleteAppInstanceAdmin', { AppInstanceArn: this.home, AppInstanceAdminArn });
  }

  public newBucket(): string {
    const bucket = `bucket-${this.buckets.length}`;
    this.world.s3.createBucket(bucket);
    this.buckets.push(bucket);
    return bucket;
  }

  public emptyBucket(bucket: string): void {
    this.world.s3.emptyBucket(bucket);
  }

  public keysIn(bucket: string): string[] {
    return this.world.s3.list(bucket).map(([key]) => key);
  }

  public textIn(bucket: string, key: string): string | undefined {
    return this.world.s3.find(bucket, key)?.body.toString();
  }

  /** Sweeps like the rule of a coverage, until the returned function is called or the case is over. */
  public sweepEachMinute(bucket: string): () => void {
    return this.repeat(60_000, () => this.world.sweep(bucket));
  }

  /** Does something again and again, until the returned function is called or the case is over. */
  public repeat(milliseconds: number, work: () => unknown): () => void {
    let stop = (): void => undefined;
    const go = (): void => {
      work();
      stop = this.world.clock.after(milliseconds, go);
    };
    go();
    return () => stop();
  }

  /** Forbidden effects of turns of former generations. */
  public lateWrites(): string[] {
    return this.world.generations.problems();
  }

  public async sleep(milliseconds: number): Promise<void> {
    await this.world.clock.sleep(milliseconds);
  }
}

/** The state of the resources: as before the change, as the change wants it, or as a deletion leaves it. */
export type State = 'former' | 'desired' | 'deleted';

/** One kind of change of one kind of resource. */
export interface Lifecycle {
  readonly type: string;
  /** The operations that it may call, for the faults. */
  readonly operations: readonly string[];
  plan(stage: Stage): Promise<Plan>;
}

export interface Plan {
  /** The properties that are deployed first; none for a creation. */
  readonly before?: object;
  /** The properties that the change deploys; none for a deletion. */
  readonly after?: object;
  /** Whether the stack retains the resource that was deployed first. */
  readonly retains?: boolean;
  /** The time between the first deployment and the change, in milliseconds; a minute if it does not matter. */
  readonly pause?: number;
  /** The user's fix after a failed change, before repeating it. */
  readonly mend?: () => Promise<void>;
  /** What others do after a change that must fail until then: they release what it needs. */
  readonly yields?: () => Promise<void>;
  /** What others do between the two. */
  meanwhile?(before: Deployed | undefined): Promise<void>;
  /**
   * The differences between the service and the expected state.
   *
   * @param calledOff whether CloudFormation did not wait for the response, so that it is unknown what a creation
   * displaced
   */
  problems(state: State, deployed: Deployed | undefined, calledOff: boolean): Promise<string[]>;
}

export const FLOW = 'Custom::ChimeChannelFlow';
export const ASSOCIATION = 'Custom::ChimeChannelFlowAssociation';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:f';

function processor(Name: string, ExecutionOrder: number) {
  return {
    Name,
    Configuration: { Lambda: { ResourceArn: FUNCTION, InvocationType: 'ASYNC' as const } },
    ExecutionOrder,
    FallbackAction: 'ABORT' as const,
  };
}

export interface FlowProperties {
  readonly AppInstanceArn: string;
  readonly Name: string;
  readonly Processors: readonly { readonly Name: string }[];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export function flowProperties(stage: Stage, changes: Partial<FlowProperties> = {}): FlowProperties {
  return {
    AppInstanceArn: stage.home,
    Name: 'own',
    Processors: processors('one'),
    Tags: [{ Key: 'team', Value: 'TAGSECRET' }],
    ...changes,
  };
}

export function processors(...names: string[]) {
  return names.map((Name) => ({ Name, FunctionArn: FUNCTION, FallbackAction: 'ABORT' }));
}

/** A lifecycle of a flow that ends with just this flow, and leaves the resources of others unchanged. */
function flow(
  before: ((stage: Stage) => Partial<FlowProperties>) | undefined,
  after: ((stage: Stage) => Partial<FlowProperties>) | undefined,
): Lifecycle {
  return {
    type: FLOW,
    operations: [
      'CreateChannelFlow',
      'UpdateChannelFlow',
      'DeleteChannelFlow',
      'ListChannelFlows',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ],
    plan: async (stage) => {
      const former = before && flowProperties(stage, before(stage));
      const desired = after && flowProperties(stage, after(stage));
      return {
        before: former,
        after: desired,
        problems: async (state, deployed) => {
          const wanted = state === 'former' ? former : state === 'desired' ? desired : undefined;
          return flowProblems(stage, wanted, deployed?.id);
        },
      };
    },
  };
}

async function flowProblems(
  stage: Stage,
  wanted: FlowProperties | undefined,
  id: string | undefined,
  others: readonly string[] = [],
): Promise<string[]> {
  const problems: string[] = [];
  const theirs = [stage.foreignFlow, ...others];
  const all = await stage.flows();
  const own = all.filter(({ ChannelFlowArn }) => !theirs.includes(ChannelFlowArn));
  if (all.length - own.length !== theirs.length) problems.push("somebody else's flow is gone");
  const isKept = (await stage.flowOf(stage.foreignChannel)) === stage.foreignFlow;
  if (!isKept) problems.push("somebody else's channel lost its flow");
  if (own.length !== (wanted ? 1 : 0)) problems.push(`${own.length} own flows instead of ${wanted ? 1 : 0}`);
  const [found] = own;
  if (!wanted || !found) return problems;
  if (found.ChannelFlowArn !== id) problems.push('the physical id is not the ARN of the flow');
  if (found.Name !== wanted.Name) problems.push(`named ${found.Name} instead of ${wanted.Name}`);
  const names = (list: readonly { readonly Name: string }[]) => list.map(({ Name }) => Name).join();
  if (names(found.Processors) !== names(wanted.Processors)) {
    problems.push(`processors ${names(found.Processors)} instead of ${names(wanted.Processors)}`);
  }
  const { 'cdk-chime-sdk-messaging:owner': owner, ...tags } = await stage.tagsOf(found.ChannelFlowArn);
  if (owner === undefined) problems.push('the ownership tag is gone');
  const wantedTags = Object.fromEntries(wanted.Tags.map(({ Key, Value }) => [Key, Value]));
  const text = (record: Record<string, string>) => JSON.stringify(Object.entries(record).sort());
  if (text(tags) !== text(wantedTags)) problems.push(`tags ${text(tags)} instead of ${text(wantedTags)}`);
  return problems;
}

const ASSOCIATION_OPERATIONS = [
  'AssociateChannelFlow',
  'DisassociateChannelFlow',
  'DescribeChannel',
  'ListChannelsAssociatedWithChannelFlow',
  'ListChannelFlows',
];

/** The resources for an association: two channels, and two flows of the stack. */
interface Parts {
  readonly stage: Stage;
  readonly channels: readonly [string, string];
  readonly flows: readonly [string, string];
}

type Channels = readonly [string | undefined, string | undefined];

interface AssociationCase {
  before?(parts: Parts): { channel: number; flow: number; bearer?: string };
  after?(parts: Parts): { channel: number; flow: number; bearer?: string };
  prepare?(parts: Parts): Promise<void>;
  meanwhile?(parts: Parts): Promise<void>;
  /** The flows of the two channels in each state. */
  channels(parts: Parts): Record<State, Channels>;
}

function association(definition: AssociationCase): Lifecycle {
  return {
    type: ASSOCIATION,
    operations: ASSOCIATION_OPERATIONS,
    plan: async (stage) => {
      const channels = [await stage.newChannel(), await stage.newChannel()] as const;
      const flows = [await stage.newFlow('first'), await stage.newFlow('second')] as const;
      const parts: Parts = { stage, channels, flows };
      await definition.prepare?.(parts);
      const properties = (part: { channel: number; flow: number; bearer?: string } | undefined) =>
        part && {
          ChannelArn: channels[part.channel],
          ChannelFlowArn: flows[part.flow],
          ChimeBearer: part.bearer ?? stage.admin,
        };
      return {
        before: properties(definition.before?.(parts)),
        after: properties(definition.after?.(parts)),
        meanwhile: () => definition.meanwhile?.(parts) ?? Promise.resolve(),
        problems: async (state, _deployed, calledOff) => {
          const { [state]: wanted, deleted } = definition.channels(parts);
          const isUnknown = state === 'former' && calledOff && !definition.before;
          const problems: string[] = [];
          for (const [index, channel] of channels.entries()) {
            const found = await flowOrGone(stage, channel);
            const isRight = found === wanted[index] || (isUnknown && found === deleted[index]);
            if (found !== 'gone' && !isRight) {
              problems.push(
                `channel ${index} has ${nameOf(parts, found)} instead of ${nameOf(parts, wanted[index])}`,
              );
            }
          }
          if ((await stage.flowOf(stage.foreignChannel)) !== stage.foreignFlow) {
            problems.push("somebody else's channel lost its flow");
          }
          return problems;
        },
      };
    },
  };
}

async function flowOrGone(stage: Stage, channel: string): Promise<string | undefined> {
  return stage.flowOf(channel).catch(() => 'gone');
}

function nameOf({ stage, flows }: Parts, arn: string | undefined): string {
  if (arn === undefined) return 'no flow';
  return arn === stage.foreignFlow
    ? 'the foreign flow'
    : arn === flows[0]
      ? 'the first flow'
      : 'the second flow';
}

/** This many channels fill three pages of the service's lists. */
const THREE_PAGES = 101;

export const LIFECYCLES: Readonly<Record<string, Lifecycle>> = {
  'flow-create': flow(undefined, () => ({})),
  'flow-rename': flow(
    () => ({}),
    () => ({ Name: 'renamed' }),
  ),
  'flow-processors': flow(
    () => ({}),
    () => ({ Processors: processors('two', 'three') }),
  ),
  'flow-tags': flow(
    () => ({}),
    () => ({ Tags: [{ Key: 'other', Value: 'TAGSECRET2' }] }),
  ),
  'flow-all': flow(
    () => ({}),
    () => ({ Name: 'all', Processors: processors('two'), Tags: [{ Key: 'team', Value: 'TAGSECRET3' }] }),
  ),
  'flow-app-instance': flow(
    () => ({}),
    (stage) => ({ AppInstanceArn: stage.appInstances[1]! }),
  ),
  'flow-delete': flow(() => ({}), undefined),
  'flow-delete-gone': {
    ...flow(() => ({}), undefined),
    plan: async (stage) => ({
      before: flowProperties(stage),
      meanwhile: async (deployed) => {
        await stage.call('DeleteChannelFlow', { ChannelFlowArn: deployed!.id });
      },
      problems: async () => flowProblems(stage, undefined, undefined),
    }),
  },
  'flow-lookup': lookup(),
  'flow-delete-unassociated': deleteAssociated(0),
  'flow-delete-associated': deleteAssociated(1),
  'flow-delete-associated-pages': deleteAssociated(THREE_PAGES),
  'flow-delete-still-associated': deleteStillAssociated(1),
  'flow-delete-still-associated-pages': deleteStillAssociated(THREE_PAGES),
  'flow-create-beside-retained': besideRetained(),

  'association-create': association({
    after: () => ({ channel: 0, flow: 0 }),
    channels: ({ flows }) => ({
      former: [undefined, undefined],
      desired: [flows[0], undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-create-over-other': association({
    prepare: async ({ stage, channels }) => stage.associate(channels[0], stage.foreignFlow),
    after: () => ({ channel: 0, flow: 0 }),
    channels: ({ stage, flows }) => ({
      former: [stage.foreignFlow, undefined],
      desired: [flows[0], undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-create-over-same': association({
    prepare: async ({ stage, channels, flows }) => stage.associate(channels[0], flows[0]),
    after: () => ({ channel: 0, flow: 0 }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [flows[0], undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-flow': association({
    before: () => ({ channel: 0, flow: 0 }),
    after: () => ({ channel: 0, flow: 1 }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [flows[1], undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-channel': association({
    before: () => ({ channel: 0, flow: 0 }),
    after: () => ({ channel: 1, flow: 0 }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [undefined, flows[0]],
      deleted: [undefined, undefined],
    }),
  }),
  'association-both': association({
    before: () => ({ channel: 0, flow: 0 }),
    after: () => ({ channel: 1, flow: 1 }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [undefined, flows[1]],
      deleted: [undefined, undefined],
    }),
  }),
  'association-bearer': association({
    before: () => ({ channel: 0, flow: 0 }),
    after: ({ stage }) => ({ channel: 0, flow: 0, bearer: stage.otherAdmin }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [flows[0], undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-delete': association({
    before: () => ({ channel: 0, flow: 0 }),
    channels: ({ flows }) => ({
      former: [flows[0], undefined],
      desired: [undefined, undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-delete-channel-gone': association({
    before: () => ({ channel: 0, flow: 0 }),
    meanwhile: async ({ stage, channels }) => {
      const association_ = { ChannelArn: channels[0], ChimeBearer: stage.admin };
      await stage.call('DeleteChannel', association_);
    },
    channels: () => ({
      former: [undefined, undefined],
      desired: [undefined, undefined],
      deleted: [undefined, undefined],
    }),
  }),
  'association-delete-flow-gone': association({
    before: () => ({ channel: 0, flow: 0 }),
    meanwhile: async ({ stage, channels, flows }) => {
      const about = { ChannelArn: channels[0], ChannelFlowArn: flows[0], ChimeBearer: stage.admin };
      await stage.call('DisassociateChannelFlow', about);
      await stage.call('DeleteChannelFlow', { ChannelFlowArn: flows[0] });
    },
    channels: () => ({
      former: [undefined, undefined],
      desired: [undefined, undefined],
      deleted: [undefined, undefined],
    }),
  }),
  // It has moved to another stack, which has associated another flow with the channel.
  'association-delete-moved': association({
    before: () => ({ channel: 0, flow: 0 }),
    meanwhile: async ({ stage, channels, flows }) => stage.associate(channels[0], flows[1]),
    channels: ({ flows }) => ({
      former: [flows[1], undefined],
      desired: [flows[1], undefined],
      deleted: [flows[1], undefined],
    }),
  }),
  'association-delete-taken-over': association({
    before: () => ({ channel: 0, flow: 0 }),
    meanwhile: async ({ stage, channels }) => stage.associate(channels[0], stage.foreignFlow),
    channels: ({ stage }) => ({
      former: [stage.foreignFlow, undefined],
      desired: [stage.foreignFlow, undefined],
      deleted: [stage.foreignFlow, undefined],
    }),
  }),

  ...ADMIN_LIFECYCLES,
  ...COVERAGE_LIFECYCLES,
  ...STREAMING_LIFECYCLES,
};

/** Finds someone else's flow by its name, and never changes it. */
function lookup(): Lifecycle {
  return {
    type: 'Custom::ChimeChannelFlowLookup',
    operations: ['ListChannelFlows'],
    plan: async (stage) => ({
      after: { AppInstanceArn: stage.home, Name: 'foreign' },
      problems: async (_state, deployed) => {
        const isWrong = deployed !== undefined && deployed.id !== stage.foreignFlow;
        return [
          ...(await flowProblems(stage, undefined, undefined)),
          ...(isWrong ? [`found ${deployed.id} instead of the flow of that name`] : []),
        ];
      },
    }),
  };
}

/** A flow with `disassociateOnDelete` that has many channels. */
function deleteAssociated(count: number): Lifecycle {
  return {
    type: FLOW,
    operations: [
      'DeleteChannelFlow',
      'ListChannelFlows',
      'ListChannelsAssociatedWithChannelFlow',
      'DisassociateChannelFlow',
      'DescribeChannel',
    ],
    plan: async (stage) => {
      const before = { ...flowProperties(stage), DisassociateBearer: stage.admin };
      return {
        before,
        meanwhile: async (deployed) => {
          for (let index = 0; index < count; index++) {
            await stage.associate(await stage.newChannel(), deployed!.id);
          }
        },
        problems: async (state, deployed) =>
          flowProblems(stage, state === 'former' ? before : undefined, deployed?.id),
      };
    },
  };
}

/** A flow that has channels, but no bearer to disassociate it: users do that once the deletion has told them to. */
function deleteStillAssociated(count: number): Lifecycle {
  return {
    ...deleteAssociated(count),
    plan: async (stage) => {
      const before = flowProperties(stage);
      const channels: string[] = [];
      let arn = '';
      return {
        before,
        meanwhile: async (deployed) => {
          arn = deployed!.id;
          for (let index = 0; index < count; index++) {
            const channel = await stage.newChannel();
            await stage.associate(channel, arn);
            channels.push(channel);
          }
        },
        mend: async () => {
          for (const channel of channels) {
            if ((await stage.flowOf(channel)) !== arn) continue;
            const about = { ChannelArn: channel, ChannelFlowArn: arn, ChimeBearer: stage.admin };
            await stage.call('DisassociateChannelFlow', about);
          }
        },
        problems: async (state, deployed) =>
          flowProblems(stage, state === 'former' ? before : undefined, deployed?.id),
      };
    },
  };
}

/** A flow that replaces a retained one with the same logical id and name. */
function besideRetained(): Lifecycle {
  return {
    ...flow(undefined, () => ({})),
    plan: async (stage) => {
      const properties = flowProperties(stage);
      const retained: string[] = [];
      return {
        before: properties,
        after: properties,
        retains: true,
        pause: LATER,
        meanwhile: async (deployed) => void retained.push(deployed!.id),
        problems: async (state, deployed) =>
          flowProblems(stage, state === 'desired' ? properties : undefined, deployed?.id, retained),
      };
    },
  };
}
