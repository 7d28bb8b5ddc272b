import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { APP_INSTANCE_ARN, BOT_ARN, CHANNEL_ARN } from '../support';

const folder = mkdtempSync(join(tmpdir(), 'existing-channel-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes the app like the CLI: in its own process, with the context of the command line. */
async function synthesize(context: Record<string, string>): Promise<Template> {
  const outdir = mkdtempSync(join(folder, 'cdk.out'));
  const args = ['--require', require.resolve('tsx/cjs'), 'examples/existing-channel/app.ts'];
  await promisify(execFile)(process.execPath, args, {
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      TSX_TSCONFIG_PATH: 'examples/tsconfig.json',
    },
  });
  return Template.fromString(readFileSync(join(outdir, 'ExistingChannel.template.json'), 'utf8'));
}

test('the flow is created in the app instance and associated with the channel that the command line names', async () => {
  const template = await synthesize({
    appInstanceArn: APP_INSTANCE_ARN,
    channelArn: CHANNEL_ARN,
    moderatorArn: BOT_ARN,
    channelFlowName: 'greetings',
    greeting: 'hello',
  });

  template.hasResourceProperties('Custom::ChimeChannelFlow', {
    AppInstanceArn: APP_INSTANCE_ARN,
    Name: 'greetings',
    Tags: [{ Key: 'application', Value: 'existing-channel' }],
  });
  template.hasResourceProperties('Custom::ChimeChannelFlowAssociation', {
    ChannelArn: CHANNEL_ARN,
    ChimeBearer: BOT_ARN,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { GREETING: 'hello' } },
  });
});

test('without a context it synthesizes as well, with examples in the place of ARNs', async () => {
  const template = await synthesize({});

  template.hasResourceProperties('Custom::ChimeChannelFlowAssociation', {
    ChannelArn: 'arn:aws:chime:us-east-1:111122223333:app-instance/example/channel/example',
  });
});
