import { type Environment, type Fate, type InProcessFunction, invokeAsync } from './in-process-lambda';
import { pass, seededRandom, useVirtualTime } from './virtual-time';
import { createHandler } from '../../lambda/processor-guard/handler';
import { channelFlowProcessor, type Decision, type OnError, update } from '../../processor';
import type { CallbackClient, ChannelFlowCallbackInput, Send } from '../../processor/client';
import {
  type ChannelFlowEvent,
  ChimeMessagingEmulator,
  EmulatorClock,
  type ServiceError,
} from '../../testing';

/**
 * Ten thousand messages while everything fails that can, randomly and in combination: processors with and without the
 * runtime, the real guard, the emulator, and Lambda's queue. Functions are promises and the SDK is a fake:
 * `matrix.test.ts` covers processes and HTTP.
 */
const MESSAGES = 10_000;
const SEED = 20261120;

const random = seededRandom(SEED);
const clock = EmulatorClock.manual();
const log: string[] = [];
/** Messages that a processor did not receive, or could not process, or not in time. */
const troubled = new Set<string>();
const functions = new Map<string, InProcessFunction>();

let emulator: ChimeMessagingEmulator;
let appInstance: string;
let alice: string;
let bob: string;

/** Picks one of the events by its probability, or none. */
function chance<T extends string>(shares: Record<T, number>): T | undefined {
  let rest = random();
  return (Object.keys(shares) as T[]).find((name) => (rest -= shares[name]) < 0);
}

function sdkError(name: string, statusCode: number): Error {
  return Object.assign(new Error('on purpose'), { name, $metadata: { httpStatusCode: statusCode } });
}

const never = () => new Promise<never>(() => {});

/** A callback over a bad connection. The message counts as troubled if that may use up the time limit. */
function callBackFrom(environment: Environment): Send {
  return async (input: ChannelFlowCallbackInput, signal: AbortSignal) => {
    const trouble = chance({
      throttled: 0.06,
      unavailable: 0.03,
      reset: 0.03,
      lost: 0.05,
      silent: 0.01,
      answerSilent: 0.01,
    });
    await clock.sleep(1 + random() * 150);
    if (!environment.isAlive) return never();
    signal.throwIfAborted();
    if (trouble === 'throttled') throw sdkError('ThrottledClientException', 429);
    if (trouble === 'unavailable') throw sdkError('ServiceUnavailableException', 503);
    if (trouble === 'reset') throw Object.assign(new Error('on purpose'), { code: 'ECONNRESET' });
    if (trouble === 'silent' || trouble === 'answerSilent') troubled.add(input.ChannelMessage.MessageId);
    if (trouble === 'silent') return never();
    await emulator.call('ChannelFlowCallback', input as never).catch((error: ServiceError) => {
      throw Object.assign(error, { $metadata: { httpStatusCode: error.statusCode } });
    });
    if (trouble === 'answerSilent') return never();
    if (trouble === 'lost') throw Object.assign(new Error('on purpose'), { code: 'ECONNRESET' });
  };
}

/** A decision of an unreliable processor. */
async function decide({
  messageId,
  content,
}: {
  readonly messageId: string;
  readonly content: string;
}): Promise<Decision> {
  const trouble = chance({ throws: 0.03, throwsText: 0.01, nothing: 0.01, hangs: 0.02, slow: 0.03 });
  if (trouble) troubled.add(messageId);
  if (trouble === 'throws') throw new Error('on purpose');
  if (trouble === 'throwsText') throw 'on purpose';
  if (trouble === 'nothing') return undefined as never;
  if (trouble === 'hangs') return never();
  await clock.sleep(random() * (trouble === 'slow' ? 5000 : 300));
  return update({ content: `${content}, processed` });
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function withRuntime(onError: OnError): InProcessFunction['handler'] {
  return async (event, context, environment) => {
    const callBack = callBackFrom(environment);
    const client: CallbackClient = {
      send: async ({ input }, { abortSignal }) => callBack(input, abortSignal),
    };
    return channelFlowProcessor(decide, { onError, client, logger: silent })(event, context);
  };
}

/** Typical first code: one callback, without understanding its errors. */
const ownCode: InProcessFunction['handler'] = async (event: ChannelFlowEvent, _context, environment) => {
  const { CallbackId, ChannelMessage: message } = event;
  const { MessageId, ChannelArn, Content } = message;
  const decision = await decide({ messageId: MessageId, content: Content });
  if (decision.action !== 'update') throw new Error('no decision');
  const input = { CallbackId, ChannelArn, ChannelMessage: { MessageId, Content: decision.changes.content } };
  troubled.add(MessageId); // its only callback may fail
  await callBackFrom(environment)(input, new AbortController().signal);
};

const HANDLERS: Record<string, InProcessFunction['handler']> = {
  deny: withRuntime('deny'),
  allow: withRuntime('allow'),
  throw: withRuntime('throw'),
  own: ownCode,
};

function fateOfProcessor(event: unknown): Fate {
  const trouble = chance({ throttled: 0.02, killed: 0.03 });
  if (!trouble) return { kind: 'runs' };
  troubled.add((event as ChannelFlowEvent).ChannelMessage.MessageId);
  return trouble === 'killed' ? { kind: 'killed', after: random() * 500 } : { kind: 'throttled' };
}

function arnOf(name: string): string {
  return `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
}

/** The guard may be killed as well; its alarm is for the case that it is killed three times for one message. */
const guard: InProcessFunction = {
  arn: arnOf('guard'),
  timeout: 30_000,
  config: {},
  handler: async (record, context, environment) => {
    const actionOf = (arn: string) => (arn.endsWith('-CONTINUE') ? 'ALLOW' : 'DENY');
    const PROCESSORS = [...functions.keys()]
      .map((arn) => `${arn.split(':').at(-1)}:$LATEST ${actionOf(arn)} 0`)
      .join();
    await createHandler({
      environment: { PROCESSORS, APP_INSTANCES: appInstance },
      send: callBackFrom(environment),
      write: (line) => void log.push(line),
    })(record, context);
  },
  fateOf: (_, attempt) =>
    attempt < 2 && random() < 0.1 ? { kind: 'killed', after: random() * 300 } : { kind: 'runs' },
};

/**
 * A channel with a flow of processors; the guard denies their failed messages or lets them through, like the service.
 */
async function newChannel(fallbackAction: 'ABORT' | 'CONTINUE', names: readonly string[]): Promise<string> {
  const processors = names.map((name, index) => {
    const arn = arnOf(`${name}-${index}-${fallbackAction}`);
    const retries = index; // the second processor of a flow is run again
    functions.set(arn, {
      arn,
      timeout: 3000,
      config: { maximumRetryAttempts: retries, maximumEventAgeInSeconds: 60 + 60 * retries },
      handler: HANDLERS[name]!,
      fateOf: fateOfProcessor,
      onFailure: (record) => void invokeAsync(guard, record, clock),
    });
    return {
      Name: name,
      Configuration: { Lambda: { ResourceArn: arn, InvocationType: 'ASYNC' as const } },
      ExecutionOrder: index + 1,
      FallbackAction: fallbackAction,
    };
  });
  const Name = names.join();
  const channel = { AppInstanceArn: appInstance, Name, ChimeBearer: alice, MemberArns: [bob] };
  const { ChannelArn } = await emulator.call('CreateChannel', channel);
  const flow = { AppInstanceArn: appInstance, Name, Processors: processors };
  const { ChannelFlowArn } = await emulator.call('CreateChannelFlow', flow);
  await emulator.call('AssociateChannelFlow', {
    ChannelArn: ChannelArn!,
    ChannelFlowArn,
    ChimeBearer: alice,
  });
  return ChannelArn!;
}

/** Failures between the service and Lambda. */
function breakDelivery(): void {
  emulator.faults.inject({
    operation: 'InvokeProcessor',
    error: { name: 'ServiceException' },
    match: ({ payload }) => {
      const isHit = random() < 0.01;
      if (isHit) troubled.add((payload as ChannelFlowEvent).ChannelMessage.MessageId);
      return isHit;
    },
  });
  for (const after of [0, 20, 80, 139, 200]) {
    emulator.faults.inject({
      operation: 'InvokeProcessor',
      duplicate: { after },
      match: () => random() < 0.03,
    });
  }
}

interface Sent {
  readonly id: string;
  readonly channelArn: string;
  readonly content: string;
}

async function send(channelArn: string, content: string): Promise<Sent> {
  const { MessageId: id } = await emulator.call('SendChannelMessage', {
    ChannelArn: channelArn,
    ChimeBearer: alice,
    Content: content,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return { id, channelArn, content };
}

/** Everything that Bob finds in a channel: content by message id, and the number of entries. */
async function foundBy(bearer: string, channelArn: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = { ChannelArn: channelArn, ChimeBearer: bearer, MaxResults: 50, NextToken };
    const answer = await emulator.call('ListChannelMessages', page);
    for (const { MessageId, Content } of answer.ChannelMessages ?? []) found.set(MessageId!, Content!);
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  return found;
}

/** The number of occurrences of each value. */
function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const FLOWS = [['deny'], ['allow'], ['throw'], ['own'], ['throw', 'deny']];
const channels = new Map<string, { readonly isFailClosed: boolean; readonly processors: number }>();
const messages: Sent[] = [];

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start({ clock });
  appInstance = (await emulator.call('CreateAppInstance', { Name: 'chat' })).AppInstanceArn!;
  const user = async (name: string) => {
    const input = { AppInstanceArn: appInstance, AppInstanceUserId: name, Name: name };
    return (await emulator.call('CreateAppInstanceUser', input)).AppInstanceUserArn!;
  };
  [alice, bob] = [await user('alice'), await user('bob')];
  for (const fallbackAction of ['ABORT', 'CONTINUE'] as const) {
    for (const names of FLOWS) {
      const isFailClosed = fallbackAction === 'ABORT' && !names.includes('allow');
      channels.set(await newChannel(fallbackAction, names), { isFailClosed, processors: names.length });
    }
  }
  emulator.useProcessorInvoker({
    invoke: async ({ functionArn, payload }) => void invokeAsync(functions.get(functionArn)!, payload, clock),
  });
  breakDelivery();

  const endVirtualTime = useVirtualTime(clock, random);
  const all = [...channels.keys()];
  while (messages.length < MESSAGES) {
    for (const channelArn of all) messages.push(await send(channelArn, `message ${messages.length}`));
    await pass(clock, 100, 20);
  }
  await pass(clock, 10_000, 20);
  await pass(clock, 15 * 60_000, 1000);
  endVirtualTime();
});

afterAll(() => emulator.close());

test('none is pending, and each ended once', () => {
  const ends = messages.map(({ id }) => {
    const finals = emulator.deliveries(id).filter(({ status }) => status !== 'PENDING');
    return finals.map(({ status }) => status).join() || 'PENDING';
  });
  const outcomes = log.map((line) => (JSON.parse(line) as { Outcome: string }).Outcome);
  const duplicates = emulator.invocations.filter(({ duplicate }) => duplicate).length;
  const figures = {
    seed: SEED,
    messages: count(ends),
    troubled: troubled.size,
    duplicates,
    guard: count(outcomes),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);

  expect(messages).toHaveLength(MESSAGES);
  expect(Object.keys(count(ends)).sort()).toEqual(['DENIED', 'FAILED', 'SENT']);
  expect(count(outcomes)).toMatchObject({
    DENIED: expect.any(Number),
    ALLOWED: expect.any(Number),
    ALREADY_SETTLED: expect.any(Number),
  });
});

test('none is lost, and none is in a channel that was denied or failed', async () => {
  for (const channelArn of channels.keys()) {
    const sent = messages.filter((message) => message.channelArn === channelArn);
    const ends = sent.map(({ id }) => emulator.deliveries(id).at(-1)!);
    const expected = ends
      .filter(({ status }) => status === 'SENT')
      .map(({ messageId, content }) => [messageId, content]);
    expect(Object.fromEntries(await foundBy(bob, channelArn))).toEqual(
      Object.fromEntries(expected as [string, string][]),
    );
  }
});

test('a message that met no trouble but duplicates and bad lines arrives processed, by each processor once', () => {
  const smooth = messages.filter(({ id }) => !troubled.has(id));
  const wrong = smooth.filter(({ id, channelArn, content }) => {
    const expected = content + ', processed'.repeat(channels.get(channelArn)!.processors);
    return emulator.deliveries(id).at(-1)!.content !== expected;
  });
  expect(smooth.length).toBeGreaterThan(MESSAGES / 2);
  expect(wrong).toEqual([]);
});

test('only the sender is shown unprocessed messages if processors fail closed', () => {
  const shown = messages.filter(({ id, channelArn, content }) => {
    const { isFailClosed, processors } = channels.get(channelArn)!;
    const processed = content + ', processed'.repeat(processors);
    const others = emulator.deliveries(id).filter(({ recipients }) => recipients.includes(bob));
    return isFailClosed && others.some((delivery) => delivery.content !== processed);
  });
  expect(shown).toEqual([]);
});
