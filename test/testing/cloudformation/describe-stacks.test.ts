import { LocalStacks } from './local-stacks';
import { functionResource, templateWith } from './provider';
import type { Template, TemplateResource } from '../../../testing/cloudformation';

const stacks = new LocalStacks();

/** On every request, asks for the status of its stack, and logs the response. */
const CURIOUS = `exports.handler = async ({ ResponseURL, ...event }) => {
  const credential = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/cloudformation/aws4_request';
  const response = await fetch(process.env.AWS_ENDPOINT_URL_CLOUDFORMATION, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' + credential + ', SignedHeaders=host, Signature=0' },
    body: new URLSearchParams({ Action: 'DescribeStacks', Version: '2010-05-15', StackName: event.StackId }),
  });
  console.log(response.status + ' ' + (await response.text()));
  const body = JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: 'thing' });
  await fetch(ResponseURL, { method: 'PUT', body });
};`;

const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** A stack with a custom resource that can read the stack's status, if its role allows the action. */
function curious(action: string, resources: Record<string, TemplateResource> = {}): Template {
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'curious',
          AssumeRolePolicyDocument: {},
          Policies: [
            {
              PolicyName: 'stacks',
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Action: action, Resource: { Ref: 'AWS::StackId' } }],
              },
            },
          ],
        },
      },
      Curious: functionResource(CURIOUS, { Role: ROLE }),
      Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Curious', 'Arn'] } } },
      ...resources,
    },
  };
}

const OBSTACLE: TemplateResource = {
  Type: 'AWS::CloudFormation::WaitConditionHandle',
  DependsOn: 'Thing',
};

function statusesIn(log: readonly string[]): string[] {
  return log.map((line) => /<StackStatus>(.*)<\/StackStatus>/.exec(line)?.[1] ?? line);
}

test('a function learns from DescribeStacks what its stack is doing', async () => {
  const template = curious('cloudformation:DescribeStacks');
  const deployment = await stacks.deploy(template);
  await deployment.destroy();

  expect(statusesIn(deployment.functions.logs('Curious'))).toEqual([
    'CREATE_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
  ]);
});

test('a function learns from DescribeStacks that a rollback is in progress', async () => {
  const { deployment } = await stacks.fail(curious('cloudformation:DescribeStacks', { Obstacle: OBSTACLE }), {
    failures: { Obstacle: { on: 'create', reason: 'planned' } },
  });

  expect(statusesIn(deployment.functions.logs('Curious'))).toEqual([
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
  ]);
});

test('a role needs permission for DescribeStacks', async () => {
  const deployment = await stacks.deploy(curious('cloudformation:ListStacks'));

  const [denied] = deployment.functions.logs('Curious');
  expect(denied).toMatch(/^403 <ErrorResponse .*<Code>AccessDenied<\/Code>/);
  expect(denied).toContain(
    'assumed-role/curious/' +
      deployment.resource('Curious').physicalId +
      ' is not authorized to perform: cloudformation:DescribeStacks on resource: ' +
      deployment.stackId,
  );
});

describe('the API', () => {
  let url: string;

  beforeEach(async () => {
    const { cloud } = await stacks.deploy(
      templateWith({}, { Outputs: { Comparison: { Value: '1 < 2 & "so on"' } } }),
    );
    url = cloud.environment.AWS_ENDPOINT_URL_CLOUDFORMATION!;
  });

  async function call(parameters: Record<string, string>, isSigned = true): Promise<string> {
    const authorization = 'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/cloudformation/aws4_request';
    const response = await fetch(url, {
      method: 'POST',
      headers: isSigned ? { authorization } : {},
      body: new URLSearchParams(parameters),
    });
    return `${response.status} ${await response.text()}`;
  }

  test('describes a stack by its name, in XML', async () => {
    expect(await call({ Action: 'DescribeStacks', StackName: 'local' })).toMatch(
      new RegExp(
        '^200 <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">' +
          '<DescribeStacksResult><Stacks><member>' +
          '<StackId>arn:aws:cloudformation:us-east-1:111122223333:stack/local/[0-9a-f-]{36}</StackId>' +
          '<StackName>local</StackName><CreationTime>\\d{4}-.*Z</CreationTime>' +
          '<StackStatus>CREATE_COMPLETE</StackStatus>' +
          '<Outputs><member><OutputKey>Comparison</OutputKey>' +
          '<OutputValue>1 &#60; 2 &#38; &#34;so on&#34;</OutputValue></member></Outputs>' +
          '</member></Stacks></DescribeStacksResult>' +
          '<ResponseMetadata><RequestId>.*</RequestId></ResponseMetadata></DescribeStacksResponse>$',
      ),
    );
  });

  test('describes all stacks if none is named', async () => {
    await stacks.deploy(templateWith({}), { stackName: 'other' });

    const response = await call({ Action: 'DescribeStacks' });

    expect([...response.matchAll(/<StackName>(\w+)/g)].map(([, name]) => name)).toEqual(['local', 'other']);
  });

  test.each([
    [
      { Action: 'DescribeStacks', StackName: 'none' },
      true,
      '400',
      'ValidationError',
      'Stack with id none does not exist',
    ],
    [
      { Action: 'DeleteStack', StackName: 'local' },
      true,
      '400',
      'InvalidAction',
      "the local CloudFormation does not support the action 'DeleteStack'",
    ],
    [
      { Action: 'DescribeStacks' },
      false,
      '403',
      'MissingAuthenticationToken',
      'Missing Authentication Token',
    ],
  ])('refuses %j (signed: %s)', async (parameters, isSigned, status, code, message) => {
    const response = await call(parameters as Record<string, string>, isSigned);

    expect(response).toMatch(new RegExp(`^${status} <ErrorResponse .*<Code>${code}</Code>`));
    expect(response).toContain(`<Message>${message}</Message>`);
  });
});
