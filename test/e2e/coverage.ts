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

/** Seconds: MiniStack runs schedules of a minute up to 10 seconds late, and the first run comes after a minute. */
const UNTIL_SWEPT = 180;

export interface CoverageSetup {
  readonly emulator: ChimeMessagingEmulator;
  readonly ministack: MiniStack;
  readonly cdk: CdkCli;
  readonly chat: Chat;
  /** The Python that has boto3. */
  readonly python: string;
}

/** A coverage, deployed by the CLI: its schedule, its state and its calls go through servers that others wrote. */
export async function coverChannels(list: Checklist, setup: CoverageSetup): Promise<void> {
  const { ministack, cdk, chat } = setup;
  const arns = { appInstanceArn: chat.appInstanceArn, adminArn: chat.alice };

  list.step('cdk deploy of a coverage');
  await list.require('deploys', async () =>
    succeeded(await cdk.run(['deploy', STACK, '--require-approval', 'never'], arns)),
  );
  const [flow] = await chat.flows();
  await list.check('a channel that boto3 creates gets the flow with the next sweep', async () => {
    const channel = await createByBoto3(setup);
    assert.equal(await chat.flowOf(channel), undefined);
    await waitFor('the channel has the flow', UNTIL_SWEPT, async () =>
      (await chat.flowOf(channel)) === flow ? true : undefined,
    );
  });
  await list.check('so does one that was there before', async () =>
    assert.equal(await chat.flowOfChannel(), flow),
  );

  list.step('cdk destroy of the coverage');
  await list.require('deletes the stack', async () =>
    succeeded(await cdk.run(['destroy', STACK, '--force'], arns)),
  );
  await list.check('no flow, bucket, rule or function of it is left', async () => {
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
  });
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
