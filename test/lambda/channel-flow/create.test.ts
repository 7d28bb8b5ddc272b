import { flowProperties, flowTags } from './flow-fixtures';
import { APP_INSTANCE, BEARER, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const created = { ChannelFlowArn: FLOW };
const listed = { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] };

test('one call makes the flow, with the request id as token', async () => {
  stub.on('CreateChannelFlow', created);
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: FLOW,
    Data: { ChannelFlowId: 'f1' },
  });
  expect(stub.calls.map(({ operation, body }) => [operation, body])).toEqual([
    [
      'CreateChannelFlow',
      {
        AppInstanceArn: APP_INSTANCE,
        Name: 'flow',
        ClientRequestToken: 'r1',
        Processors: [
          {
            Name: 'p1',
            Configuration: { Lambda: { ResourceArn: 'arn:aws:lambda:f1', InvocationType: 'ASYNC' } },
            ExecutionOrder: 1,
            FallbackAction: 'ABORT',
          },
          {
            Name: 'p2',
            Configuration: { Lambda: { ResourceArn: 'arn:aws:lambda:f2', InvocationType: 'ASYNC' } },
            ExecutionOrder: 2,
            FallbackAction: 'CONTINUE',
          },
        ],
        Tags: [
          { Key: 'team', Value: 'chat' },
          {
            Key: 'cdk-chime-sdk-messaging:owner',
            Value: expect.stringMatching(/^[0-9a-f]{32}\/r1$/) as string,
          },
        ],
      },
    ],
  ]);
});

test('50 tags leave no room for the owner tag: refused, with their number and not their text', async () => {
  const answer = await harness.handle({ ResourceProperties: flowProperties({ Tags: flowTags(50) }) });
  expect(answer).toMatchObject({ Status: 'FAILED' });
  expect(answer.Reason).toContain('property Tags must be a list of at most 49 tags, got 50');
  expect(stub.calls).toEqual([]);
});

test.each(['reset', { error: 'ServiceFailureException' }, { error: 'ThrottledClientException' }] as const)(
  'passing failures are repeated with the same token: %p',
  async (failure) => {
    stub
      .on('CreateChannelFlow', (_, index) => (index < 3 ? failure : created))
      .on('ListChannelFlows', { ChannelFlows: [] });
    const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
    expect(answer.Status).toBe('SUCCESS');
    const creations = stub.calls.filter(({ operation }) => operation === 'CreateChannelFlow');
    expect(creations.map(({ body }) => body.ClientRequestToken)).toEqual(['r1', 'r1', 'r1', 'r1']);
  },
);

test('a flow whose creation was cut off or hollow is looked for by its request, and not made twice', async () => {
  stub
    .on('CreateChannelFlow', {})
    .on('ListChannelFlows', listed)
    .on('ListTagsForResource', () => {
      const creation = stub.calls.find(({ operation }) => operation === 'CreateChannelFlow');
      return { Tags: creation?.body.Tags };
    });
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: FLOW });
  expect(stub.operations.filter((operation) => operation === 'CreateChannelFlow')).toHaveLength(1);
});

test('a service whose responses stay hollow leads to a failure, never to a flow without an id', async () => {
  stub.on('CreateChannelFlow', {}).on('ListChannelFlows', { ChannelFlows: [] });
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'channel-flow-not-created/r1' });
  expect(answer.Reason).toContain('an incomplete response (status 200)');
});

test('a policy that is new to the service is waited for, for most of a minute', async () => {
  stub.on('CreateChannelFlow', () =>
    harness.timers.passed < 40_000 ? { error: 'AccessDeniedException' } : created,
  );
  expect((await harness.handle({ ResourceProperties: flowProperties() })).Status).toBe('SUCCESS');
});

test.each([
  ['AccessDeniedException', 45_000, "allow chime:CreateChannelFlow in the provider's role"],
  ['ServiceFailureException', 60_000, 'see the AWS Health Dashboard'],
])('%s for longer than %d ms fails with what to do', async (error, milliseconds, advice) => {
  stub.on('CreateChannelFlow', { error });
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
  expect(harness.timers.passed).toBeGreaterThan(milliseconds - 1_000);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'channel-flow-not-created/r1' });
  expect(answer.Reason).toContain(advice);
});

test('waiting for a policy takes at most half of a short time', async () => {
  stub.on('CreateChannelFlow', { error: 'AccessDeniedException' });
  await harness.handle({ ResourceProperties: flowProperties() }, 40_000);
  expect(harness.timers.passed).toBeLessThan(15_000);
});

test('retries throttled calls until one could take effect after the deadline, and names the throttling in the response', async () => {
  stub.on('CreateChannelFlow', { error: 'ThrottledClientException' });
  const answer = await harness.handle({ ResourceProperties: flowProperties() }, 60_000);
  expect(answer.Reason).toMatch(/CreateChannelFlow .* ThrottledClient.*; try again/);
  expect(harness.timers.passed).toBeGreaterThan(25_000);
  expect(harness.timers.passed).toBeLessThan(27_000);
});

test('a refusal is told in one sentence with error name and request id, and not repeated', async () => {
  stub.on('CreateChannelFlow', { error: 'BadRequestException', message: 'the name is bad' });
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'channel-flow-not-created/r1',
    Reason:
      `could not create channel flow "flow" in ${APP_INSTANCE}: CreateChannelFlow of "flow" failed with ` +
      'BadRequestException: the name is bad (request id service-request-1); correct the properties of the resource',
  });
  expect(stub.operations).toEqual(['CreateChannelFlow']);
});

test.each([
  ['of the same request takes that one', 'r2', { Status: 'SUCCESS', PhysicalResourceId: FLOW }],
  [
    'of an earlier request of the same resource, which may be retained, fails',
    'r1',
    { Status: 'FAILED', PhysicalResourceId: 'channel-flow-not-created/r2' },
  ],
])('a conflict with a flow %s, and changes nothing', async (_, maker, expected) => {
  let owner = '';
  stub
    .on('CreateChannelFlow', ({ body }) => {
      owner = (body.Tags as { Value: string }[])[1]!.Value.replace(/r2$/, maker);
      return { error: 'ConflictException' };
    })
    .on('ListChannelFlows', listed)
    .on('ListTagsForResource', () => ({ Tags: [{ Key: 'cdk-chime-sdk-messaging:owner', Value: owner }] }));
  const answer = await harness.handle({ RequestId: 'r2', ResourceProperties: flowProperties() });
  expect(answer).toMatchObject(expected);
  expect(new Set(stub.operations)).toEqual(
    new Set(['CreateChannelFlow', 'ListChannelFlows', 'ListTagsForResource']),
  );
});

test('a conflict with a duplicate of the event at work passes', async () => {
  stub
    .on('CreateChannelFlow', (_, index) => (index < 2 ? { error: 'ConflictException' } : created))
    .on('ListChannelFlows', { ChannelFlows: [] });
  expect((await harness.handle({ ResourceProperties: flowProperties() })).Status).toBe('SUCCESS');
});

test("a conflict with somebody else's flow fails and leaves it alone", async () => {
  stub
    .on('CreateChannelFlow', { error: 'ConflictException' })
    .on('ListChannelFlows', listed)
    .on('ListTagsForResource', { Tags: [{ Key: 'cdk-chime-sdk-messaging:owner', Value: 'other/r1' }] });
  const answer = await harness.handle({ ResourceProperties: flowProperties() });
  expect(answer.Reason).toContain('choose another channelFlowName');
  expect(new Set(stub.operations)).toEqual(
    new Set(['CreateChannelFlow', 'ListChannelFlows', 'ListTagsForResource']),
  );
});

test('a flow that is made after the deadline is deleted again', async () => {
  stub
    .on('CreateChannelFlow', () => {
      harness.timers.advance(52_000);
      return created;
    })
    .on('DeleteChannelFlow', {});
  const answer = await harness.handle({ RequestId: 'r1', ResourceProperties: flowProperties() }, 60_000);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'channel-flow-not-created/r1' });
  expect(stub.operations).toEqual(['CreateChannelFlow', 'DeleteChannelFlow']);
});

test.each([
  [undefined, 'property ResourceProperties must be an object, got undefined'],
  [flowProperties({ Name: undefined }), 'property Name must be'],
  [flowProperties({ Processors: 'p' }), 'property Processors must be a list, got "p"'],
  [flowProperties({ Processors: ['p'] }), 'property Processors must be an object, got "p"'],
  [
    flowProperties({ Processors: [{ Name: 'p', FunctionArn: 'f', FallbackAction: 'DROP' }] }),
    'property FallbackAction must be ABORT or CONTINUE, got "DROP"',
  ],
  [flowProperties({ Tags: [{ Key: 'k' }] }), 'property Value must be'],
  [flowProperties({ DisassociateBearer: [] }), 'property DisassociateBearer must be'],
])('malformed properties fail clearly before any call: %#', async (ResourceProperties, reason) => {
  const answer = await harness.handle({ ResourceProperties });
  expect(answer.Reason).toContain(reason);
  expect(stub.calls).toEqual([]);
});

test('tags may be missing and a bearer may be there', async () => {
  stub.on('CreateChannelFlow', created);
  const ResourceProperties = flowProperties({ Tags: undefined, DisassociateBearer: BEARER });
  expect((await harness.handle({ ResourceProperties })).Status).toBe('SUCCESS');
});

test('the log holds neither tags nor names nor the response URL', async () => {
  stub.on('CreateChannelFlow', { error: 'BadRequestException', message: 'flow team chat' });
  await harness.handle({ ResourceProperties: flowProperties({ Name: 'secret-name' }) });
  expect(harness.log).toHaveLength(2);
  expect(harness.log.join()).not.toMatch(/secret|chat|X-Amz/);
});
