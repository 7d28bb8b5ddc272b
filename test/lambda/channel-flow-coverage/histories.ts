/** Histories of a coverage: random events for it and its channels, and the invariants that must hold in each. */
import { S3Client } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { RecordMapping } from './record-mapping';
import { options } from '../../../lambda/channel-flow-coverage';
import { messagingClient } from '../../../lambda/chime';
import { S3ObjectStore } from '../../../lambda/coverage-state/s3-object-store';
import { behaviorPresets } from '../../../testing/emulator';
import {
  type CallFault,
  CoverageWorld,
  FunctionAtWork,
  requestRun,
  type SentCall,
} from '../helpers/coverage-world';
import type { MemoryStore, WriteFault } from '../helpers/memory-store';

const MINUTE = 60_000;
const STREAM = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-channels';
/** How long events occur. */
const HISTORY = 10 * MINUTE;
/** How long until all delayed effects must be visible. */
const LAGS = 2 * MINUTE;
/** A limit for the duration of undisturbed sweeps, far above that of any sweep in these histories. */
const CALM = 120 * MINUTE;

/**
 * Between a function's look at a channel and its association, someone may give the channel another flow: while earlier
 * calls in the queue are sent, in seconds of calls, or during a pause because the service throttles.
 */
const LINE = 4;
const THROTTLED = 45_000;
/** How long the service may not know a new flow: at most, and in calls. */
const FLOW_UNKNOWN = 65_000;
const FLOW_UNKNOWN_CALLS = 40;
/** How often someone invokes the sweeping function again as soon as it has ended. */
const FOLLOWED = 0.3;
/** When a write takes effect that its function has given up on. */
const LATE = 8_000;
/** How many times a deployment is tried. */
const PATIENCE = 60;

type Privacy = 'PUBLIC' | 'PRIVATE';
type Mode = 'UNRESTRICTED' | 'RESTRICTED';

interface Filter {
  readonly NamePrefix?: string;
  readonly Privacy?: Privacy;
  readonly Mode?: Mode;
}

interface Settings {
  /** The index of one of the coverage's two flows. */
  readonly flow: number;
  readonly bearers: number;
  readonly filter: Filter;
  readonly isDetecting: boolean;
}

/** The content of a forged record, by anyone who can write to the stream. */
type Forgery = 'channel' | 'channel elsewhere' | 'flow' | 'nothing';

type Action =
  | { kind: 'create'; name: string; privacy: Privacy; mode: Mode; id: number }
  | { kind: 'delete' | 'give other flow' | 'disassociate'; channel: number }
  | { kind: 'rename'; channel: number; name: string }
  | { kind: 'demote' | 'promote'; bearer: number }
  | { kind: 'kill' | 'tick' | 'disassociate all' }
  | { kind: 'forge'; about: Forgery; channel: number; count: number }
  | { kind: 'delete coverage'; afterSeconds: number }
  | { kind: 'store fault'; fault: WriteFault; store: 'state' | 'index' | 'detection'; writes: number }
  | { kind: 'fault'; fault: CallFault; share: number; seconds: number }
  | { kind: 'update'; settings: Settings; isRolledBack: boolean; afterSeconds: number; isKilled: boolean };

export interface History {
  readonly behavior: { readonly preset: keyof typeof behaviorPresets; readonly changes: object };
  readonly channels: readonly Extract<Action, { kind: 'create' }>[];
  readonly covered: number;
  readonly settings: Settings;
  readonly pageSize: number;
  readonly callsPerSecond: number;
  readonly interval: number;
  readonly bearers: readonly ('user' | 'bot')[];
  /** When another owner's flow exists: from the start, or later. */
  readonly otherFlowAt: number;
  readonly events: readonly { readonly at: number; readonly action: Action }[];
  readonly seed: number;
}

const name = fc.constantFrom('in-1', 'in-2', 'out-1');
const privacy = fc.constantFrom<Privacy[]>('PUBLIC', 'PRIVATE');
const mode = fc.constantFrom<Mode[]>('UNRESTRICTED', 'RESTRICTED');
const channel = fc.nat(30);

const creation = fc.record({ kind: fc.constant('create' as const), name, privacy, mode, id: fc.nat(40) });

const settings: fc.Arbitrary<Settings> = fc.record({
  flow: fc.nat(1),
  bearers: fc.integer({ min: 1, max: 3 }),
  filter: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    fc.record(
      { NamePrefix: fc.constant('in-'), Privacy: privacy, Mode: mode },
      { requiredKeys: [], noNullPrototype: true },
    ),
  ),
  isDetecting: fc.boolean(),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: creation },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), channel }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), channel, name }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('give other flow' as const), channel }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('disassociate' as const), channel }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('demote', 'promote'), bearer: fc.nat(2) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('kill', 'tick', 'disassociate all') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom<CallFault[]>('throttled', 'failed', 'lost', 'cut off', 'late', 'dropped'),
      share: fc.constantFrom(0.1, 0.5, 1),
      seconds: fc.integer({ min: 5, max: 120 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('store fault' as const),
      fault: fc.constantFrom<WriteFault[]>('response lost', 'request lost', 'late'),
      store: fc.constantFrom('state', 'index', 'detection'),
      writes: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('forge' as const),
      about: fc.constantFrom<Forgery[]>('channel', 'channel elsewhere', 'flow', 'nothing'),
      channel,
      count: fc.constantFrom(1, 3, 30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete coverage' as const),
      afterSeconds: fc.integer({ min: 1, max: 120 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      settings,
      isRolledBack: fc.boolean(),
      afterSeconds: fc.integer({ min: 1, max: 40 }),
      isKilled: fc.boolean(),
    }),
  },
) as fc.Arbitrary<Action>;

const behavior = fc.record({
  preset: fc.constantFrom(...(Object.keys(behaviorPresets) as (keyof typeof behaviorPresets)[])),
  changes: fc.record(
    {
      absentFlow: fc.constantFrom('Forbidden', 'NotFound', 'BadRequest'),
      absentResource: fc.constantFrom('Forbidden', 'NotFound', 'BadRequest'),
      unknownBearer: fc.constantFrom('Forbidden', 'Unprocessable'),
      associateSame: fc.constantFrom('ok', 'Conflict'),
      associateOther: fc.constantFrom('Conflict', 'overwrite'),
      associateAbsentChannel: fc.constantFrom('NotFound', 'Forbidden'),
      associateAbsentFlow: fc.constantFrom('NotFound', 'Forbidden'),
      disassociateUnassociated: fc.constantFrom('NotFound', 'Conflict', 'Forbidden', 'ok'),
      listChannelsWithoutPrivacy: fc.constantFrom('PUBLIC', 'all'),
      listPages: fc.constantFrom('stable', 'shifting'),
      pageTokenLifetime: fc.constantFrom(Infinity, 90_000, 15_000),
      channelListDelay: fc.constantFrom(0, 5_000, 70_000),
      associationVisibilityDelay: fc.constantFrom(0, 2_000, 20_000),
      adminDelay: fc.constantFrom(0, 5_000, 30_000),
      visibilityDelay: fc.constantFrom(0, 5_000),
      listVisibilityDelay: fc.constantFrom(0, 5_000),
      streamDelivery: fc.constantFrom('once', 'duplicated', 'dropped', 'reordered'),
      streamDelay: fc.constantFrom(0, 3_000, 90_000),
      streamPayload: fc.constantFrom('flat', 'nested'),
      associationEvent: fc.constantFrom('none', 'UPDATE_CHANNEL'),
      // mostly unlimited: after throttling, functions may lag so far behind that other flows could get lost unnoticed
      callsPerSecondAsUser: fc.constantFrom(Infinity, Infinity, Infinity, Infinity, 5, 1),
      callsPerSecondAsBot: fc.constantFrom(Infinity, Infinity, Infinity, Infinity, 5, 1),
      associationsPerSecond: fc.constantFrom(Infinity, Infinity, Infinity, Infinity, 2, 0.5),
    },
    { noNullPrototype: true },
  ),
});

export const histories: fc.Arbitrary<History> = fc.record({
  behavior,
  channels: fc.array(creation, { maxLength: 40, size: 'max' }),
  covered: fc.constantFrom(0, 0, 10, 40),
  settings,
  pageSize: fc.constantFrom(2, 5, 50),
  callsPerSecond: fc.constantFrom(0.3, 0.5, 1.5, 10),
  interval: fc.constantFrom(60, 180),
  bearers: fc.array(fc.constantFrom<('user' | 'bot')[]>('user', 'bot'), { minLength: 3, maxLength: 3 }),
  otherFlowAt: fc.constantFrom(0, 0, 150_000),
  events: fc.array(fc.record({ at: fc.nat(HISTORY), action }), { maxLength: 40, size: 'max' }),
  seed: fc.nat(2 ** 31),
});

/** For calls that are not part of a history. */
const EASY = { ...behaviorPresets.lenient, signatures: 'ignored' };

/** The actual state of a channel, whatever lists and descriptions show. */
interface RealChannel {
  name: string;
  readonly privacy: Privacy;
  readonly mode: Mode;
  flow: string | undefined;
  /** When someone gave it the other flow. */
  givenAt: number;
}

interface InForce {
  readonly requestId: string;
  readonly at: number;
}

/** Plays histories, one after another. */
export class HistoryPlayer {
  static async start(): Promise<HistoryPlayer> {
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    return new HistoryPlayer(await CoverageWorld.start());
  }

  /** How many channels detection associated. */
  detected = 0;

  private constructor(readonly world: CoverageWorld) {
    const client = messagingClient();
    client.send = world.clientFor(undefined).send as typeof client.send;
    const stores = (store: S3ObjectStore): MemoryStore => {
      const { key } = store as unknown as { key: string };
      if (key === 'detection.json') return world.detection;
      return key === 'index' ? world.index : world.state;
    };
    S3ObjectStore.prototype.read = async function () {
      return stores(this).read();
    };
    S3ObjectStore.prototype.write = async function (text, etag) {
      return stores(this).write(text, etag);
    };
    S3Client.prototype.send = async (command: object) => {
      if (command.constructor.name === 'DeleteObjectCommand') {
        for (const each of [world.state, world.index, world.detection]) each.delete();
      }
      return Promise.resolve({ Contents: [{ Key: 'all' }] });
    };
  }

  /** @throws if an invariant was violated */
  async play(what: History): Promise<void> {
    const { now } = Date;
    const { random } = Math;
    Date.now = () => this.world.clock.now();
    Math.random = seeded(what.seed + 1);
    try {
      await this.world.complete(new Play(this.world, what).run());
      for (const { DetectedChannels = 0 } of this.world.lines) this.detected += DetectedChannels as number;
    } finally {
      Date.now = now;
      Math.random = random;
    }
  }
}

/** One history. */
class Play {
  private appInstance = '';
  private keeper = '';
  private other = '';
  private otherAt = Infinity;
  private flows: string[] = [];
  private bearers: string[] = [];
  private readonly channels = new Map<string, RealChannel>();
  private readonly runs = new Set<FunctionAtWork>();
  private readonly ticks: Promise<void>[] = [];
  private readonly requests: Promise<void>[] = [];
  private readonly inForce: InForce[] = [];
  /** When the coverage was deleted, which lost its state. */
  private readonly deletions: number[] = [];
  private deployed: Settings;
  private lastRequest = '';
  private faults: { fault: CallFault; share: number; until: number }[] = [];
  private readonly random: () => number;
  private readonly problems: string[] = [];
  private readonly mapping: RecordMapping;

  constructor(
    private readonly world: CoverageWorld,
    private readonly history: History,
  ) {
    this.deployed = history.settings;
    this.random = seeded(history.seed);
    this.mapping = new RecordMapping(world, (run) => {
      this.runs.add(run);
      return () => void this.runs.delete(run);
    });
  }

  async run(): Promise<void> {
    const { clock } = this.world;
    await this.prepare();
    await clock.sleep(MINUTE - (clock.now() % MINUTE));
    const start = clock.now();
    this.rule(start + HISTORY);
    for (const { at, action: todo } of [...this.history.events].sort((one, two) => one.at - two.at)) {
      await clock.sleep(Math.max(0, start + at - clock.now()));
      await this.act(todo);
    }
    await clock.sleep(Math.max(0, start + HISTORY - clock.now()));
    await this.calm();
    this.judge();
    this.mapping.end();
    for (const run of this.runs) run.isDead = true; // otherwise, the remaining work of detection would count in the next history
    const { state, index, detection } = this.world;
    for (const store of [state, index, detection]) store.faults.length = 0; // ends `deliverLate`
    Object.assign(this.world.emulator.behavior, EASY);
    await this.world.emulator.call('DeleteAppInstance', { AppInstanceArn: this.appInstance });
  }

  private async prepare(): Promise<void> {
    const { world, history: what } = this;
    const { service, clock } = world;
    world.begin();
    Object.assign(world.emulator.behavior, EASY);
    this.appInstance = await service.newAppInstance();
    this.keeper = await service.newAdmin(this.appInstance, 'keeper');
    this.bearers = [];
    for (const [index, kind] of what.bearers.entries()) {
      this.bearers.push(await service.newAdmin(this.appInstance, `bearer${index}`, kind));
    }
    this.flows = [await service.newFlow(this.appInstance, 'a'), await service.newFlow(this.appInstance, 'b')];
    if (what.otherFlowAt === 0) await this.makeOther();
    else clock.after(what.otherFlowAt, () => void this.makeOther());
    await this.stream();
    for (const each of what.channels) await this.act(each);
    const covered = [...this.channels.keys()].slice(0, what.covered);
    for (const arn of covered) await this.setFlow(arn, this.flows[0]);
    const { preset, changes } = what.behavior;
    Object.assign(world.emulator.behavior, behaviorPresets[preset], changes, { signatures: 'ignored' });
    world.pageSize = what.pageSize;
    world.fault = (call) => this.faultFor(call);
    world.onEffect = (call) => this.noteEffect(call);
    await clock.sleep(LAGS);
    await this.request('Create', what.settings);
  }

  /** Channel events are sent to detection, whether it is in use or not. */
  private async stream(): Promise<void> {
    const { emulator } = this.world;
    emulator.useStreamSink({ put: ({ partitionKey, data }) => this.mapping.put(partitionKey, data) });
    await emulator.call('PutMessagingStreamingConfigurations', {
      AppInstanceArn: this.appInstance,
      StreamingConfigurations: [{ DataType: 'Channel', ResourceArn: STREAM }],
    });
  }

  /** Invokes the function each minute, whether the last invocation has ended or not. */
  private rule(until: number): void {
    const { clock } = this.world;
    this.tick();
    if (clock.now() + MINUTE < until) clock.after(MINUTE, () => this.rule(until));
  }

  private tick(): void {
    const run = this.world.newFunction();
    this.runs.add(run);
    const ended = this.world.tick(run).finally(() => {
      this.runs.delete(run);
      if (this.random() < FOLLOWED) this.tick();
    });
    this.ticks.push(ended);
  }

  private async act(todo: Action): Promise<void> {
    const { world, appInstance, keeper } = this;
    const { clock, emulator, service } = world;
    const ignore = () => {};
    switch (todo.kind) {
      case 'create': {
        const { name: Name, privacy: Privacy, mode: Mode, id } = todo;
        const ChannelArn = `${appInstance}/channel/c${id}`;
        if (this.channels.has(ChannelArn)) return;
        const about = { AppInstanceArn: appInstance, ChimeBearer: keeper, ChannelId: `c${id}` };
        await emulator.call('CreateChannel', { ...about, Name, Privacy, Mode });
        this.channels.set(ChannelArn, {
          name: Name,
          privacy: Privacy,
          mode: Mode,
          flow: undefined,
          givenAt: -Infinity,
        });
        return;
      }
      case 'delete': {
        const [arn] = this.pick(todo.channel);
        if (arn === undefined) return;
        await this.setFlow(arn, undefined); // some services refuse to delete a channel that has a flow
        await emulator
          .call('DeleteChannel', { ChannelArn: arn, ChimeBearer: keeper })
          .then(() => this.channels.delete(arn), ignore);
        return;
      }
      case 'rename': {
        const [arn, real] = this.pick(todo.channel);
        if (arn === undefined) return;
        await emulator.call('UpdateChannel', { ChannelArn: arn, ChimeBearer: keeper, Name: todo.name });
        real.name = todo.name;
        return;
      }
      case 'give other flow': {
        const [arn] = this.pick(todo.channel);
        if (arn !== undefined && this.other) await this.setFlow(arn, this.other);
        return;
      }
      case 'disassociate': {
        const [arn] = this.pick(todo.channel);
        if (arn !== undefined) await this.setFlow(arn, undefined);
        return;
      }
      case 'disassociate all':
        for (const arn of this.channels.keys()) await this.setFlow(arn, undefined);
        return;
      case 'demote':
        return service.demote(appInstance, this.bearers[todo.bearer]!).catch(ignore);
      case 'promote':
        return service.promote(appInstance, this.bearers[todo.bearer]!).catch(ignore);
      case 'kill':
        for (const run of this.runs) run.isDead = true;
        return this.runs.clear();
      case 'tick':
        return this.tick();
      case 'fault':
        this.faults.push({ ...todo, until: clock.now() + todo.seconds * 1_000 });
        return;
      case 'store fault':
        world[todo.store].faults.push(...Array<WriteFault>(todo.writes).fill(todo.fault));
        this.deliverLate(world[todo.store]);
        return;
      case 'forge':
        return this.forge(todo);
      case 'delete coverage':
        this.requests.push(this.deleteAndCreate(todo.afterSeconds));
        return;
      case 'update':
        this.requests.push(this.update(todo));
    }
  }

  /** Writes records that did not come from the service. */
  private forge({ about, channel: index, count }: Extract<Action, { kind: 'forge' }>): void {
    const [arn = `${this.appInstance}/channel/none`] = this.pick(index);
    const ChannelArn = {
      channel: arn,
      'channel elsewhere': arn.replace(this.appInstance, `${this.appInstance}-elsewhere`),
      flow: this.flows[0],
      nothing: undefined,
    }[about];
    const record = JSON.stringify({ EventType: 'CREATE_CHANNEL', Payload: { ChannelArn } });
    for (let sent = 0; sent < count; sent++) this.mapping.put(`${sent}`, about === 'nothing' ? '{' : record);
  }

  /** An update of the stack, which is rolled back on request or if it fails; with or without waiting for it. */
  private async update(todo: Extract<Action, { kind: 'update' }>): Promise<void> {
    const { clock } = this.world;
    const before = this.requests.slice();
    await Promise.all(before); // a stack can have only one update at a time
    const former = this.deployed;
    const forward = this.request('Update', todo.settings, former, todo.isKilled);
    const isOver = clock.sleep(todo.afterSeconds * 1_000).then(() => 'called off' as const);
    const outcome = await (todo.isRolledBack ? Promise.race([forward, isOver]) : forward);
    if (outcome === 'accepted' && !todo.isRolledBack) {
      this.deployed = todo.settings;
      return;
    }
    await clock.sleep(2_000);
    await this.untilAccepted(async () => this.request('Update', former, todo.settings));
  }

  /** Removes the coverage from the stack, and adds it again. */
  private async deleteAndCreate(afterSeconds: number): Promise<void> {
    const { clock } = this.world;
    await Promise.all(this.requests.slice());
    await this.untilAccepted(async () => this.request('Delete', this.deployed));
    this.deletions.push(clock.now());
    await clock.sleep(afterSeconds * 1_000);
    await this.untilAccepted(async () => this.request('Create', this.deployed));
  }

  /** Repeats a deployment each minute. */
  private async untilAccepted(request: () => Promise<'accepted' | 'failed'>): Promise<void> {
    for (let tries = 1; (await request()) !== 'accepted'; tries++) {
      if (tries === PATIENCE) throw new Error('no request was accepted');
      await this.world.clock.sleep(MINUTE);
    }
  }

  private async request(
    RequestType: 'Create' | 'Update' | 'Delete',
    desired: Settings,
    former?: Settings,
    isKilled = false,
  ): Promise<'accepted' | 'failed'> {
    const { clock } = this.world;
    const work = this.world.newFunction(5 * MINUTE);
    const RequestId = `${this.appInstance} ${this.inForce.length} ${clock.now()}`;
    const run = requestRun(
      work.timers,
      {
        RequestId,
        RequestType,
        sentAt: Math.floor(clock.now() / 1_000) * 1_000,
        PhysicalResourceId: 'channel-flow-coverage/bucket',
        ResourceProperties: this.propertiesOf(desired),
        OldResourceProperties: former && this.propertiesOf(former),
      },
      () => (RequestType === 'Update' ? 'UPDATE_ROLLBACK_IN_PROGRESS' : undefined),
    );
    if (isKilled) clock.after(this.random() * 10_000, () => (work.isDead = true));
    const provider = options.providers['Custom::ChimeChannelFlowCoverage']!;
    const working = provider[`on${RequestType}`](run).then(
      () => {
        this.inForce.push({ requestId: RequestId, at: clock.now() });
        this.lastRequest = RequestId;
        return 'accepted' as const;
      },
      () => 'failed' as const,
    );
    const late = clock.sleep(run.remaining() + 60_000).then(() => 'failed' as const);
    return Promise.race([working, late]);
  }

  private propertiesOf({ flow, bearers, filter, isDetecting }: Settings): object {
    return {
      ChannelFlowArn: this.flows[flow],
      Bearers: this.bearers.slice(0, bearers),
      Channels: filter,
      SweepInterval: `${this.history.interval}`,
      CallsPerSecond: `${this.history.callsPerSecond}`,
      BucketName: 'bucket',
      ...(isDetecting && { Detection: 'true' }),
    };
  }

  /** No more events: after the delays, the first sweep must keep the promise. */
  private async calm(): Promise<void> {
    const { clock, service } = this.world;
    this.faults = [];
    for (const bearer of this.bearers) await service.promote(this.appInstance, bearer).catch(() => {});
    await clock.sleep(LAGS);
    await Promise.all(this.requests);
    await clock.sleep(LAGS + MINUTE - (clock.now() % MINUTE));
    const start = clock.now();
    for (;;) {
      this.tick();
      await clock.sleep(MINUTE);
      const { lastSweep, generation } = (await this.world.stateNow())!;
      expect(generation.requestId).toBe(this.lastRequest);
      if (lastSweep?.requestId === generation.requestId && lastSweep.startedAt >= start) return;
      if (clock.now() > start + CALM) throw new Error(`no sweep was completed: ${this.lastLines()}`);
    }
  }

  private judge(): void {
    const { filter } = this.deployed;
    const withFlow = this.channelsWithFlow();
    const bare = [...this.channels].filter(([arn, real]) => !withFlow.has(arn) && matches(filter, real));
    const calls = this.world.calls.filter(({ run }) => run !== undefined);
    this.checkGenerations(calls);
    this.checkRates(calls);
    expect(this.problems).toEqual([]);
    expect(bare.map(([arn]) => arn)).toEqual([]);
    expect(
      this.world.lines.filter(({ outcome, records }) => outcome === undefined && records === undefined),
    ).toEqual([]);
  }

  /** The service's final state: a sweep may have come between an event and its record here. */
  private channelsWithFlow(): Set<string> {
    const { channels } = this.world.emulator
      .inventory()
      .find((each) => each.appInstanceArn === this.appInstance)!;
    const covered = channels.filter(({ channelFlowArn }) => channelFlowArn !== undefined);
    return new Set(covered.map(({ channelArn }) => channelArn));
  }

  /** Records the effect of a call on a channel, and whether it was allowed. */
  private noteEffect({ operation, input, run }: SentCall): void {
    if (operation !== 'AssociateChannelFlow' && operation !== 'DisassociateChannelFlow') return;
    const real = this.channels.get(input.ChannelArn as string);
    if (!real) return;
    const now = this.world.clock.now();
    const isForeign = real.flow !== undefined && !this.flows.includes(real.flow);
    const isRace = now - real.givenAt < this.race() || now - this.otherAt < this.flowUnknown() + this.race();
    if (run && isForeign && !isRace) this.problems.push(`disassociated another flow by ${operation}`);
    real.flow = operation === 'AssociateChannelFlow' ? (input.ChannelFlowArn as string) : undefined;
  }

  /** How long the list of flows may be out of date. */
  private flowUnknown(): number {
    const seconds = FLOW_UNKNOWN_CALLS / this.history.callsPerSecond; // with one bearer; with several, it is less
    return Math.min(FLOW_UNKNOWN, Math.max(10, seconds) * 1_000 + 5_000);
  }

  /** How long a description of a channel may be out of date. */
  private race(): number {
    const { callsPerSecond } = this.history;
    const { associationVisibilityDelay } = this.world.emulator.behavior;
    const now = this.world.clock.now();
    const after = (kind: CallFault, effect: number) =>
      this.faults.some(({ fault, until }) => fault === kind && now < until + effect) ? effect : 0;
    // Detection and sweeps get half of the calls each.
    const line = Math.max(LINE * 1_000, (2 * LINE * 1_000) / callsPerSecond);
    const isThrottled = now < this.world.throttledAt + THROTTLED;
    const pause = isThrottled ? THROTTLED : after('throttled', THROTTLED);
    return line + associationVisibilityDelay + pause + after('late', LATE);
  }

  /** Once a generation is in effect, turns of earlier ones must have no effect. */
  private checkGenerations(calls: readonly SentCall[]): void {
    const order = this.inForce.map(({ requestId }) => requestId);
    for (const { doneAt, run, operation } of calls) {
      if (doneAt === undefined || !/^(Dis)?[aA]ssociate/.test(operation)) continue;
      const own = order.indexOf(run!.generation!.replace('/detecting', ''));
      const newer = this.inForce.find(({ at }, index) => index > own && at < doneAt);
      if (own >= 0 && newer) this.problems.push(`generation ${own} wrote after a newer one was in force`);
    }
  }

  /** Sweeps and detection each stay within their share, even from one turn to the next. */
  private checkRates(calls: readonly SentCall[]): void {
    const whose = bearersOf(calls);
    for (const of of ['sweeps', 'detection'] as const) {
      const own = calls.filter(({ run }) => run?.share?.of === of);
      for (const bearer of this.bearers) this.checkPauses(own.filter((call) => whose(call) === bearer));
      const shares = own.map(({ run }) => run!.share!);
      const most = Math.max(...shares.map((each) => Math.ceil(each.callsPerSecond) * each.bearers.length)); // including calls without a bearer
      own.forEach(({ at }, index) => {
        const end = own[index + most];
        if (end && end.at - at < 999) this.problems.push(`more than ${most} calls of ${of} in a second`);
      });
    }
  }

  private checkPauses(calls: readonly SentCall[]): void {
    calls.slice(1).forEach(({ at }, index) => {
      const before = calls[index]!;
      if (this.deletions.some((deleted) => before.at <= deleted && deleted <= at)) return;
      const pause = at - before.at;
      if (pause >= 1_000 / before.run!.share!.callsPerSecond - 1) return;
      this.problems.push(`a bearer was called as again after ${pause} ms for ${before.run!.share!.of}`);
    });
  }

  private faultFor({ run }: SentCall): CallFault | undefined {
    const now = this.world.clock.now();
    const active = this.faults.find(({ until, share }) => now < until && this.random() < share);
    return run ? active?.fault : undefined;
  }

  /** Delivers all abandoned writes, again and again: faults may affect much later writes. */
  private deliverLate(store: MemoryStore): void {
    store.deliver();
    if (store.faults.length > 0) this.world.clock.after(LATE, () => this.deliverLate(store));
  }

  private pick(index: number): [string, RealChannel] | [undefined, undefined] {
    const all = [...this.channels];
    return all[index % Math.max(1, all.length)] ?? [undefined, undefined];
  }

  /** Sets or removes a channel's flow on behalf of someone else. */
  private async setFlow(ChannelArn: string, flow: string | undefined): Promise<void> {
    const { emulator, clock } = this.world;
    const real = this.channels.get(ChannelArn)!;
    if (real.flow === flow) return;
    const about = { ChannelArn, ChimeBearer: this.keeper };
    if (real.flow) await emulator.call('DisassociateChannelFlow', { ...about, ChannelFlowArn: real.flow });
    if (flow && !(await this.associate(about, flow))) return this.setFlow(ChannelArn, flow);
    Object.assign(real, { flow, givenAt: flow === this.other ? clock.now() : real.givenAt });
  }

  /** Resolves to whether it succeeded: a running sweep may have been faster. */
  private async associate(
    about: { ChannelArn: string; ChimeBearer: string },
    flow: string,
  ): Promise<boolean> {
    const { emulator } = this.world;
    try {
      await emulator.call('AssociateChannelFlow', { ...about, ChannelFlowArn: flow });
      return true;
    } catch (error) {
      if ((error as Error).name !== 'ConflictException') throw error;
      const { Channel } = await emulator.call('DescribeChannel', about);
      this.channels.get(about.ChannelArn)!.flow = Channel?.ChannelFlowArn;
      return false;
    }
  }

  private async makeOther(): Promise<void> {
    this.other = await this.world.service.newFlow(this.appInstance, 'other');
    this.otherAt = this.history.otherFlowAt === 0 ? -Infinity : this.world.clock.now();
  }

  private lastLines(): string {
    return this.world.lines
      .slice(-3)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }
}

/** The errors after which a function skips a bearer that is no longer an admin. */
const NO_ADMIN = ['ForbiddenException', 'UnauthorizedClientException', 'UnprocessableEntityException'];

/**
 * Calls without a bearer count as the first bearer's. If a function may have skipped that one, the first bearer is
 * unknown.
 */
function bearersOf(calls: readonly SentCall[]): (call: SentCall) => string | undefined {
  const isFirst = ({ bearer, run }: SentCall) => bearer === run?.share?.bearers[0];
  const refused = calls.filter((call) => NO_ADMIN.includes(call.failure ?? '') && isFirst(call));
  const unknown = new Set(refused.map(({ run }) => run));
  return ({ bearer, run }) => bearer ?? (unknown.has(run) ? undefined : run?.share?.bearers[0]);
}

function matches({ NamePrefix = '', Privacy, Mode }: Filter, channelIs: Omit<RealChannel, 'flow'>): boolean {
  return (
    channelIs.name.startsWith(NamePrefix) &&
    (Privacy ?? channelIs.privacy) === channelIs.privacy &&
    (Mode ?? channelIs.mode) === channelIs.mode
  );
}

/** Pseudorandom numbers from 0 to 1; the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Checks this many histories, and prints the seed that reproduces them: pass it as `COVERAGE_SEED`. */
export async function checkHistories(player: HistoryPlayer, numRuns: number): Promise<void> {
  const seed = Number(process.env.COVERAGE_SEED ?? Date.now() % 2 ** 31);
  process.stdout.write(`${numRuns} histories of a coverage from COVERAGE_SEED=${seed}\n`);
  await fc.assert(
    fc.asyncProperty(histories, async (what) => player.play(what)),
    { numRuns, seed, endOnFailure: process.env.CI === undefined ? undefined : true },
  );
}
