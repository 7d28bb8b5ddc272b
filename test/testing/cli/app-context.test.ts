import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliProcess, file } from './support';

const CDK = join(__dirname, '..', '..', '..', 'node_modules', 'aws-cdk-lib');
const KEYS = ['everywhere', 'found', 'own', 'large'];
/** An app whose outputs are the values of its context, and the size of one that can be large. */
const APP = `
  const { App, CfnOutput, CfnResource, Stack } = require('${CDK}');
  const app = new App();
  const stack = new Stack(app, 'Chat');
  new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: { Statement: [] } } });
  for (const key of ${JSON.stringify(KEYS)}) {
    const value = String(app.node.tryGetContext(key));
    new CfnOutput(stack, key, { value: value.length > 100 ? String(value.length) : value });
  }
  app.synth();
`;

/** Starts the command in a folder with an app and these files; `~` is also a folder. */
function start(files: Record<string, string>, home = '{}', environment: Record<string, string> = {}) {
  const folder = dirname(file('app.js', APP));
  const HOME = dirname(file('.cdk.json', home));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const args = ['--app', `'${process.execPath}' app.js`, '--json'];
  return new CliProcess(args, { HOME, USERPROFILE: HOME, ...environment }, folder);
}

async function outputs(cli: CliProcess): Promise<unknown> {
  await cli.until(() => cli.events.length > 0);
  return (cli.events[0]!.outputs as { Chat: unknown }).Chat;
}

test('an app has the context of its files, and that of the user where they have none', async () => {
  const cli = start(
    {
      'cdk.json': JSON.stringify({ app: 'x', context: { everywhere: 'cdk.json' } }),
      'cdk.context.json': JSON.stringify({ everywhere: 'cdk.context.json', found: 'cdk.context.json' }),
    },
    JSON.stringify({ context: { everywhere: 'user', found: 'user', own: 'user' } }),
  );

  expect(await outputs(cli)).toEqual({
    everywhere: 'cdk.json',
    found: 'cdk.context.json',
    own: 'user',
    large: 'undefined',
  });
});

test('the context that is passed to the command goes before that of files', async () => {
  const cli = start({ 'cdk.json': '{"context":{"own":"cdk.json","found":"cdk.json"}}' }, '{}', {
    CDK_CONTEXT_JSON: '{"own":"given"}',
  });

  expect(await outputs(cli)).toMatchObject({ own: 'given', found: 'cdk.json' });
});

test('a context may be larger than what a variable can hold', async () => {
  const cli = start({ 'cdk.context.json': JSON.stringify({ own: 'x', large: 'x'.repeat(300_000) }) });

  expect(await outputs(cli)).toMatchObject({ own: 'x', large: '300000' });
});

test.each([
  ['cdk.json', '{', /^chime-messaging-emulator: --app: 'cdk\.json' must be JSON, got .+\n$/],
  [
    'cdk.context.json',
    '[]',
    /^chime-messaging-emulator: --app: 'cdk\.context\.json' must be a JSON object, got \[\]\n$/,
  ],
])('%s with %s is an error', async (name, content, message) => {
  const cli = start({ [name]: content });

  expect(await cli.exited).toBe(2);

  expect(cli.stderr).toMatch(message);
});
