import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'reproducibility-'));
afterAll(() => rmSync(folder, { recursive: true }));

const APP = `
  import { App, Stack, Tags } from 'aws-cdk-lib';
  import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
  import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
  import { ChannelFlow, ChimeBearer } from './src';

  const app = new App({ outdir: process.argv[2] });
  const [base, chat] = [new Stack(app, 'Base'), new Stack(app, 'Chat', { tags: { application: 'chat' } })];
  Tags.of(app).add('team', 'community');
  const appInstance = new CfnAppInstance(base, 'AppInstance', { name: 'Community' });
  const appInstanceArn = appInstance.ref;
  const bearer = ChimeBearer.appInstanceUser(
    new CfnAppInstanceUser(base, 'Alice', { appInstanceArn, appInstanceUserId: 'alice', name: 'Alice' }),
  );
  const fn = new Function(base, 'Moderate', {
    code: Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  for (let index = 0; index < 10; index++) {
    const flow = new ChannelFlow(chat, 'Flow' + index, {
      appInstance,
      processors: [{ function: fn }],
      disassociateOnDelete: bearer,
    });
    flow.addAssociation('Channel', {
      channel: new CfnChannel(chat, 'Channel' + index, { appInstanceArn, chimeBearer: bearer.bearerArn, name: 'c' }),
      bearer,
    });
  }
  ChannelFlow.fromChannelFlowName(chat, 'LookedUp', { appInstance, channelFlowName: 'moderation' });
  app.synth();
`;

/** A copy of the library in its own directory, with an app next to it. */
function checkOut(...path: string[]): string {
  const directory = join(folder, ...path);
  mkdirSync(directory, { recursive: true });
  for (const part of ['src', 'assets']) cpSync(resolve(part), join(directory, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'app.ts'), APP);
  return directory;
}

/** Synthesizes in a separate process, and returns the deployed output: templates, and assets by their hashes. */
async function synthesize(directory: string, cwd: string, outdir: string): Promise<string[]> {
  const assembly = join(directory, outdir);
  const loader = require.resolve('tsx/cjs');
  await promisify(execFile)(process.execPath, ['--require', loader, join(directory, 'app.ts'), assembly], {
    cwd,
  });
  const files = ['Base', 'Chat'].flatMap((stack) => [`${stack}.template.json`, `${stack}.assets.json`]);
  return files.map((file) => readFileSync(join(assembly, file), 'utf8'));
}

test('synthesizing twice, or from two directories, gives identical bytes without a trace of the machine', async () => {
  const [one, other] = [checkOut('one'), checkOut('some', 'where', 'else')];
  const [first, elsewhere] = await Promise.all([
    synthesize(one, one, 'first'),
    synthesize(other, tmpdir(), 'out'),
  ]);
  const second = await synthesize(one, one, 'second');

  expect(second).toEqual(first);
  expect(elsewhere).toEqual(first);
  expect(first.join()).toContain('Custom::ChimeChannelFlowAssociation');
  expect(first.join()).not.toContain(folder);
  expect(first.join()).not.toContain(process.cwd());
});
