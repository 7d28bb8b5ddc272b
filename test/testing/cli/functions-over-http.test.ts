import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliProcess, file } from './support';

const STACK = {
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'Chat.template.json' },
};
const READER = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'reader',
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: 'arn:aws:iam::111122223333:role/reader',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  },
  Metadata: { 'aws:cdk:path': 'Chat/Reader/Resource' },
};

test('the functions of a deployed app are listed, with local modules, and their logs are found by construct path', async () => {
  const manifest = file('manifest.json', JSON.stringify({ version: '38.0.0', artifacts: { Chat: STACK } }));
  const folder = dirname(manifest);
  writeFileSync(join(folder, 'Chat.template.json'), JSON.stringify({ Resources: { Reader: READER } }));
  writeFileSync(join(folder, 'moderator.js'), 'exports.handler = async () => 1;');
  const arguments_ = [
    '--deploy',
    folder,
    '--function',
    `moderator=${join(folder, 'moderator.js')}`,
    '--json',
  ];
  const cli = new CliProcess(arguments_);
  await cli.until(() => cli.events.length > 0);
  const { control } = cli.events[0] as unknown as { control: { url: string; token: string } };
  const get = async (path: string) => {
    const response = await fetch(`${control.url}/${path}`, {
      headers: { authorization: `Bearer ${control.token}` },
    });
    return (await response.json()) as object;
  };

  expect(await get('functions')).toEqual({
    functions: [
      {
        functionName: 'reader',
        functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:reader',
        stackName: 'Chat',
        logicalId: 'Reader',
        constructPath: 'Chat/Reader',
      },
      {
        functionName: 'moderator',
        functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:moderator',
      },
    ],
  });
  expect(await get('functions/Chat%2FReader/logs')).toEqual({ lines: [] });
});
