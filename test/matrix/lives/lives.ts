/** Random lives of stacks that share an app instance, channels, and users, by fast-check: what fails is shrunk to its shortest form. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { newUser } from './admin-lifecycles';
import { CloudFormation, type Course, type Delivery, type Deployed } from './cloudformation';
import { misconduct } from './conduct';
import { DURATIONS, faultKinds, type Fault } from './faults';
import { FLOW, flowProperties, LIFECYCLES, processors, Stage, type FlowProperties } from './lifecycles';
import { limitOf } from './limits';
import { VARIANTS } from './variants';
import { VirtualWorld } from './virtual-world';

const STACKS = [0, 1, 2];
const CHANNELS = [0, 1, 2];
const MEMBERS = [0, 1];
const ASSOCIATION = 'Custom::ChimeChannelFlowAssociation';
const ADMIN = 'Custom::ChimeAppInstanceAdmin';

/** What a step does, by the lifecycle of the matrix that it is a case of. */
const KINDS = [
  'flow-create',
  'flow-rename',
  'flow-processors',
  'flow-tags',
  'flow-delete',
  'association-create',
  'association-flow',
  'association-channel',
  'association-bearer',
  'association-delete',
  'admin-create',
  'admin-member',
  'admin-delete',
  'out-of-band',
] as const;

/** One change of one resource of a stack, or something that others do. */
interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly stack: number;
  readonly channel: number;
  readonly otherChannel: number;
  /** The stack whose flow is meant. */
  readonly otherStack: number;
  readonly number: number;
  readonly fault: Fault | undefined;
  readonly course: Course;
}

interface Life {
  readonly variant: string;
  readonly seed: number;
  readonly steps: readonly Step[];
}

/** What came of many lives. */
export interface LivesResult {
  readonly runs: number;
  readonly steps: number;
  /** How many ended at a documented limit. */
  readonly limited: number;
  /** What failed, with all that it takes to run it again. */
  readonly failure: string | undefined;
}

interface AssociationProperties {
  readonly ChannelArn: string;
  readonly ChannelFlowArn: string;
  readonly ChimeBearer: string;
}

interface AdminProperties {
  readonly AppInstanceArn: string;
  readonly MemberArn: string;
}

interface Change {
  readonly id: string;
  readonly type: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
  /** The channels that it is about, each with the flow that it has once it is done. */
  readonly channels?: readonly (readonly [channel: number, flow: string | undefined])[];
}

const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.constant<Delivery>({ mode: 'single' }),
  fc.constant<Delivery>({ mode: 'duplicated' }),
  fc.integer({ min: 1, max: 8 }).map((atStep): Delivery => ({ mode: 'killed', atStep })),
  fc.constantFrom<Delivery>({ mode: 'late', by: 20_000 }, { mode: 'late', by: 100_000 }),
  fc.constantFrom(0, 40, 1_000, 3_000).map((after): Delivery => ({ mode: 'calledOff', after })),
);

/** Most rollbacks are delivered once. */
const undoing: fc.Arbitrary<Delivery> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Delivery>({ mode: 'single' }) },
  fc.constant<Delivery>({ mode: 'duplicated' }),
  fc.integer({ min: 1, max: 8 }).map((atStep): Delivery => ({ mode: 'killed', atStep })),
);

const step: fc.Arbitrary<Step> = fc.constantFrom(...KINDS).chain((kind) => {
  const operations = LIFECYCLES[kind]?.operations ?? ['ListChannelFlows'];
  const fault = fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      kind: fc.constantFrom(...faultKinds(operation)),
      lasts: fc.constantFrom(...DURATIONS),
    }),
  );
  return fc.record({
    kind: fc.constant(kind),
    stack: fc.constantFrom(...STACKS),
    channel: fc.constantFrom(...CHANNELS),
    otherChannel: fc.constantFrom(...CHANNELS),
    otherStack: fc.constantFrom(...STACKS),
    number: fc.nat(9),
    fault: fc.option(fault, { nil: undefined, freq: 2 }),
    course: fc
      .record({
        delivery,
        undoing,
        commits: fc.boolean(),
        rollsBackWith: fc.constantFrom<Course['rollsBackWith']>('newId', 'oldId'),
        stackIsNew: fc.boolean(),
      })
      .map((course) => ({ ...course, commits: course.commits && course.delivery.mode !== 'calledOff' })),
  });
});

const life: fc.Arbitrary<Life> = fc.record({
  variant: fc.constantFrom(...Object.keys(VARIANTS)),
  seed: fc.nat(),
  steps: fc.array(step, { minLength: 2, maxLength: 8 }),
});

/** Lives are lived in groups of so many, each until one fails: which they are does not depend on who lives them. */
const GROUP = 50;

/** The groups of so many lives, each with a seed of its own. */
export function* groupsOf(lives: number, seed: number): Generator<{ runs: number; seed: number }> {
  for (let begun = 0; begun < lives; begun += GROUP) {
    yield { runs: Math.min(GROUP, lives - begun), seed: 1_000 * seed + begun / GROUP };
  }
}

/** Lives so many lives, until one fails. */
export async function live(runs: number, seed: number, path?: string): Promise<LivesResult> {
  const world = await VirtualWorld.start();
  const counts = { steps: 0, limited: 0 };
  const property = fc.asyncProperty(life, async (lived) => {
    await world.begin(lived.seed);
    const stage = new Stage(world);
    try {
      await world.complete(async () => new Lived(world, stage, counts).run(lived), lived.seed);
    } finally {
      await stage.strike();
    }
  });
  const details = await fc.check(property, { numRuns: runs, seed, path, endOnFailure: path !== undefined });
  await world.emulator.close();
  const failure = details.failed
    ? `--lives ${runs} --seed ${details.seed} --path ${details.counterexamplePath}\n` +
      `    ${JSON.stringify(details.counterexample)}\n    ${String(details.errorInstance)}`
    : undefined;
  return { runs: details.numRuns, ...counts, failure };
}

/** One life, beside what is expected of it. */
class Lived {
  private readonly stacks = STACKS.map(
    () => `arn:aws:cloudformation:us-east-1:111122223333:stack/s/${randomUUID()}`,
  );
  private readonly channels: string[] = [];
  private readonly members: string[] = [];
  /** What CloudFormation knows, by stack and logical id. */
  private readonly resources = new Map<string, Deployed & { readonly logicalId: string }>();
  /** The flow that each channel should have. */
  private readonly flows: (string | undefined)[] = [];

  public constructor(
    private readonly world: VirtualWorld,
    private readonly stage: Stage,
    private readonly counts: { steps: number; limited: number },
  ) {}

  public async run({ variant, steps, seed }: Life): Promise<void> {
    await this.stage.set();
    for (const channel of CHANNELS) {
      this.channels[channel] = await this.stage.newChannel();
      this.flows[channel] = undefined;
    }
    for (const member of MEMBERS) this.members[member] = await newUser(this.stage, `member${member}`);
    this.world.vary(variant);
    for (const one of steps) {
      if (one.kind === 'out-of-band') await this.takeOver(one.channel);
      else if (!(await this.take({ ...one, kind: this.kindOf(one) }, variant, seed))) return;
    }
  }

  /** Somebody else associates a flow with a channel that no stack is about. */
  private async takeOver(channel: number): Promise<void> {
    if (this.isAssociated(channel)) return;
    await this.world.clock.sleep(60_000);
    await this.stage.associate(this.channels[channel]!, this.stage.foreignFlow);
    this.flows[channel] = this.stage.foreignFlow;
    await this.world.clock.sleep(60_000);
  }

  /** @returns whether the life goes on: not after a documented limit was met */
  private async take(taken: Step, variant: string, seed: number): Promise<boolean> {
    const change = this.changeOf(taken);
    if (!change) return true;
    this.counts.steps++;
    const known = this.resources.get(change.id);
    const stack = this.stacks[taken.stack]!;
    // An association that moves to another channel is another one to CloudFormation only by its physical id.
    const logicalId = known?.logicalId ?? `Resource${randomUUID().slice(0, 8)}`;
    const cloudFormation = new CloudFormation(this.world, { type: change.type, logicalId, stack });
    this.world.inject(taken.fault);
    const before = known && { id: known.id, properties: known.properties };
    const outcome = await cloudFormation.carryOut({ before, after: change.after }, taken.course);
    this.world.clearFault();
    await cloudFormation.settle();
    const displaces = change.channels?.some(([channel]) => this.flows[channel] !== undefined) ?? false;
    if (outcome.committed) this.commit(change, logicalId, outcome.deployed);
    await this.world.clock.sleep(60_000);
    const problems = [...(await this.problems(change)), ...misconduct(cloudFormation)];
    if (problems.length === 0) return true;
    const lifecycle =
      taken.kind === 'association-create' && displaces ? 'association-create-over' : taken.kind;
    const tried = { ...taken, lifecycle, variant, seed };
    const limit = limitOf({ tried, isOvertaken: cloudFormation.isOvertaken, outcome, problems });
    if (!limit) throw new Error(`${taken.kind}: ${problems.join('; ')}`);
    this.counts.limited++;
    return false;
  }

  private commit({ id, channels = [] }: Change, logicalId: string, deployed: Deployed | undefined): void {
    if (deployed) this.resources.set(id, { ...deployed, logicalId });
    else this.resources.delete(id);
    for (const [channel, flow] of channels) this.flows[channel] = flow;
  }

  /** What a step comes to here: what is not there is created, and what is there is not created but changed. */
  private kindOf({ kind, stack, channel }: Step): Step['kind'] {
    if (kind.startsWith('admin-')) {
      if (!this.resources.has(`${stack}/admin`)) return 'admin-create';
      return kind === 'admin-create' ? 'admin-member' : kind;
    }
    if (kind.startsWith('flow-') || !this.anyFlow()) {
      if (!this.resources.has(`${stack}/flow`)) return 'flow-create';
      return kind === 'flow-create' ? 'flow-processors' : kind;
    }
    if (!this.resources.has(`${stack}/channel${channel}`)) return 'association-create';
    return kind === 'association-create' ? 'association-flow' : kind;
  }

  private anyFlow(): string | undefined {
    return [...this.resources].find(([id]) => id.endsWith('/flow'))?.[1].id;
  }

  /** What a step changes, or nothing if it has no place in this life. */
  private changeOf(taken: Step): Change | undefined {
    if (taken.kind.startsWith('admin-')) return this.adminChange(taken);
    return taken.kind.startsWith('flow-') ? this.flowChange(taken) : this.associationChange(taken);
  }

  private adminChange({ kind, stack, number }: Step): Change {
    const id = `${stack}/admin`;
    const before = this.resources.get(id)?.properties as AdminProperties | undefined;
    const MemberArn = this.members[number % MEMBERS.length]!;
    const after = kind === 'admin-delete' ? undefined : { AppInstanceArn: this.stage.home, MemberArn };
    return { id, type: ADMIN, before, after };
  }

  private flowChange({ kind, stack, number }: Step): Change | undefined {
    const id = `${stack}/flow`;
    const before = this.resources.get(id)?.properties as FlowProperties | undefined;
    const change = (after: object | undefined): Change => ({ id, type: FLOW, before, after });
    if (kind === 'flow-create') {
      return before ? undefined : change(flowProperties(this.stage, { Name: `own${stack}` }));
    }
    if (!before) return undefined;
    switch (kind) {
      case 'flow-rename':
        return change({ ...before, Name: `own${stack}-${number}` });
      case 'flow-processors':
        return change({ ...before, Processors: processors(`p${number}`) });
      case 'flow-tags':
        return change({ ...before, Tags: [{ Key: `k${number % 3}`, Value: `TAGSECRET${number}` }] });
      default:
        return this.flows.includes(this.resources.get(id)!.id) ? undefined : change(undefined);
    }
  }

  private associationChange({ kind, stack, channel, otherChannel, otherStack }: Step): Change | undefined {
    const id = `${stack}/channel${channel}`;
    const before = this.resources.get(id)?.properties as AssociationProperties | undefined;
    const flow = this.resources.get(`${otherStack}/flow`)?.id ?? this.anyFlow();
    const change = (after: object | undefined, channels: Change['channels']): Change => ({
      id,
      type: ASSOCIATION,
      before,
      after,
      channels,
    });
    if (kind === 'association-create') {
      if (before || this.isAssociated(channel) || !flow) return undefined;
      const properties = {
        ChannelArn: this.channels[channel],
        ChannelFlowArn: flow,
        ChimeBearer: this.stage.admin,
      };
      return change(properties, [[channel, flow]]);
    }
    if (!before) return undefined;
    switch (kind) {
      case 'association-flow':
        return flow ? change({ ...before, ChannelFlowArn: flow }, [[this.indexOf(before), flow]]) : undefined;
      case 'association-bearer':
        return change({ ...before, ChimeBearer: this.stage.otherAdmin }, [
          [this.indexOf(before), before.ChannelFlowArn],
        ]);
      case 'association-channel':
        if (this.isAssociated(otherChannel) || this.flows[otherChannel] !== undefined) return undefined;
        return change({ ...before, ChannelArn: this.channels[otherChannel] }, [
          [this.indexOf(before), undefined],
          [otherChannel, before.ChannelFlowArn],
        ]);
      default:
        return change(undefined, [[this.indexOf(before), undefined]]);
    }
  }

  private isAssociated(channel: number): boolean {
    const arn = this.channels[channel];
    return [...this.resources.values()].some(
      ({ properties }) => (properties as Partial<AssociationProperties>).ChannelArn === arn,
    );
  }

  private indexOf({ ChannelArn }: AssociationProperties): number {
    return this.channels.indexOf(ChannelArn);
  }

  /** In the words of the matrix, so that its limits apply, and excuse nothing but what the step is about. */
  private async problems({ id: changed, after, before, channels = [] }: Change): Promise<string[]> {
    const problems: string[] = [];
    const own = (isOwn: boolean) => (isOwn ? '' : "somebody else's ");
    const wanted = [...this.resources].filter(([id]) => id.endsWith('/flow')).map(([, resource]) => resource);
    const found = (await this.stage.flows()).filter(
      ({ ChannelFlowArn }) => ChannelFlowArn !== this.stage.foreignFlow,
    );
    if (found.length !== wanted.length) problems.push(`${found.length} flows instead of ${wanted.length}`);
    const ownFlow = this.resources.get(changed)?.id;
    for (const { id, properties } of wanted) {
      const { Name, Processors, Tags } = properties as FlowProperties;
      const flow = found.find(({ ChannelFlowArn }) => ChannelFlowArn === id);
      if (!flow) {
        problems.push(`${own(id === ownFlow)}flow is gone`);
      } else {
        const { 'cdk-chime-sdk-messaging:owner': _owner, ...tags } = await this.stage.tagsOf(id);
        const shape = (name: string, list: readonly { Name: string }[], all: object) =>
          JSON.stringify([name, list.map((one) => one.Name), all]);
        const is = shape(flow.Name, flow.Processors, tags);
        const should = shape(
          Name,
          Processors,
          Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
        );
        if (is !== should) problems.push(`${own(id === ownFlow)}flow is ${is} instead of ${should}`);
      }
    }
    for (const [index, channel] of this.channels.entries()) {
      const flow = await this.stage.flowOf(channel);
      if (flow !== this.flows[index]) {
        const isOwn = channels.some(([one]) => one === index);
        problems.push(
          `${own(isOwn)}channel ${index} has ${flow ?? 'no flow'} instead of ${this.flows[index] ?? 'no flow'}`,
        );
      }
    }
    for (const [index, member] of this.members.entries()) {
      const isAdmin = (await this.stage.admins()).includes(member);
      const should = [...this.resources.values()].some(({ properties }) => isAbout(properties, member));
      const isOwn = [before, after].some((properties) => isAbout(properties, member));
      if (isAdmin !== should) problems.push(`${own(isOwn)}member ${index} is ${isAdmin ? 'an' : 'no'} admin`);
    }
    const prefixed = problems.map((problem) => `after the deployment: ${problem}`);
    const isKept = (await this.stage.flowOf(this.stage.foreignChannel)) === this.stage.foreignFlow;
    return isKept ? prefixed : [...prefixed, "somebody else's channel lost its flow"];
  }
}

function isAbout(properties: object | undefined, member: string): boolean {
  return (properties as Partial<AdminProperties> | undefined)?.MemberArn === member;
}
