/**
 * The real AWS CDK CLI. Offline, it synthesizes and compares an example. Then it deploys, uses, changes, and deletes
 * one: MiniStack acts as CloudFormation and Lambda, and this package's emulator as Amazon Chime SDK messaging.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CdkCli } from './cdk-cli';
import { Chat } from './chat';
import { COVERAGE_APP, coverChannels } from './coverage';
import { MINISTACK, MiniStack, ministackPython } from './ministack';
import { checkOffline } from './offline';
import { succeeded } from './succeeded';
import { waitFor } from './wait-for';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { hasCommand, plain } from '../harness/run-command';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

const STACK = 'ExistingChannel';
const APP = 'npx tsx --tsconfig examples/tsconfig.json examples/existing-channel/app.ts';

void runChecklist(async (list) => {
  await checkOffline(list);
  const python = await setUp(list);
  if (python === undefined) return;
  await inTemporaryFolder('e2e', async (folder) => {
    const emulator = await ChimeMessagingEmulator.start();
    try {
      await withMiniStack(list, { python, folder, emulator }, (ministack) =>
        lifeOfAStack(list, { python, folder, emulator, ministack }),
      );
    } finally {
      await emulator.close();
    }
  });
});

/** The Python that has MiniStack; without it, there is nothing to deploy to. */
async function setUp(list: Checklist): Promise<string | undefined> {
  list.step(`setting up ${MINISTACK}`);
  if (!hasCommand('python3')) {
    list.skip('deployment with the real CDK CLI', 'there is no python3');
    return undefined;
  }
  try {
    return await ministackPython(join(REPOSITORY, '.venv-e2e'));
  } catch (error) {
    list.skip('deployment with the real CDK CLI', `cannot install ${MINISTACK}: ${messageOf(error)}`);
    return undefined;
  }
}

interface Setup {
  readonly python: string;
  readonly folder: string;
  readonly emulator: ChimeMessagingEmulator;
  readonly ministack: MiniStack;
}

async function withMiniStack(
  list: Checklist,
  { python, folder, emulator }: { python: string; folder: string; emulator: ChimeMessagingEmulator },
  body: (ministack: MiniStack) => Promise<void>,
): Promise<void> {
  const ministack = await list.require('MiniStack starts', () =>
    MiniStack.start({ python, emulator, folder }),
  );
  try {
    await body(ministack);
  } catch (error) {
    list.note(`MiniStack wrote:\n${ministack.log()}`);
    throw error;
  } finally {
    await ministack.stop();
  }
}

async function lifeOfAStack(list: Checklist, { python, folder, emulator, ministack }: Setup): Promise<void> {
  const { account, region } = emulator;
  const cli = (app: string) =>
    new CdkCli({
      app,
      folder,
      environment: {
        ...ministack.variables,
        CDK_DEFAULT_ACCOUNT: account,
        CDK_DEFAULT_REGION: region,
      },
    });
  const cdk = cli(APP);

  list.step('a chat that exists before the stack');
  const chat = await list.require('app instance, two users and a channel in the emulator', () =>
    Chat.create(emulator),
  );
  const arns = {
    appInstanceArn: chat.appInstanceArn,
    channelArn: chat.channelArn,
    moderatorArn: chat.alice,
  };

  list.step('cdk bootstrap');
  await list.require('bootstraps', async () =>
    succeeded(await cdk.run(['bootstrap', `aws://${account}/${region}`], arns)),
  );

  list.step('cdk deploy of what the service refuses: Bob is no moderator of the channel');
  await list.check('the CLI shows what was refused, the error and the request id', async () => {
    const refused = { ...arns, moderatorArn: chat.bob };
    const { exitCode, output } = await cdk.run(['deploy', STACK, '--require-approval', 'never'], refused);
    assert.notEqual(exitCode, 0);
    const calls = emulator.requests.filter((request) => request.operation === 'AssociateChannelFlow');
    for (const part of ['ForbiddenException', calls.at(-1)!.requestId, chat.bob]) {
      assert.ok(plain(output).includes(part), `no ${part} in\n${plain(output)}`);
    }
  });
  await list.check('the rollback leaves nothing', async () => {
    assert.deepEqual(await chat.flows(), []);
    assert.equal(await chat.flowOfChannel(), undefined);
  });

  list.step('cdk deploy, in place of the stack that was rolled back');
  await list.require('deploys', async () =>
    succeeded(await cdk.run(['deploy', STACK, '--require-approval', 'never'], arns)),
  );
  const flow = await list.require('the channel has the one flow of the app instance', async () => {
    const flows = await chat.flows();
    assert.equal(flows.length, 1);
    assert.equal(await chat.flowOfChannel(), flows[0]);
    return flows[0]!;
  });
  await list.check('the service may invoke the processor, for this app instance only', async () => {
    const { functionArn } = await chat.describeFlow(flow);
    const policy = await ministack.functionPolicy(functionArn!);
    assert.ok(policy.includes('messaging.chime.amazonaws.com'), policy);
    assert.ok(policy.includes(chat.appInstanceArn), policy);
  });
  await checkMessage(list, { emulator, chat }, 'hello', 'hello (checked)');

  list.step('cdk diff');
  await list.check('finds no difference', async () => {
    const { output } = succeeded(await cdk.run(['diff', STACK, '--fail'], arns));
    assert.match(output, /no differences/);
  });

  list.step('cdk deploy of a change');
  const change = { ...arns, channelFlowName: 'renamed', greeting: 'checked again' };
  await list.check('cdk diff shows the change', async () => {
    const { exitCode, output } = await cdk.run(['diff', STACK, '--fail'], change);
    assert.equal(exitCode, 1);
    assert.match(plain(output), /renamed/);
    assert.match(plain(output), /checked again/);
  });
  await list.require('deploys', async () =>
    succeeded(await cdk.run(['deploy', STACK, '--require-approval', 'never'], change)),
  );
  await list.check('the same flow has the new name', async () => {
    assert.deepEqual(await chat.flows(), [flow]);
    assert.equal((await chat.describeFlow(flow)).name, 'renamed');
  });
  await list.check('the channel still has it', async () => assert.equal(await chat.flowOfChannel(), flow));
  await checkMessage(list, { emulator, chat }, 'hello again', 'hello again (checked again)');

  list.step('cdk destroy');
  await list.require('deletes the stack', async () => {
    succeeded(await cdk.run(['destroy', STACK, '--force'], change));
    assert.equal(await exists(ministack), false);
  });
  await list.check('the app instance has no flow left', async () => assert.deepEqual(await chat.flows(), []));
  await list.check('the channel has no flow left', async () =>
    assert.equal(await chat.flowOfChannel(), undefined),
  );
  await list.check('no function of the stack is left', async () => {
    const names = await ministack.functionNames();
    assert.deepEqual(
      names.filter((name) => name.startsWith(STACK)),
      [],
    );
  });
  await list.check('a message in the channel is sent as it is', async () => {
    const messageId = await chat.send('on its own');
    assert.equal(await chat.seenByBob(messageId), 'on its own');
  });

  await coverChannels(list, { emulator, ministack, cdk: cli(COVERAGE_APP), chat, python });
}

async function checkMessage(
  list: Checklist,
  { emulator, chat }: { emulator: ChimeMessagingEmulator; chat: Chat },
  content: string,
  expected: string,
): Promise<void> {
  await list.check(`Alice writes “${content}”, Bob sees “${expected}”`, async () => {
    const messageId = await chat.send(content);
    const status = await waitFor('the message is settled', 60, async () =>
      emulator.deliveries(messageId).find((delivery) => delivery.status !== 'PENDING'),
    );
    assert.equal(status.status, 'SENT');
    assert.equal(await chat.seenByBob(messageId), expected);
  });
}

async function exists(ministack: MiniStack): Promise<boolean> {
  const answer = await ministack.cloudFormation('DescribeStacks', { StackName: STACK });
  return answer.includes('<StackStatus>') && !answer.includes('<StackStatus>DELETE_COMPLETE');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
