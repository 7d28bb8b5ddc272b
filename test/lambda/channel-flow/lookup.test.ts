import { APP_INSTANCE, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

async function lookUp(RequestType = 'Create', Name = 'flow') {
  return harness.handle({
    RequestType,
    ResourceType: 'Custom::ChimeChannelFlowLookup',
    PhysicalResourceId: RequestType === 'Create' ? undefined : FLOW,
    ResourceProperties: { AppInstanceArn: APP_INSTANCE, Name },
  });
}

function flows(...names: string[]) {
  return names.map((Name, index) => ({ Name, ChannelFlowArn: `${APP_INSTANCE}/channel-flow/f${index}` }));
}

test.each(['Create', 'Update'])('%s finds the flow of exactly this name, over all pages', async (type) => {
  stub.on('ListChannelFlows', ({ query }) =>
    query['next-token']
      ? { ChannelFlows: flows('x', 'flow') }
      : { ChannelFlows: flows('Flow', 'flow2'), NextToken: 'more' },
  );
  expect(await lookUp(type)).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: FLOW,
    Data: { ChannelFlowId: 'f1' },
  });
});

test('no flow of the name fails clearly', async () => {
  stub.on('ListChannelFlows', { ChannelFlows: flows('other') });
  expect((await lookUp()).Reason).toBe(
    `could not create lookup of channel flow "flow" in ${APP_INSTANCE}: there is none; correct the name, or create the flow first`,
  );
});

test.each([
  [2, 'there are 2: ', false],
  [3, 'there are 3: ', false],
  [5, 'there are 5: ', true],
])('%d flows of the name fail with their first ARNs', async (count, reason, more) => {
  stub.on('ListChannelFlows', { ChannelFlows: flows(...Array<string>(count).fill('flow')) });
  const answer = await lookUp();
  expect(answer.Reason).toContain(reason + flows('', '')[0]!.ChannelFlowArn);
  expect(answer.Reason!.includes('and others')).toBe(more);
  expect(answer.Reason).not.toContain('channel-flow/f3');
});

test('a response without flows is none', async () => {
  stub.on('ListChannelFlows', {});
  expect((await lookUp()).Status).toBe('FAILED');
});

test('a refusal is told', async () => {
  stub.on('ListChannelFlows', { error: 'ForbiddenException' });
  expect((await lookUp()).Reason).toContain('check that the resource exists');
});

test('deleting the lookup calls nothing, so that the flow stays', async () => {
  expect(await lookUp('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: FLOW });
  expect(stub.calls).toEqual([]);
});

describe('a rollback to a flow that is gone', () => {
  beforeEach(() => stub.on('ListChannelFlows', { ChannelFlows: flows('other') }));

  test('keeps what was found', async () => {
    harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await lookUp('Update')).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: FLOW,
      Data: { ChannelFlowId: 'f1' },
    });
  });

  test.each([
    ['two flows have the name', { ChannelFlows: flows('flow', 'flow') }, 'there are 2: '],
    ['flows cannot be listed', { error: 'ForbiddenException' }, 'check that the resource exists'],
  ])('fails if %s, as the former one may be there', async (_, response, reason) => {
    stub.on('ListChannelFlows', response);
    harness.stackStatus = () => 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect((await lookUp('Update')).Reason).toContain(reason);
  });

  test.each(['UPDATE_IN_PROGRESS', undefined])('is none if the status is %s', async (status) => {
    harness.stackStatus = () => status;
    expect((await lookUp('Update')).Reason).toMatch(
      /: there is none; correct the name, or create the flow first$/,
    );
  });
});
