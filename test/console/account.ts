import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withoutAws } from '../e2e/cdk-cli';
import { MiniStack, ministackPython } from '../e2e/ministack';
import type { Checklist } from '../harness/checklist';
import { hasCommand } from '../harness/run-command';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

const WITH_CHIME = join(__dirname, '..', 'e2e', 'ministack_with_chime.py');
const STACK = 'ChatStack';

/**
 * Replaces a reader's AWS account: with MiniStack, which starts when a page first deploys, and with the emulator for
 * Amazon Chime SDK messaging. The CDK CLI finds them through variables, so a page's commands and its app are unchanged.
 */
export class Account {
  private opened: { readonly emulator: ChimeMessagingEmulator; readonly ministack: MiniStack } | undefined;

  public constructor(private readonly folder: string) {
    mkdirSync(folder);
  }

  /** Runs the commands of a page that deploy its app, and uses the deployed resources. */
  public async deploy(
    list: Checklist,
    name: string,
    run: (variables: NodeJS.ProcessEnv) => Promise<void>,
  ): Promise<void> {
    if (!hasCommand('python3')) {
      return list.skip(name, 'MiniStack stands in for AWS, and there is no python3');
    }
    const { emulator, ministack } = await list.require('MiniStack stands in for AWS', () => this.open());
    try {
      await list.require(name, () =>
        run({
          ...withoutAws(this.folder),
          ...ministack.variables,
          CDK_REQUIRE_APPROVAL: 'never', // a reader is asked in the terminal
          CDK_VALIDATION: process.env.CDK_VALIDATION,
        }),
      );
      await list.check('what it has deployed masks a word', () => checkMessage(emulator, ministack));
    } catch (error) {
      list.note(`MiniStack wrote:\n${ministack.log()}`);
      throw error;
    }
    await ministack.reset(); // the stacks of all pages have the same name
  }

  public async close(): Promise<void> {
    await this.opened?.ministack.stop();
    await this.opened?.emulator.close();
  }

  private async open(): Promise<{ emulator: ChimeMessagingEmulator; ministack: MiniStack }> {
    if (this.opened !== undefined) return this.opened;
    const { folder } = this;
    const python = await ministackPython(join(folder, 'python'));
    const emulator = await ChimeMessagingEmulator.start();
    const ministack = await MiniStack.start({ python, emulator, folder, program: [WITH_CHIME] });
    this.opened = { emulator, ministack };
    return this.opened;
  }
}

async function checkMessage(emulator: ChimeMessagingEmulator, ministack: MiniStack): Promise<void> {
  const { ChannelArn, AliceArn } = await ministack.outputsOf(STACK);
  const { MessageId } = await emulator.call('SendChannelMessage', {
    ChannelArn: ChannelArn!,
    ChimeBearer: AliceArn!,
    Content: 'damn',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  assert.equal(await emulator.settled(MessageId), 'SENT');
  assert.equal(emulator.deliveries(MessageId).at(-1)?.content, '****');
}
