/**
 * A coverage that the CLI deploys: its schedule, state, stream, and calls go through third-party servers. This works
 * around some gaps in MiniStack:
 *
 * - It doesn't know Amazon Chime SDK messaging: this test writes the records that the emulator streams to its streams.
 * - It doesn't store how a stream is encrypted: the emulator does not check streams, unlike in `LocalCloud`.
 * - It invokes a function with the records that match the filters of its mapping, and retries a batch until it
 *   succeeds. It supports nothing else: not the age of records, splitting a batch, or reports of individual records.
 *   `test/testing/cloud/event-sources` tests those.
 * - It allows all calls. `test/lifecycle/permissions.test.ts` tests the permissions of roles.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CdkCli } from './cdk-cli';
import type { Chat } from './chat';
import type { MiniStack } from './ministack';
import { succeeded } from './succeeded';
import { waitFor } from './wait-for';
import type { Checklist } from '../harness/checklist';
import { runCommand } from '../harness/run-command';
import type { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

const STACK = 'CoveredChannels';
export const COVERAGE_APP = 'npx tsx --tsconfig examples/tsconfig.json test/e2e/coverage-app.ts';

/** In seconds: MiniStack runs one-minute schedules up to 10 seconds late, and the first run comes after a minute. */
const UNTIL_SWEPT = 180;

export interface CoverageSetup {
  readonly emulator: ChimeMessagingEmulator;
  readonly ministack: MiniStack;
  readonly cdk: CdkCli;
  readonly chat: Chat;
  /** The Python that has boto3. */
  readonly python: string;
}

/** Covers channels with sweeps alone, then also with detection, then deletes the coverage. */
export async function coverChannels(list: Checklist, setup: CoverageSetup): Promise<void> {
  setup.emulator.useStreamSink({ put: (record) => void setup.ministack.putRecord(record) });
  await sweepChannels(list, setup);
  await detectChannels(list, setup);
  await destroyCoverage(list, setup);
}

async function sweepChannels(list: Checklist, setup: CoverageSetup): Promise<void> {
  const { chat } = setup;
  list.step('cdk deploy of a coverage, which sweeps each minute');
  await deploy(list, setup, { detects: false });
  const [flow] = await chat.flows();
  await list.check('a channel that boto3 creates gets the flow with the next sweep', async () => {
    const channel = await createByBoto3(setup);
    assert.equal(await chat.flowOf(channel), undefined);
    await untilItHas(chat, channel, flow!, UNTIL_SWEPT);
  });
  await list.check('so does one that was there before', async () =>
    assert.equal(await chat.flowOfChannel(), flow),
  );
}

async function detectChannels(list: Checklist, setup: CoverageSetup): Promise<void> {
  list.step('cdk deploy of the coverage with detection, which sweeps once an hour');
  await deploy(list, setup, { detects: true });
  await list.check('a channel that boto3 creates has the flow before any sweep', async () => {
    // the sweep that follows the deployment can be faster, once
    const isDetected = (await isSweptLater(setup)) || (await isSweptLater(setup));
    assert.ok(isDetected, 'a sweep came before it was detected');
  });
}

/** Creates a channel, and waits for its flow. */
async function isSweptLater(setup: CoverageSetup): Promise<boolean> {
  const { emulator, chat } = setup;
  const sweeps = () => emulator.requests.filter(({ operation }) => operation === 'ListChannels').length;
  const before = sweeps();
  const [flow] = await chat.flows();
  await untilItHas(chat, await createByBoto3(setup), flow!, UNTIL_SWEPT);
  return sweeps() === before;
}

async function destroyCoverage(list: Checklist, setup: CoverageSetup): Promise<void> {
  const { emulator, ministack, cdk, chat } = setup;
  list.step('cdk destroy of the coverage');
  await list.require('deletes the stack', async () =>
    succeeded(await cdk.run(['destroy', STACK, '--force'], contextOf(chat, { detects: true }))),
  );
  await list.check('no flow, bucket, rule, function, stream or mapping of it is left', async () => {
    assert.deepEqual(await chat.flows(), []);
    const left = [
      ...(await ministack.bucketNames()),
      ...(await ministack.ruleNames()),
      ...(await ministack.functionNames()),
    ];
    assert.deepEqual(
      left.filter((name) => name.toLowerCase().startsWith(STACK.toLowerCase())),
      [],
    );
    assert.deepEqual(await ministack.streamNames(), []);
    assert.equal(await ministack.eventSourceMappingCount(), 0);
  });
  await list.check('the app instance streams nothing anymore', async () => {
    const { appInstanceArn: AppInstanceArn } = chat;
    await assert.rejects(emulator.call('GetMessagingStreamingConfigurations', { AppInstanceArn }), {
      name: 'NotFoundException',
    });
  });
}

interface Finding {
  /** Whether a stream reports new channels. */
  readonly detects: boolean;
}

async function deploy(list: Checklist, { cdk, chat }: CoverageSetup, finding: Finding): Promise<void> {
  await list.require('deploys', async () =>
    succeeded(await cdk.run(['deploy', STACK, '--require-approval', 'never'], contextOf(chat, finding))),
  );
}

function contextOf({ appInstanceArn, alice }: Chat, { detects }: Finding): Record<string, string> {
  return { appInstanceArn, adminArn: alice, detects: String(detects) };
}

async function untilItHas(chat: Chat, channel: string, flow: string, seconds: number): Promise<void> {
  await waitFor('the channel has the flow', seconds, async () =>
    (await chat.flowOf(channel)) === flow ? true : undefined,
  );
}

async function createByBoto3({ emulator, chat, python }: CoverageSetup): Promise<string> {
  const { environment, region } = emulator;
  const script = join(__dirname, 'create_channel.py');
  const { stdout } = await runCommand(python, [script, chat.appInstanceArn, chat.alice], {
    env: {
      ...process.env,
      ...environment,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  return stdout.trim();
}
