/**
 * One sweep of a coverage, in as many turns as it takes, on a virtual clock: how many calls it makes, how fast, and with how much
 * memory. Arguments: the number of channels, how many of them lack the flow, and the number of bearers.
 */
import { APP_INSTANCE_ARN } from './arns';
import { report } from './report';
import { createHandler, type InvocationContext } from '../../lambda/channel-flow-sweep';
import { type CoverageState, StateFile } from '../../lambda/coverage-state';
import type { MessagingClient } from '../../lambda/coverage-turn';
import { MemoryStore } from '../../test/lambda/helpers/memory-store';
import { VirtualClock } from '../../test/matrix/virtual-clock';

const CALLS_PER_SECOND = 3;
const PAGE = 50;
/** How long a call takes, there and back, in milliseconds. */
const CALL = 80;
const MINUTE = 60_000;
const TIMEOUT = 15 * MINUTE;
const FLOW = `${APP_INSTANCE_ARN}/channel-flow/own`;
const CHANNEL = `${APP_INSTANCE_ARN}/channel/`;

interface Input {
  readonly ChannelArn?: string;
  readonly ChimeBearer?: string;
  readonly NextToken?: string;
  readonly Privacy?: 'PUBLIC' | 'PRIVATE';
}

/** An app instance with one flow and public channels, each of which takes a byte. */
class Service {
  calls = 0;
  /** When the calls of each bearer were sent. */
  readonly sentAt = new Map<string, number[]>();
  /** For each turn, when it associates: from the first channel to the last. */
  readonly associating: { readonly from: number; to: number }[] = [];
  private isNewTurn = true;
  readonly client = {
    send: async (command: { readonly input: Input }) => {
      const { input } = command;
      this.note(input.ChimeBearer ?? this.first);
      const output = this.answer(command.constructor.name, input);
      await this.clock.sleep(CALL);
      return output;
    },
  } as unknown as MessagingClient;
  private readonly hasFlow: Uint8Array;
  /** The number of each channel that has the flow, in the order of the list. */
  private readonly listed: number[] = [];

  constructor(
    private readonly clock: VirtualClock,
    channels: number,
    missing: number,
    private readonly first: string,
  ) {
    this.hasFlow = new Uint8Array(channels);
    const every = channels / missing;
    this.hasFlow.fill(1);
    for (let index = 0; index < missing; index++) this.hasFlow[Math.floor(index * every)] = 0;
    this.hasFlow.forEach((has, channel) => has && this.listed.push(channel));
  }

  get isCovered(): boolean {
    return this.hasFlow.every((has) => has === 1);
  }

  beginTurn(): void {
    this.isNewTurn = true;
  }

  private noteAssociation(): void {
    const now = this.clock.now();
    if (this.isNewTurn) this.associating.push({ from: now, to: now });
    this.associating.at(-1)!.to = now;
    this.isNewTurn = false;
  }

  private note(bearer: string): void {
    this.calls++;
    const times = this.sentAt.get(bearer) ?? [];
    this.sentAt.set(bearer, times);
    times.push(this.clock.now());
  }

  private answer(command: string, input: Input): unknown {
    switch (command) {
      case 'ListChannelFlowsCommand':
        return { ChannelFlows: [{ ChannelFlowArn: FLOW }] };
      case 'ListChannelsAssociatedWithChannelFlowCommand':
        return page(this.listed.length, input, (index) => this.listed[index]!);
      case 'ListChannelsCommand':
        return page(input.Privacy === 'PRIVATE' ? 0 : this.hasFlow.length, input, (index) => index);
      case 'AssociateChannelFlowCommand':
        this.noteAssociation();
        this.hasFlow[Number(input.ChannelArn!.slice(CHANNEL.length))] = 1;
        return {};
      default:
        throw new Error(`${command} is not simulated`);
    }
  }
}

function page(length: number, { NextToken = '0' }: Input, channelAt: (index: number) => number): object {
  const start = Number(NextToken);
  const count = Math.max(0, Math.min(PAGE, length - start));
  const Channels = Array.from({ length: count }, (_, index) => ({
    ChannelArn: `${CHANNEL}${channelAt(start + index)}`,
    Name: 'channel',
    Privacy: 'PUBLIC',
    Mode: 'UNRESTRICTED',
  }));
  return { Channels, ...(start + count < length && { NextToken: String(start + count) }) };
}

/** The most calls of one bearer in any second. The virtual time of each is rounded a little. */
function mostInASecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  times.forEach((time, index) => {
    while (Math.round(time - times[first]!) >= 1_000) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** The calls per second within some spans of time. */
function ratePerSecond(
  times: readonly number[],
  spans: readonly { readonly from: number; readonly to: number }[],
): number {
  const within = times.filter((time) => spans.some(({ from, to }) => time > from && time <= to));
  const milliseconds = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return (1_000 * within.length) / milliseconds;
}

interface Swept {
  readonly service: Service;
  /** The most memory that the process had at the end of a turn, in bytes. */
  readonly memory: number;
}

/** Does the work that the rule invokes each minute, until the sweep is completed. */
async function sweep(channels: number, missing: number, bearers: readonly string[]): Promise<Swept> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1), async () => Promise.resolve());
  const service = new Service(clock, channels, missing, bearers[0]!);
  const stateStore = new MemoryStore(() => clock.now());
  const state = async () => (await new StateFile(stateStore).read()).state;
  let memory = 0;
  const handler = createHandler({
    client: service.client,
    indexStore: new MemoryStore(() => clock.now()),
    openState: () => new StateFile(stateStore),
    timers: clock,
    write: () => (memory = Math.max(memory, process.memoryUsage.rss())),
  });
  await new StateFile(stateStore).write(coverage(bearers, clock.now()));
  const minute = async () => {
    service.beginTurn();
    await handler({}, contextUntil(clock, clock.now() + TIMEOUT));
    await clock.sleep(MINUTE - (clock.now() % MINUTE));
  };
  while ((await state())?.lastSweep === undefined) await clock.until(minute());
  return { service, memory };
}

function coverage(bearers: readonly string[], sentAt: number): CoverageState {
  const settings = {
    channelFlowArn: FLOW,
    formerFlows: [],
    bearers,
    channels: {},
    sweepInterval: 5 * MINUTE,
    callsPerSecond: CALLS_PER_SECOND,
  };
  return { generation: { requestId: 'create', sentAt, settings } };
}

function contextUntil(clock: VirtualClock, end: number): InvocationContext {
  const getRemainingTimeInMillis = () => Math.max(0, end - clock.now());
  return { functionName: 'sweep', awsRequestId: 'tick', getRemainingTimeInMillis };
}

async function main(): Promise<void> {
  const [channels = 0, missing = 0, bearerCount = 0] = process.argv.slice(2).map(Number);
  const bearers = Array.from(
    { length: bearerCount },
    (_, index) => `${APP_INSTANCE_ARN}/user/admin-${index}`,
  );
  const start = performance.now();
  const { service, memory } = await sweep(channels, missing, bearers);
  if (!service.isCovered) throw new Error('the sweep has left channels without the flow');
  const times = [...service.sentAt.values()];
  const allowed = CALLS_PER_SECOND * bearers.length;
  report({
    calls: service.calls,
    mostUsed: Math.max(...times.map(mostInASecond)) / CALLS_PER_SECOND,
    used: ratePerSecond(times.flat(), service.associating) / allowed,
    memory,
    realTime: performance.now() - start,
  });
}

void main();
