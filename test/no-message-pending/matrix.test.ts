import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProcessor } from './bundled-processor';
import { flowId, functionId, type FunctionKind, MatrixStack, SETTINGS, type Setting } from './matrix-stack';
import { type CalledBackBy, type Scenario, SCENARIOS } from './scenarios';
import { ErrorAction, FallbackAction } from '../../src';
import {
  type ChannelFlowEvent,
  ChimeMessagingEmulator,
  EmulatorClock,
  type FaultOptions,
  LocalCloud,
  LocalDeployment,
} from '../../testing';
import { newApp } from '../support';

/**
 * Whatever goes wrong with a message, under every setting: it ends as, and when, docs/failures-and-guard.md says.
 *
 * The service and Lambda's queues follow virtual time. Functions run in processes, so the timeout of those that hang is
 * real: two seconds. Everything until they have failed counts as "at once".
 */
/** A message from Alice, and its outcome. */
interface Case {
  readonly scenario: Scenario;
  readonly setting: Setting;
  readonly messageId: string;
  readonly channelArn: string;
  readonly sentAt: number;
}

const HOURS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
let emulator: ChimeMessagingEmulator;
let deployment: LocalDeployment;
let cases: Case[];

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start({ clock: EmulatorClock.manual() });
  LocalCloud.of(emulator).lambda.maxProcesses = 3;
  deployment = await LocalDeployment.deploy(
    new MatrixStack(newApp(), 'Matrix', bundledProcessor('misbehaving', folder)),
    {
      emulator,
    },
  );
  breakFunctions();

  cases = [];
  for (const scenario of SCENARIOS) for (const setting of SETTINGS) cases.push(await send(scenario, setting));
  for (let step = 0; step < 4; step++) await emulator.clock.advance(50); // for the second deliveries
  // the event age that ends throttling, the retries of functions without a guard, and the time limit for callbacks
  for (const pause of [60_000, 120_000, 48 * HOURS]) {
    await deployment.functions.idle();
    await emulator.clock.advance(pause);
  }
  await deployment.functions.idle();
});

afterAll(async () => {
  await deployment?.close();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** Problems that a stack would not deploy: functions that are gone, or that the service may no longer invoke. */
function breakFunctions(): void {
  for (const setting of SETTINGS) {
    const { physicalId: deleted } = deployment.resource(functionId('deleted', setting));
    deployment.cloud.lambda.delete(deleted);
    const { physicalId: uninvokable } = deployment.resource(functionId('uninvokable', setting));
    deployment.cloud.lambda.find(uninvokable)!.settingsOf(undefined).permissions.clear();
  }
}

/** Sends a message from Alice in its own channel, where Bob is a member, too. */
async function send(scenario: Scenario, setting: Setting): Promise<Case> {
  const [alice, bob] = [deployment.resource('Alice').physicalId, deployment.resource('Bob').physicalId];
  const { ChannelArn: channelArn } = await emulator.call('CreateChannel', {
    AppInstanceArn: deployment.resource('AppInstance').physicalId,
    Name: scenario.what,
    ChimeBearer: alice,
    MemberArns: [bob],
  });
  await emulator.call('AssociateChannelFlow', {
    ChannelArn: channelArn!,
    ChannelFlowArn: deployment.resource(`${flowId(scenario.kind ?? 'sound', setting)}/NativeResource`)
      .physicalId,
    ChimeBearer: alice,
  });
  for (const fault of scenario.faults ?? []) emulator.faults.inject({ ...fault, match: isIn(channelArn!) });
  const { MessageId: messageId } = await emulator.call('SendChannelMessage', {
    ChannelArn: channelArn!,
    ChimeBearer: alice,
    Content: scenario.what,
    Metadata: scenario.by,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return { scenario, setting, messageId, channelArn: channelArn!, sentAt: emulator.clock.now() };
}

/** Callbacks name their channel, and invocations have it in their payload. */
function isIn(channelArn: string): FaultOptions['match'] {
  return (input) => {
    const { ChannelMessage = input } = (input.payload ?? {}) as Partial<ChannelFlowEvent>;
    return ChannelMessage.ChannelArn === channelArn;
  };
}

/** The messages of a channel that a user sees. */
async function seenBy(id: 'Alice' | 'Bob', { channelArn }: Case): Promise<string[]> {
  const ChimeBearer = deployment.resource(id).physicalId;
  const { ChannelMessages } = await emulator.call('ListChannelMessages', {
    ChannelArn: channelArn,
    ChimeBearer,
  });
  return ChannelMessages!.map(({ Content }) => Content!);
}

/** How and when a message ended, in the words of the table. */
function outcomeOf({ scenario, messageId, sentAt }: Case): string {
  const { status, content, at } = emulator.deliveries(messageId).at(-1)!;
  const seconds = Math.round((at - sentAt) / 1000);
  const what = status === 'SENT' && content === scenario.what ? 'SENT unprocessed' : status;
  return seconds > 0 ? `${what}, ${seconds} s` : what;
}

const CALLED_BACK_BY: Record<CalledBackBy, string> = {
  'own code': 'own code',
  deny: 'runtime',
  allow: 'runtime, onError allow',
  throw: 'runtime, onError throw',
};

function table(): string {
  const head = SETTINGS.map(({ fallbackAction, errorAction }) => `${fallbackAction}, ${errorAction}`);
  const rows = SCENARIOS.map((scenario) => [
    scenario.kind === 'plain' ? `${scenario.what}, not declared async` : scenario.what,
    CALLED_BACK_BY[scenario.by],
    ...cases.filter((one) => one.scenario === scenario).map(outcomeOf),
  ]);
  const lines = [['what happens', 'called back by', ...head], ...rows];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n');
}

function nameOf({ scenario, setting }: Case): string {
  return [scenario.what, scenario.by, setting.fallbackAction, setting.errorAction].join(', ');
}

/** The names of the cases in which something is wrong. */
async function unlike(isRight: (one: Case) => boolean | Promise<boolean>): Promise<string[]> {
  const wrong: string[] = [];
  for (const one of cases) if (!(await isRight(one))) wrong.push(nameOf(one));
  return wrong;
}

test('every message ends as documented, when documented', () => {
  const actual = table();
  process.stdout.write(`${actual}\n`);
  expect(`${actual}\n`).toBe(readFileSync(join(__dirname, 'matrix.txt'), 'utf8'));
});

test('one decision takes effect for each message, at the most', async () => {
  const taken = new Map<unknown, number>();
  for (const { operation, statusCode, input } of emulator.requests) {
    if (operation !== 'ChannelFlowCallback' || statusCode !== 200) continue;
    const { MessageId } = input.ChannelMessage as { MessageId: string };
    taken.set(MessageId, (taken.get(MessageId) ?? 0) + 1);
  }
  const finals = ({ messageId }: Case) =>
    emulator.deliveries(messageId).filter((d) => d.status !== 'PENDING');
  expect(await unlike((one) => (taken.get(one.messageId) ?? 0) <= 1 && finals(one).length <= 1)).toEqual([]);
});

test('recipients find exactly the messages that are sent in the channel', async () => {
  const isConsistent = async (one: Case) => {
    const { status, content } = emulator.deliveries(one.messageId).at(-1)!;
    return JSON.stringify(await seenBy('Bob', one)) === JSON.stringify(status === 'SENT' ? [content] : []);
  };
  expect(await unlike(isConsistent)).toEqual([]);
});

test('under fail-closed settings, only the sender is ever shown an unprocessed message', async () => {
  const isOpen = ({ scenario, setting }: Case) =>
    scenario.by === 'allow' ||
    setting.fallbackAction === FallbackAction.CONTINUE ||
    setting.errorAction === ErrorAction.ALLOW;
  const wasShown = ({ messageId, scenario }: Case) =>
    emulator
      .deliveries(messageId)
      .some(({ recipients, content }) => recipients.length > 1 && content === scenario.what);
  expect(cases.filter((one) => !isOpen(one)).length).toBeGreaterThan(90);
  expect(await unlike((one) => isOpen(one) || !wasShown(one))).toEqual([]);
});

test('the sender sees a message as long as it is pending, and whether it failed', async () => {
  const isSeen = async (one: Case) => {
    const { status } = emulator.deliveries(one.messageId).at(-1)!;
    return (await seenBy('Alice', one)).length === (status === 'DENIED' ? 0 : 1);
  };
  expect(await unlike(isSeen)).toEqual([]);
});

test('functions failed in the way they were meant to, as far as the guard was told', () => {
  const lines = deployment.functions.logs('ChimeProcessorGuard/Handler/Function');
  // in addition to the guard's own lines, Lambda's lines about failed invocations
  const records = lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { processor: string; condition: string; errorType?: string });
  const toldOf = (kind: FunctionKind) => {
    const names = SETTINGS.map((setting) => deployment.resource(functionId(kind, setting)).physicalId);
    const failed = records.filter(({ processor }) => names.includes(processor.split(':')[6]!));
    return [...new Set(failed.map(({ condition, errorType }) => `${condition} ${errorType}`))].sort();
  };

  expect(toldOf('hanging')).toEqual(['RetriesExhausted Sandbox.Timedout']);
  expect(toldOf('crashing')).toEqual([
    'RetriesExhausted Runtime.ExitError',
    'RetriesExhausted Runtime.NodeJsExit',
  ]);
  expect(toldOf('throttled')).toEqual(['EventAgeExceeded undefined']);
  expect(toldOf('forbidden')).toEqual([
    'RetriesExhausted AccessDeniedException',
    'RetriesExhausted ChannelFlowProcessorError',
  ]);
});
