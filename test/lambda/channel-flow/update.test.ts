import { createHash } from 'node:crypto';
import { described, flowProperties } from './flow-fixtures';
import { APP_INSTANCE, FLOW, OTHER_APP_INSTANCE, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const OTHER_FLOW = `${OTHER_APP_INSTANCE}/channel-flow/f2`;
const owner = createHash('sha256')
  .update('arn:aws:cloudformation:us-east-1:111122223333:stack/s/1/Flow')
  .digest('hex')
  .slice(0, 32);
const ownTags = { Tags: [{ Key: 'cdk-chime-sdk-messaging:owner', Value: `${owner}/r0` }] };

async function update(desired: object, former: unknown = flowProperties(), id = FLOW) {
  return harness.handle({
    RequestType: 'Update',
    RequestId: 'r2',
    PhysicalResourceId: id,
    ResourceProperties: desired,
    OldResourceProperties: former,
  });
}

/** The flow has the former properties of `update`, unless a test says otherwise. */
beforeEach(() => {
  stub.on('DescribeChannelFlow', described()).on('ListTagsForResource', tagged(['team', 'chat']));
});

function tagged(...pairs: [string, string][]) {
  return { Tags: [...ownTags.Tags, ...pairs.map(([Key, Value]) => ({ Key, Value }))] };
}

function makeEverythingWork() {
  stub.on('UpdateChannelFlow', { ChannelFlowArn: FLOW });
  for (const operation of ['TagResource', 'UntagResource', 'DeleteChannelFlow']) stub.on(operation, {});
}

test('nothing changed: no call', async () => {
  expect(await update(flowProperties())).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: FLOW,
    Data: { ChannelFlowId: 'f1' },
  });
  expect(stub.calls).toEqual([]);
});

test('the service does not know who may disassociate: no call', async () => {
  await update(flowProperties({ DisassociateBearer: 'arn:b' }));
  expect(stub.calls).toEqual([]);
});

test('a new name: one call with name and processors, after a look', async () => {
  makeEverythingWork();
  await update(flowProperties({ Name: 'new' }));
  expect(stub.operations).toEqual(['DescribeChannelFlow', 'UpdateChannelFlow']);
  expect(stub.calls[1]).toMatchObject({ path: [FLOW], body: { Name: 'new' } });
  expect(stub.calls[1]!.body.Processors).toHaveLength(2);
});

test('new processors, or their order: one call, after a look', async () => {
  makeEverythingWork();
  const reversed = [...(flowProperties().Processors as object[])].reverse();
  await update(flowProperties({ Processors: reversed }));
  expect(stub.operations).toEqual(['DescribeChannelFlow', 'UpdateChannelFlow']);
  expect(stub.calls[1]!.body.Processors).toMatchObject([
    { Name: 'p2', ExecutionOrder: 1 },
    { Name: 'p1', ExecutionOrder: 2 },
  ]);
});

test('tags: only the difference, removals first, after a look', async () => {
  makeEverythingWork();
  stub.on('ListTagsForResource', tagged(['same', '1'], ['changed', '1'], ['removed', '1']));
  const tags = (...pairs: [string, string][]) => ({ Tags: pairs.map(([Key, Value]) => ({ Key, Value })) });
  await update(
    flowProperties(tags(['same', '1'], ['changed', '2'], ['added', '1'])),
    flowProperties(tags(['same', '1'], ['changed', '1'], ['removed', '1'])),
  );
  expect(stub.calls.map(({ operation, body }) => [operation, body])).toEqual([
    ['ListTagsForResource', {}],
    ['UntagResource', { ResourceARN: FLOW, TagKeys: ['removed'] }],
    [
      'TagResource',
      {
        ResourceARN: FLOW,
        Tags: [
          { Key: 'changed', Value: '2' },
          { Key: 'added', Value: '1' },
        ],
      },
    ],
  ]);
});

test('keys that are gone already are no failure, whatever the service says', async () => {
  stub
    .on('UntagResource', ({ body }) =>
      (body.TagKeys as string[]).includes('gone') ? { error: 'BadRequestException' } : {},
    )
    .on('ListTagsForResource', (_, index) =>
      index === 0 ? tagged(['gone', '1'], ['there', '1'], ['team', 'chat']) : tagged(['there', '1']),
    );
  const former = flowProperties({
    Tags: [
      { Key: 'gone', Value: '1' },
      { Key: 'there', Value: '1' },
      { Key: 'team', Value: 'chat' },
    ],
  });
  expect((await update(flowProperties(), former)).Status).toBe('SUCCESS');
  expect(stub.calls.at(-1)).toMatchObject({ operation: 'UntagResource', body: { TagKeys: ['there'] } });
});

test('when every key is gone, no further call is made', async () => {
  stub
    .on('UntagResource', { error: 'BadRequestException' })
    .on('ListTagsForResource', (_, index) => (index === 0 ? tagged(['team', 'chat']) : tagged()))
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW }] });
  expect((await update(flowProperties({ Tags: undefined }))).Status).toBe('SUCCESS');
  expect(stub.operations).toEqual(['ListTagsForResource', 'UntagResource', 'ListTagsForResource']);
});

test('removing tags that fails for another reason is told', async () => {
  stub.on('UntagResource', { error: 'AccessDeniedException' });
  const answer = await update(flowProperties({ Tags: undefined }));
  expect(answer.Reason).toContain('allow chime:UntagResource');
});

test('a conflict with another change passes, or fails after some seconds', async () => {
  stub.on('UpdateChannelFlow', (_, index) =>
    index < 2 ? { error: 'ConflictException' } : { ChannelFlowArn: FLOW },
  );
  expect((await update(flowProperties({ Name: 'new' }))).Status).toBe('SUCCESS');
  stub.on('UpdateChannelFlow', { error: 'ConflictException' });
  expect(await update(flowProperties({ Name: 'new' }))).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: FLOW,
    Reason: expect.stringContaining('wait until other changes are done') as string,
  });
});

test('an update that is refused because a delivery before it made the change is done, and the tags follow', async () => {
  stub
    .on('DescribeChannelFlow', described(flowProperties({ Name: 'new' })))
    .on('UpdateChannelFlow', { error: 'ConflictException' })
    .on('TagResource', {});
  const tags = [{ Key: 'team', Value: 'other' }];
  expect((await update(flowProperties({ Name: 'new', Tags: tags }))).Status).toBe('SUCCESS');
  expect(stub.operations).toEqual([
    'ListTagsForResource',
    'UpdateChannelFlow',
    'DescribeChannelFlow',
    'TagResource',
  ]);
});

test.each(['ForbiddenException', 'NotFoundException', 'BadRequestException'])(
  'a flow that somebody deleted is made again: %s',
  async (error) => {
    stub
      .on('UpdateChannelFlow', { error })
      .on('ListChannelFlows', { ChannelFlows: [] })
      .on('CreateChannelFlow', { ChannelFlowArn: `${APP_INSTANCE}/channel-flow/again` });
    const answer = await update(flowProperties({ Name: 'new' }));
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: `${APP_INSTANCE}/channel-flow/again`,
      Data: { ChannelFlowId: 'again' },
    });
  },
);

test('a flow that is there but not visible yet is waited for', async () => {
  stub
    .on('UpdateChannelFlow', (_, index) =>
      index < 3 ? { error: 'ForbiddenException' } : { ChannelFlowArn: FLOW },
    )
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW }] });
  expect(await update(flowProperties({ Name: 'new' }))).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: FLOW,
  });
});

test('a flow that is there and refused is not made again', async () => {
  stub
    .on('UpdateChannelFlow', { error: 'ForbiddenException', message: 'not you' })
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW }] });
  const answer = await update(flowProperties({ Name: 'new' }));
  expect(answer.Reason).toContain('ForbiddenException: not you');
  expect(stub.operations).not.toContain('CreateChannelFlow');
});

test('another app instance: a new flow and the old one left alone', async () => {
  stub.on('ListChannelFlows', { ChannelFlows: [] }).on('CreateChannelFlow', { ChannelFlowArn: OTHER_FLOW });
  const answer = await update(flowProperties({ AppInstanceArn: OTHER_APP_INSTANCE }));
  expect(answer).toMatchObject({ PhysicalResourceId: OTHER_FLOW, Data: { ChannelFlowId: 'f2' } });
  expect(stub.operations).toEqual(['ListChannelFlows', 'CreateChannelFlow']);
});

test('the rollback of a replacement comes back to the flow that is still there', async () => {
  makeEverythingWork();
  stub
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] })
    .on('ListTagsForResource', ownTags);
  const answer = await update(
    flowProperties(),
    flowProperties({ AppInstanceArn: OTHER_APP_INSTANCE }),
    OTHER_FLOW,
  );
  expect(answer.PhysicalResourceId).toBe(FLOW);
  expect(stub.operations).not.toContain('CreateChannelFlow');
  expect(stub.calls.at(-1)).toMatchObject({
    operation: 'TagResource',
    body: { Tags: [{ Key: 'team', Value: 'chat' }] },
  });
});

test('the rollback of a cancelled replacement deletes the flow that it may have left', async () => {
  makeEverythingWork();
  stub
    .on('ListChannelFlows', ({ query }) => ({
      ChannelFlows:
        query['app-instance-arn'] === OTHER_APP_INSTANCE
          ? [{ ChannelFlowArn: OTHER_FLOW, Name: 'flow' }]
          : [],
    }))
    .on('ListTagsForResource', ownTags);
  const answer = await update(flowProperties(), flowProperties({ AppInstanceArn: OTHER_APP_INSTANCE }));
  expect(answer.PhysicalResourceId).toBe(FLOW);
  expect(stub.calls).toContainEqual(
    expect.objectContaining({ operation: 'DeleteChannelFlow', path: [OTHER_FLOW] }),
  );
});

test('an id that is no ARN leads to a new flow', async () => {
  stub.on('ListChannelFlows', { ChannelFlows: [] }).on('CreateChannelFlow', { ChannelFlowArn: FLOW });
  const answer = await update(flowProperties(), flowProperties(), 'channel-flow-not-created/r1');
  expect(answer.PhysicalResourceId).toBe(FLOW);
});

test('former properties that cannot be read are taken from the service', async () => {
  makeEverythingWork();
  stub.on('ListTagsForResource', (_, index) =>
    index === 0 ? tagged(['team', 'chat'], ['x', 'y']) : tagged(['team', 'chat']),
  );
  expect((await update(flowProperties(), 'nonsense')).Status).toBe('SUCCESS');
  expect(stub.calls).toContainEqual(
    expect.objectContaining({ operation: 'UntagResource', body: { ResourceARN: FLOW, TagKeys: ['x'] } }),
  );
});

test('a rollback to which the service does not tell tags makes no second flow', async () => {
  stub
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] })
    .on('ListTagsForResource', { error: 'ForbiddenException' });
  const former = flowProperties({ AppInstanceArn: OTHER_APP_INSTANCE });
  expect((await update(flowProperties(), former, OTHER_FLOW)).Status).toBe('FAILED');
  expect(stub.operations).not.toContain('CreateChannelFlow');
});

test('where the flow is gone, one that this resource made under the same name is adopted', async () => {
  makeEverythingWork();
  const made = `${APP_INSTANCE}/channel-flow/made`;
  stub
    .on('UpdateChannelFlow', ({ path: [arn] }) =>
      arn === made ? { ChannelFlowArn: made } : { error: 'ForbiddenException' },
    )
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: made, Name: 'new' }] })
    .on('ListTagsForResource', tagged(['team', 'chat']));
  expect((await update(flowProperties({ Name: 'new' }))).PhysicalResourceId).toBe(made);
  expect(stub.operations).not.toContain('CreateChannelFlow');
});

test('an update with the same values, which the service may refuse, is not sent', async () => {
  stub
    .on('DescribeChannelFlow', described(flowProperties({ Name: 'new' })))
    .on('UpdateChannelFlow', { error: 'BadRequestException' });
  expect((await update(flowProperties({ Name: 'new' }))).Status).toBe('SUCCESS');
  expect(stub.operations).not.toContain('UpdateChannelFlow');
});

describe('an update whose response was lost, on a flow that is as it was before', () => {
  const updatedAt = (seconds: number) => {
    const { ChannelFlow } = described();
    return { ChannelFlow: { ...ChannelFlow, LastUpdatedTimestamp: seconds } };
  };

  beforeEach(() => {
    stub.on('UpdateChannelFlow', (_, index) => (index === 0 ? 'reset' : { ChannelFlowArn: FLOW }));
  });

  test('and was changed since: a later change won, which is left alone', async () => {
    stub.on('DescribeChannelFlow', (_, index) => updatedAt(index));
    const { Status, Reason } = await update(flowProperties({ Name: 'new' }));
    expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('a later change won; deploy again')]);
    expect(stub.operations.filter((name) => name === 'UpdateChannelFlow')).toHaveLength(1);
  });

  test('and was not changed since: it had no effect and is repeated', async () => {
    stub.on('DescribeChannelFlow', updatedAt(1));
    expect((await update(flowProperties({ Name: 'new' }))).Status).toBe('SUCCESS');
    expect(stub.operations.filter((name) => name === 'UpdateChannelFlow')).toHaveLength(2);
  });
});
