import { LocalStacks } from './local-stacks';
import { functionResource } from './provider';
import { LocalCloud } from '../../../testing/cloud';
import type { LocalDeployment, Template, TemplateResource } from '../../../testing/cloudformation';

const stacks = new LocalStacks();

const CALL_BACK = `
const { ChimeSDKMessagingClient, ChannelFlowCallbackCommand } = require('@aws-sdk/client-chime-sdk-messaging');
const client = new ChimeSDKMessagingClient({});
exports.handler = async ({ CallbackId, ChannelMessage: { MessageId, ChannelArn, Content } }) => {
  const ChannelMessage = { MessageId, Content: Content.toUpperCase() };
  await client.send(new ChannelFlowCallbackCommand({ CallbackId, ChannelArn, ChannelMessage }));
};`;

function allow(action: string, resource: unknown): object {
  return { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] } };
}

const callbackPolicy: TemplateResource = {
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'callback',
    Roles: [{ Ref: 'Role' }],
    ...allow('chime:ChannelFlowCallback', { 'Fn::Sub': '${App}/channel/*' }),
  },
};

const permission: TemplateResource = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { 'Fn::GetAtt': ['Processor', 'Arn'] },
    Action: 'lambda:InvokeFunction',
    Principal: 'messaging.chime.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: { 'Fn::Sub': '${App}*' },
  },
};

/** A channel with a flow of one processor, and other resources. */
function chat(
  resources: Record<string, TemplateResource>,
  code = CALL_BACK,
  functionProperties = {},
): Template {
  const appInstance = { Ref: 'App' };
  return {
    Resources: {
      App: { Type: 'AWS::Chime::AppInstance', Properties: { Name: 'app' } },
      User: {
        Type: 'AWS::Chime::AppInstanceUser',
        Properties: { AppInstanceArn: appInstance, AppInstanceUserId: 'user' },
      },
      Channel: {
        Type: 'AWS::Chime::Channel',
        Properties: { AppInstanceArn: appInstance, ChimeBearer: { Ref: 'User' }, Name: 'channel' },
      },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      Processor: functionResource(code, { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...functionProperties }),
      Flow: {
        Type: 'AWS::Chime::ChannelFlow',
        Properties: {
          AppInstanceArn: appInstance,
          Name: 'flow',
          Processors: [
            {
              Name: 'p',
              ExecutionOrder: 1,
              FallbackAction: 'ABORT',
              Configuration: {
                Lambda: { ResourceArn: { 'Fn::GetAtt': ['Processor', 'Arn'] }, InvocationType: 'ASYNC' },
              },
            },
          ],
        },
      },
      ...resources,
    },
  };
}

/** Associates the flow with the channel and sends a message. */
async function send(deployment: LocalDeployment): Promise<string> {
  const { physicalId: flow } = deployment.resource('Flow');
  const channel = String(deployment.resource('Channel').attributes.Arn);
  const { physicalId: user } = deployment.resource('User');
  const { emulator } = stacks;
  await emulator.call('AssociateChannelFlow', {
    ChannelArn: channel,
    ChannelFlowArn: flow,
    ChimeBearer: user,
  });
  const { MessageId: id } = await emulator.call('SendChannelMessage', {
    ChannelArn: channel,
    ChimeBearer: user,
    Content: 'hello',
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return id!;
}

test('only queues, topics and log groups have an inbox', async () => {
  const deployment = await stacks.deploy({
    Resources: { Bus: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x' } } },
  });

  expect(() => deployment.inbox('Bus')).toThrow(
    "'Bus' must be a queue, topic or log group (AWS::SQS::Queue, AWS::SNS::Topic, AWS::Logs::LogGroup), got AWS::SSM::Parameter",
  );
});

test('runs messages through a deployed processor, with the rights of its role', async () => {
  const deployment = await stacks.deploy(chat({ Permission: permission, Policy: callbackPolicy }));

  const id = await send(deployment);

  await expect(stacks.emulator.settled(id)).resolves.toBe('SENT');
  expect(stacks.emulator.deliveries(id).at(-1)?.content).toBe('HELLO');
  await deployment.functions.idle();
});

test.each<[string, Record<string, TemplateResource>]>([
  ['no permission', {}],
  [
    'a permission for another service',
    { P: withProperties(permission, { Principal: 'events.amazonaws.com' }) },
  ],
  ['a permission for another account', { P: withProperties(permission, { SourceAccount: '999999999999' }) }],
  [
    'a permission for another app instance',
    { P: withProperties(permission, { SourceArn: 'arn:aws:chime:*:*:x' }) },
  ],
])('does not let the service invoke a processor that has %s', async (_, resources) => {
  const deployment = await stacks.deploy(chat({ Policy: callbackPolicy, ...resources }));

  const id = await send(deployment);

  await expect(stacks.emulator.settled(id)).resolves.toBe('FAILED');
  const { physicalId: name } = deployment.resource('Processor');
  expect(stacks.emulator.events.at(-1)?.detail.failureReason).toBe(
    `User is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:111122223333:function:${name}` +
      ' because no resource-based policy allows the lambda:InvokeFunction action',
  );
});

test('refuses what the role of a function does not allow', async () => {
  const deployment = await stacks.deploy(chat({ Permission: permission }), { asyncRetryDelays: [0, 0] });

  await send(deployment);
  await until(() => stacks.emulator.requests.length > 0);

  expect(stacks.emulator.requests[0]).toMatchObject({
    operation: 'ChannelFlowCallback',
    statusCode: 403,
    errorName: 'AccessDeniedException',
  });
});

test('reports failures of a processor to the rules of the event bus and their targets', async () => {
  const rule: TemplateResource = {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.chime'], detail: { eventType: ['ProcessorInvocationFailure'] } },
      Targets: [
        { Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
        { Id: 'alarm', Arn: { 'Fn::GetAtt': ['Alarm', 'Arn'] }, Input: '{"constant":true}' },
      ],
    },
  };
  const deployment = await stacks.deploy(
    chat({
      Rule: rule,
      Queue: { Type: 'AWS::SQS::Queue' },
      Alarm: functionResource('exports.handler = async (event) => console.log(JSON.stringify(event));'),
      AlarmPermission: withProperties(permission, {
        FunctionName: { Ref: 'Alarm' },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
      }),
    }),
  );

  await stacks.emulator.settled(await send(deployment));
  await deployment.functions.idle();

  expect(deployment.ruleMatches('Rule')).toEqual(stacks.emulator.events);
  expect(() => deployment.ruleMatches('Queue')).toThrow(
    "'Queue' must be an AWS::Events::Rule, got AWS::SQS::Queue",
  );
  expect(deployment.inbox('Queue').map((text) => JSON.parse(text) as unknown)).toEqual(
    stacks.emulator.events,
  );
  expect(deployment.functions.logs('Alarm')).toEqual(['{"constant":true}']);
});

test('sends failed events to the destination of the function, after its retries', async () => {
  const deployment = await stacks.deploy(
    chat(
      {
        Permission: permission,
        Queue: { Type: 'AWS::SQS::Queue' },
        Config: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: { Ref: 'Processor' },
            Qualifier: '$LATEST',
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
          },
        },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'destination',
            Roles: [{ Ref: 'Role' }],
            ...allow('sqs:SendMessage', { 'Fn::GetAtt': ['Queue', 'Arn'] }),
          },
        },
      },
      'exports.handler = async () => { throw new TypeError("broken"); };',
    ),
    { asyncRetryDelays: [0, 0] },
  );

  const id = await send(deployment);
  await until(() => deployment.inbox('Queue').length > 0);

  const record = JSON.parse(deployment.inbox('Queue')[0]!) as unknown;
  expect(record).toMatchObject({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { EventType: 'CHANNEL_MESSAGE_EVENT', ChannelMessage: { MessageId: id } },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'TypeError', errorMessage: 'broken' },
  });
});

test('asks for the permission on the alias through which a function is invoked', async () => {
  const template = chat({
    Policy: callbackPolicy,
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Processor' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Processor' },
        Name: 'live',
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
      },
    },
    Permission: withProperties(permission, { FunctionName: { Ref: 'Alias' } }),
  });
  const [processor] = template.Resources.Flow!.Properties!.Processors as [
    { Configuration: { Lambda: object } },
  ];
  processor.Configuration.Lambda = { ResourceArn: { Ref: 'Alias' }, InvocationType: 'ASYNC' };
  const deployment = await stacks.deploy(template);

  await expect(stacks.emulator.settled(await send(deployment))).resolves.toBe('SENT');
  expect(deployment.functions.logs('Processor')).toEqual([]);
});

test('stops functions from doing anything when the deployment is closed, and lets them start again', async () => {
  const deployment = await stacks.deploy({
    Resources: { Fn: functionResource('exports.handler = async () => process.pid;') },
  });
  const first = (await deployment.functions.invoke('Fn', {})).payload as number;

  await deployment.close();

  await until(() => !isRunning(first));
  const second = (await deployment.functions.invoke('Fn', {})).payload as number;
  expect(second).not.toBe(first);
  await deployment.destroy();
  await until(() => !isRunning(second));
});

function withProperties(resource: TemplateResource, properties: object): TemplateResource {
  return { ...resource, Properties: { ...resource.Properties, ...properties } };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * Waits until a condition is true, but not past the end of the test: an endless loop would keep the test runner from
 * ending.
 */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('invokes a function by a rule on a schedule, as its permission says', async () => {
  const role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const sweep = { 'Fn::GetAtt': ['Sweep', 'Arn'] };
  const rule = (id: string): TemplateResource => ({
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Id: id, Arn: sweep }] },
  });
  const deployed = await stacks.deploy({
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      Sweep: functionResource("exports.handler = async ({ time }) => console.log('at', time);", {
        Role: role,
      }),
      Allowed: rule('allowed'),
      NotAllowed: rule('not-allowed'),
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: sweep,
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': ['Allowed', 'Arn'] },
        },
      },
    },
  });

  await stacks.emulator.clock.advance(120_000);
  await deployed.functions.idle();

  expect(deployed.functions.logs('Sweep').filter((line) => line.includes('at '))).toHaveLength(2);
});

test('keeps a bucket that holds objects, and deletes it once aws-cdk-lib has emptied it', async () => {
  const bucket: TemplateResource = { Type: 'AWS::S3::Bucket', Properties: {} };
  const first = await stacks.deploy({ Resources: { Bucket: bucket } });
  const { s3 } = LocalCloud.of(stacks.emulator);
  const content = { body: Buffer.from('x'), contentType: 'text/plain' };
  s3.put(first.resource('Bucket').physicalId, 'key', content);

  await expect(first.destroy()).rejects.toThrow('must be empty to be deleted, got 1 objects');

  const second = await stacks.deploy(
    {
      Resources: {
        Bucket: bucket,
        Empty: {
          Type: 'Custom::S3AutoDeleteObjects',
          Properties: { ServiceToken: 'arn:none', BucketName: { Ref: 'Bucket' } },
        },
      },
    },
    { stackName: 'Second' },
  );
  const name = second.resource('Bucket').physicalId;
  s3.put(name, 'key', content);

  await second.destroy();

  expect(s3.hasBucket(name)).toBe(false);
});
