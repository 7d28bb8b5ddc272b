import { ChimeSDKMessagingClient, SendChannelMessageCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CliProcess } from './support';
import { ChannelFlow, ChimeBearer } from '../../../src';

/** The folder of an app whose only processor runs this program. */
function appWith(source: string): string {
  const app = new App();
  const stack = new Stack(app, 'Chat');
  const appInstance = new CfnAppInstance(stack, 'AppInstance', { name: 'Chat' });
  const appInstanceArn = appInstance.attrAppInstanceArn;
  const alice = new CfnAppInstanceUser(stack, 'Alice', {
    appInstanceArn,
    appInstanceUserId: 'alice',
    name: 'Alice',
  });
  const chimeBearer = alice.attrAppInstanceUserArn;
  const channel = new CfnChannel(stack, 'Lobby', { appInstanceArn, chimeBearer, name: 'Lobby' });
  const moderator = new Function(stack, 'Moderator', {
    code: Code.fromInline(source),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
  const flow = new ChannelFlow(stack, 'Flow', { appInstance, processors: [{ function: moderator }] });
  flow.addAssociation('Lobby', { channel, bearer: ChimeBearer.appInstanceUser(alice) });
  new CfnOutput(stack, 'Channel', { value: channel.attrArn });
  new CfnOutput(stack, 'AliceArn', { value: chimeBearer });
  return app.synth().directory;
}

/** The command with an app, after it has written a line about the first message. */
async function commandWith(source: string, level: string, last: RegExp): Promise<CliProcess> {
  const cli = new CliProcess(['--deploy', appWith(source), '--log-level', level]);
  const environment = await cli.ready();
  const output = (name: string) => new RegExp(`^Chat\\.${name} = (.*)$`, 'm').exec(cli.stdout)![1];
  const client = new ChimeSDKMessagingClient({
    endpoint: environment.AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING,
    region: 'us-east-1',
    credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' },
  });
  await client.send(
    new SendChannelMessageCommand({
      ChannelArn: output('Channel'),
      ChimeBearer: output('AliceArn'),
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
    }),
  );
  await cli.until(() => last.test(cli.stderr));
  return cli;
}

/** Its log until then. */
async function logOf(source: string, level: string, last: RegExp): Promise<string> {
  return (await commandWith(source, level, last)).stderr;
}

test('what the processor of an app writes, and why it fails, is reported by its construct path', async () => {
  const source = "exports.handler = async () => { console.log('some words'); throw new RangeError('odd'); };";

  const log = await logOf(source, 'info', / failed: /);

  expect(log).toMatch(/ info {2}Chat\/Moderator \| .*some words\n/);
  expect(log).toMatch(/ warn {2}Chat\/Moderator failed: RangeError: odd\n/);
  expect(log).toContain('AssociateChannelFlow 200');
  expect(log).not.toContain('Provider'); // functions of the package are silent, unless they fail
});

test('a processor that cannot be loaded is reported, and for debugging, what the guard writes', async () => {
  const log = await logOf('exports.handler = (;', 'debug', / debug Chat\/ChimeProcessorGuard\/.* \| \{/);

  expect(log).toMatch(/ warn {2}Chat\/Moderator failed: SyntaxError: /);
});

const HANGS = `exports.handler = () => {
  console.log('pid', process.pid);
  return new Promise(() => setInterval(() => {}, 1000));
};`;

test('a function that somebody ends is reported', async () => {
  const cli = await commandWith(HANGS, 'info', /pid \d+/);

  process.kill(pidIn(cli.stderr), 'SIGTERM');

  await cli.until(() => /Chat\/Moderator failed: Runtime\.ExitError: .*signal: SIGTERM\n/.test(cli.stderr));
});

test('a function that ends with the command is no failure', async () => {
  const cli = await commandWith(HANGS, 'info', /pid \d+/);

  process.kill(pidIn(cli.stderr), 'SIGTERM'); // like a signal to the process group
  await cli.end('SIGTERM');

  expect(cli.stderr).not.toContain('failed');
});

function pidIn(log: string): number {
  return Number(/pid (\d+)/.exec(log)![1]);
}
