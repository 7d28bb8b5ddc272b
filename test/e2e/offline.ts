import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { CdkCli } from './cdk-cli';
import { succeeded } from './succeeded';
import type { Checklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';
import { plain } from '../harness/run-command';

/** An address without a server: any use of the network fails. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Checks the example of `cdk.json` without an account or a network. Deployed templates aren't available then: a saved
 * template replaces them.
 */
export async function checkOffline(list: Checklist): Promise<void> {
  list.step('the CDK CLI without credentials and network');
  await inTemporaryFolder('offline', async (folder) => {
    const cdk = new CdkCli({
      folder,
      environment: { http_proxy: NOWHERE, https_proxy: NOWHERE, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
    });
    const before = join(folder, 'before.json');
    await list.require('cdk synth', async () => {
      succeeded(await cdk.run(['synth', '--quiet']));
      copyFileSync(join(folder, 'cdk.out', 'ModeratedChat.template.json'), before);
    });
    await list.check('cdk diff finds no difference', async () => {
      const { output } = succeeded(await cdk.run(['diff', '--template', before, '--fail']));
      assert.match(output, /no differences/);
    });
    await list.check('cdk diff shows a change', async () => {
      const change = { channelFlowName: 'house-rules' };
      const { exitCode, output } = await cdk.run(['diff', '--template', before, '--fail'], change);
      assert.equal(exitCode, 1);
      assert.match(plain(output), /\[\+\] house-rules/);
    });
  });
}
