import { associationProperties, CHANNEL, ID, OTHER_CHANNEL, OTHER_FLOW } from './association-fixtures';
import { channelService, EVERY_BEHAVIOR, type AssociationBehavior } from '../helpers/channel-service';
import { BEARER, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const strict: AssociationBehavior = { same: 'ok', other: 'Conflict', unassociated: 'Forbidden' };

async function remove(id = ID, properties: unknown = associationProperties()) {
  return harness.handle({
    RequestType: 'Delete',
    ResourceType: 'Custom::ChimeChannelFlowAssociation',
    PhysicalResourceId: id,
    ResourceProperties: properties,
  });
}

test('one call disassociates the flow, as the bearer', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
  channelService(stub, channels, strict);
  expect(await remove()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
  expect(stub.calls).toMatchObject([
    { operation: 'DisassociateChannelFlow', path: [CHANNEL, FLOW], bearer: BEARER },
  ]);
  expect(channels.get(CHANNEL)).toBeUndefined();
});

test.each(
  EVERY_BEHAVIOR.flatMap((behavior) => [undefined, OTHER_FLOW].map((actual) => ({ behavior, actual }))),
)(
  'not associated, or with another flow: success, and that is left alone: %p',
  async ({ behavior, actual }) => {
    const channels = new Map([[CHANNEL, actual]]);
    channelService(stub, channels, behavior);
    expect((await remove()).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBe(actual);
  },
);

describe('a creation that displaced a flow', () => {
  const displacing = (flow: string) => `${ID}/displaced/${flow}`;

  test.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', OTHER_FLOW],
    ['ROLLBACK_IN_PROGRESS', OTHER_FLOW],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', OTHER_FLOW],
    ['UPDATE_IN_PROGRESS', undefined],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined],
    ['DELETE_IN_PROGRESS', undefined],
  ])('while the stack is in %s, its deletion leaves the channel with %s', async (status, left) => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict);
    harness.stackStatus = () => status;
    expect((await remove(displacing(OTHER_FLOW))).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBe(left);
  });

  test('the very same flow stays in a rollback, without a call', async () => {
    harness.stackStatus = () => 'ROLLBACK_IN_PROGRESS';
    expect((await remove(displacing(FLOW))).Status).toBe('SUCCESS');
    expect(stub.calls).toEqual([]);
  });

  test('a flow that somebody else has put there since is left alone', async () => {
    const channels = new Map<string, string | undefined>([[CHANNEL, `${OTHER_FLOW}-3`]]);
    channelService(stub, channels, strict);
    harness.stackStatus = () => 'ROLLBACK_IN_PROGRESS';
    expect((await remove(displacing(OTHER_FLOW))).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBe(`${OTHER_FLOW}-3`);
  });

  test('a displaced flow that is gone cannot come back: the flow is disassociated', async () => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict, (flow) =>
      flow === OTHER_FLOW ? { error: 'NotFoundException' } : undefined,
    );
    stub.on('ListChannelFlows', { ChannelFlows: [] });
    harness.stackStatus = () => 'ROLLBACK_IN_PROGRESS';
    expect((await remove(displacing(OTHER_FLOW))).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBeUndefined();
  });

  test('a stack that cannot be asked: the flow is disassociated, and the log says why', async () => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict);
    harness.stackStatus = () => {
      throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    };
    expect((await remove(displacing(OTHER_FLOW))).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBeUndefined();
    expect(harness.log.join()).toMatch(
      /"action":"DescribeStacks","outcome":"unknown","errorName":"AccessDenied"/,
    );
  });
});

test('a bearer that is not found proves nothing: the channel keeps the flow, and that is a failure', async () => {
  channelService(stub, new Map([[CHANNEL, FLOW]]), strict);
  stub
    .on('DisassociateChannelFlow', { error: 'NotFoundException' })
    .on('DescribeChannel', { error: 'NotFoundException' });
  expect((await remove()).Status).toBe('FAILED');
});

test('a channel that tells its flow late, together with a refusal that passes, proves nothing', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
  channelService(stub, channels, strict);
  stub
    .on('DisassociateChannelFlow', (_, index) => (index === 0 ? { error: 'ConflictException' } : {}))
    .on('DescribeChannel', { Channel: { ChannelArn: CHANNEL } });
  expect((await remove()).Status).toBe('SUCCESS');
  expect(stub.operations.filter((operation) => operation === 'DisassociateChannelFlow')).toHaveLength(2);
});

test('the channel of the id counts, not that of the properties', async () => {
  const channels = new Map<string, string | undefined>([
    [CHANNEL, FLOW],
    [OTHER_CHANNEL, FLOW],
  ]);
  channelService(stub, channels, strict);
  await remove(ID, associationProperties({ ChannelArn: OTHER_CHANNEL }));
  expect([...channels.values()]).toEqual([undefined, FLOW]);
});

test('a refusal that passes is tried again', async () => {
  const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
  channelService(stub, channels, strict);
  stub.on('DisassociateChannelFlow', (_, index) => (index < 3 ? { error: 'ConflictException' } : {}));
  expect((await remove()).Status).toBe('SUCCESS');
});

test('a channel that keeps the flow is a failure', async () => {
  channelService(stub, new Map([[CHANNEL, FLOW]]), strict);
  stub.on('DisassociateChannelFlow', { error: 'ForbiddenException', message: 'not you' });
  const answer = await remove();
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: ID });
  expect(answer.Reason).toContain('ForbiddenException: not you');
});

describe('when the bearer may not see the channel, or it is gone', () => {
  beforeEach(() => {
    stub
      .on('DisassociateChannelFlow', { error: 'ForbiddenException' })
      .on('DescribeChannel', { error: 'ForbiddenException' });
  });

  test('success if the flow does not list the channel', async () => {
    stub.on('ListChannelsAssociatedWithChannelFlow', ({ query }) =>
      query['next-token']
        ? { Channels: [{ ChannelArn: `${CHANNEL}0` }] }
        : { Channels: [{ ChannelArn: OTHER_CHANNEL }], NextToken: 'more' },
    );
    expect((await remove()).Status).toBe('SUCCESS');
  });

  test('failure if it does, with what to do', async () => {
    stub.on('ListChannelsAssociatedWithChannelFlow', ({ query }) =>
      query['next-token'] ? { Channels: [{ ChannelArn: CHANNEL }] } : { Channels: [], NextToken: 'more' },
    );
    const answer = await remove();
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(`the channel still has the flow: check that ${BEARER} is a moderator`);
  });

  test('success if the flow is gone', async () => {
    stub
      .on('ListChannelsAssociatedWithChannelFlow', { error: 'ForbiddenException' })
      .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: OTHER_FLOW }] });
    expect((await remove()).Status).toBe('SUCCESS');
  });

  test('success if the app instance is gone', async () => {
    stub
      .on('ListChannelsAssociatedWithChannelFlow', { error: 'ForbiddenException' })
      .on('ListChannelFlows', { error: 'ForbiddenException' })
      .on('ListAppInstances', { AppInstances: [] });
    expect((await remove()).Status).toBe('SUCCESS');
  });

  test('failure if the flow is there', async () => {
    stub
      .on('ListChannelsAssociatedWithChannelFlow', { error: 'ForbiddenException' })
      .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW }] });
    expect((await remove()).Status).toBe('FAILED');
  });

  test('failure if the flow is no ARN that could be asked about', async () => {
    stub.on('ListChannelsAssociatedWithChannelFlow', { error: 'BadRequestException' });
    expect((await remove(ID, associationProperties({ ChannelFlowArn: 'flow' }))).Status).toBe('FAILED');
  });

  test('failure if the service does not respond', async () => {
    stub.on('ListChannelsAssociatedWithChannelFlow', { error: 'ServiceFailureException' });
    expect((await remove()).Reason).toContain('ServiceFailureException');
  });
});

test.each(['DisassociateChannelFlow', 'DescribeChannel'])(
  'a role that may not %s is told so',
  async (operation) => {
    channelService(stub, new Map([[CHANNEL, OTHER_FLOW]]), strict);
    stub.on(operation, { error: 'AccessDeniedException' });
    expect((await remove()).Reason).toContain(`allow chime:${operation}`);
  },
);

test('properties that cannot be read fail where something was associated', async () => {
  expect((await remove(ID, {})).Reason).toContain('property ChannelArn must be');
});

describe('after a Create that failed or was cancelled', () => {
  const untried = 'channel-flow-association-not-created/r1';
  const failed = `channel-flow-association-not-created/${ID}`;
  const invented = 'stack-Association-1ABCDEF';

  test.each([failed, invented])('what it associated all the same is disassociated: %s', async (id) => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict);
    expect(await remove(id)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(channels.get(CHANNEL)).toBeUndefined();
  });

  test('an event that failed before it tried disassociated nothing, so the channel keeps its flow', async () => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict);
    expect((await remove(untried)).Status).toBe('SUCCESS');
    expect(stub.calls).toEqual([]);
  });

  test("an event that was refused restores the channel's former flow", async () => {
    const channels = new Map<string, string | undefined>([[CHANNEL, FLOW]]);
    channelService(stub, channels, strict);
    expect((await remove(`${failed}/displaced/${OTHER_FLOW}`)).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
    expect((await remove(`${failed}/displaced/${OTHER_FLOW}`)).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBe(OTHER_FLOW);
  });

  test('a flow that a canceled Create associates a moment later is disassociated', async () => {
    const channels = new Map<string, string | undefined>();
    channelService(stub, channels, strict);
    harness.timers.after(2_000, () => channels.set(CHANNEL, FLOW));
    expect((await remove(invented)).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBeUndefined();
  });

  test.each(['AccessDeniedException', 'ForbiddenException', 'BadRequestException'])(
    'what is refused now was refused then: %s',
    async (error) => {
      for (const operation of [
        'DisassociateChannelFlow',
        'DescribeChannel',
        'ListChannelsAssociatedWithChannelFlow',
        'ListChannelFlows',
        'ListAppInstances',
      ]) {
        stub.on(operation, { error });
      }
      expect((await remove(failed)).Status).toBe('SUCCESS');
      expect((await remove(invented)).Status).toBe('SUCCESS');
    },
  );

  test.each(['ForbiddenException', 'NotFoundException'])(
    'what was refused, and is refused now, is looked at once: %s',
    async (error) => {
      channelService(stub, new Map(), strict);
      stub.on('DisassociateChannelFlow', { error });
      expect((await remove(failed)).Status).toBe('SUCCESS');
      expect(stub.operations).toEqual(['DisassociateChannelFlow', 'DescribeChannel']);
      expect(harness.timers.passed).toBeLessThan(1_000);
    },
  );

  test('a conflict is no such refusal: a flow that the channel does not show yet is disassociated', async () => {
    const channels = new Map<string, string | undefined>();
    channelService(stub, channels, { ...strict, unassociated: 'Conflict' });
    harness.timers.after(2_000, () => channels.set(CHANNEL, FLOW));
    expect((await remove(failed)).Status).toBe('SUCCESS');
    expect(channels.get(CHANNEL)).toBeUndefined();
  });

  test('a service that does not respond leaves it open', async () => {
    stub.on('DisassociateChannelFlow', 'reset');
    expect((await remove(failed)).Status).toBe('FAILED');
  });

  test.each([undefined, {}, 'x'])(
    'properties that cannot be read: success without a call: %p',
    async (properties) => {
      const fields = { RequestType: 'Delete', PhysicalResourceId: invented, ResourceProperties: properties };
      const answer = await harness.handle({ ResourceType: 'Custom::ChimeChannelFlowAssociation', ...fields });
      expect(answer.Status).toBe('SUCCESS');
      expect(stub.calls).toEqual([]);
    },
  );
});

test('a flow that is not found is looked for again, because the channel may show it late', async () => {
  stub
    .on('DisassociateChannelFlow', (_, index) => (index === 0 ? { error: 'NotFoundException' } : {}))
    .on('DescribeChannel', { Channel: { ChannelArn: CHANNEL } });
  expect((await remove()).Status).toBe('SUCCESS');
  expect(stub.operations).toEqual(['DisassociateChannelFlow', 'DescribeChannel', 'DisassociateChannelFlow']);
});
