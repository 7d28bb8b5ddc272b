import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliProcess, file } from './support';

const ARTIFACT = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Chat.template.json' } };
const TEMPLATE = {
  Parameters: { Stage: { Type: 'String' } },
  Resources: {
    Reader: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: 'arn:aws:iam::111122223333:role/reader',
        Code: {
          ZipFile: `exports.handler = (event, context) => require('cfn-response').send(event, context, 'SUCCESS', {
            Table: process.env.AWS_ENDPOINT_URL_DYNAMODB,
            Level: process.env.LOG_LEVEL,
          })`,
        },
      },
    },
    Read: { Type: 'Custom::Read', Properties: { ServiceToken: { 'Fn::GetAtt': 'Reader.Arn' } } },
  },
  Outputs: {
    Stage: { Value: { Ref: 'Stage' } },
    Table: { Value: { 'Fn::GetAtt': 'Read.Table' } },
    Level: { Value: { 'Fn::GetAtt': 'Read.Level' } },
  },
};

test('functions get variables, and templates parameters, from the command line', async () => {
  const manifest = file(
    'manifest.json',
    JSON.stringify({ version: '38.0.0', artifacts: { Chat: ARTIFACT } }),
  );
  const folder = dirname(manifest);
  writeFileSync(join(folder, 'Chat.template.json'), JSON.stringify(TEMPLATE));

  const cli = new CliProcess([
    ...['--deploy', folder, '--json'],
    ...['--environment', 'AWS_ENDPOINT_URL_DYNAMODB=http://localhost:8000'],
    ...['--environment', file('environment.json', '{"Reader":{"LOG_LEVEL":"debug"}}')],
    ...['--parameters', 'Chat:Stage=dev'],
  ]);
  await cli.until(() => cli.events.length > 0);

  const outputs = { Stage: 'dev', Table: 'http://localhost:8000', Level: 'debug' };
  expect(cli.events[0]).toMatchObject({ event: 'ready', outputs: { Chat: outputs } });
});
