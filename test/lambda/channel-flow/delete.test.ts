import { createHash } from 'node:crypto';
import { flowProperties } from './flow-fixtures';
import { APP_INSTANCE, BEARER, FLOW, harnessForFile } from '../helpers/provider-harness';

const { stub, harness } = harnessForFile();

const owner = createHash('sha256')
  .update('arn:aws:cloudformation:us-east-1:111122223333:stack/s/1/Flow')
  .digest('hex')
  .slice(0, 32);

async function remove(properties: object | undefined = flowProperties(), id = FLOW, timeout?: number) {
  return harness.handle(
    { RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties },
    timeout,
  );
}

function channel(index: number): string {
  return `${APP_INSTANCE}/channel/c${index}`;
}

/** A service whose flow has channels until it is disassociated from them. */
function associatedWith(count: number, keeps: (channelArn: string) => string | undefined = () => undefined) {
  const channels = new Set(Array.from({ length: count }, (_, index) => channel(index)));
  stub
    .on('DeleteChannelFlow', () => (channels.size > 0 ? { error: 'ConflictException' } : {}))
    .on('ListChannelsAssociatedWithChannelFlow', ({ query }) => {
      const rest = [...channels].filter((arn) => !query['next-token'] || arn > query['next-token']);
      const page = rest.sort().slice(0, 50);
      return {
        Channels: page.map((ChannelArn) => ({ ChannelArn })),
        NextToken: rest.length > 50 ? page.at(-1) : undefined,
      };
    })
    .on('DisassociateChannelFlow', ({ path: [arn = ''] }) => {
      const error = keeps(arn);
      if (error) return { error };
      channels.delete(arn);
      return {};
    })
    .on('DescribeChannel', ({ path: [arn = ''] }) => ({
      Channel: { ChannelArn: arn, ChannelFlowArn: channels.has(arn) ? FLOW : undefined },
    }));
  return channels;
}

test('one call', async () => {
  stub.on('DeleteChannelFlow', {});
  expect(await remove()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: FLOW });
  expect(stub.calls.map(({ operation, path }) => [operation, path])).toEqual([['DeleteChannelFlow', [FLOW]]]);
});

test('properties that cannot be read do not hinder it', async () => {
  stub.on('DeleteChannelFlow', {});
  expect((await remove({ DisassociateBearer: 5 })).Status).toBe('SUCCESS');
});

test.each(['ForbiddenException', 'NotFoundException', 'BadRequestException'])(
  'a flow that the list does not have is gone: %s',
  async (error) => {
    stub
      .on('DeleteChannelFlow', { error })
      .on('ListChannelFlows', ({ query }) =>
        query['next-token']
          ? { ChannelFlows: [{ ChannelFlowArn: `${FLOW}1` }] }
          : { ChannelFlows: [{ ChannelFlowArn: `${FLOW}0` }], NextToken: 'more' },
      );
    expect((await remove()).Status).toBe('SUCCESS');
    expect(stub.operations.filter((operation) => operation === 'ListChannelFlows')).toHaveLength(4);
  },
);

test('a flow on the second page of the list is not gone', async () => {
  stub
    .on('DeleteChannelFlow', { error: 'ForbiddenException', message: 'not you' })
    .on('ListChannelFlows', ({ query }) =>
      query['next-token']
        ? { ChannelFlows: [{ ChannelFlowArn: FLOW }] }
        : { ChannelFlows: [], NextToken: 'more' },
    );
  expect((await remove()).Reason).toContain('ForbiddenException: not you');
});

test('a flow that appears in the list a moment later is not gone, and is deleted once it is visible', async () => {
  stub
    .on('DeleteChannelFlow', (_, index) => (index < 2 ? { error: 'ForbiddenException' } : {}))
    .on('ListChannelFlows', (_, index) => ({ ChannelFlows: index < 1 ? [] : [{ ChannelFlowArn: FLOW }] }));
  expect((await remove()).Status).toBe('SUCCESS');
  expect(stub.operations.filter((operation) => operation === 'DeleteChannelFlow')).toHaveLength(3);
});

test('a deletion whose response was lost ends well', async () => {
  stub
    .on('DeleteChannelFlow', (_, index) => (index === 0 ? 'reset' : { error: 'ForbiddenException' }))
    .on('ListChannelFlows', { ChannelFlows: [] });
  expect((await remove()).Status).toBe('SUCCESS');
});

test('a flow whose app instance is gone is gone', async () => {
  stub
    .on('DeleteChannelFlow', { error: 'ForbiddenException' })
    .on('ListChannelFlows', { error: 'ForbiddenException' })
    .on('ListAppInstances', ({ query }) =>
      query['next-token']
        ? { AppInstances: [{ AppInstanceArn: 'third' }] }
        : { AppInstances: [{ AppInstanceArn: 'other' }], NextToken: 'more' },
    );
  expect((await remove()).Status).toBe('SUCCESS');
  expect(stub.operations.at(-1)).toBe('ListAppInstances');
});

test('a flow whose app instance is there may be there', async () => {
  stub
    .on('DeleteChannelFlow', { error: 'BadRequestException', message: 'no' })
    .on('ListChannelFlows', { error: 'ForbiddenException' })
    .on('ListAppInstances', { AppInstances: [{ AppInstanceArn: APP_INSTANCE }] })
    .on('ListChannelsAssociatedWithChannelFlow', { Channels: [] });
  expect(await remove()).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('DeleteChannelFlow') as string,
  });
});

test.each(['AccessDeniedException', 'ForbiddenException'])(
  'without the right to look for the app instance nothing is proven: %s',
  async (error) => {
    stub
      .on('DeleteChannelFlow', { error: 'ForbiddenException' })
      .on('ListChannelFlows', { error: 'ForbiddenException' })
      .on('ListAppInstances', { error });
    expect((await remove()).Reason).toContain('allow chime:ListAppInstances in the provider');
  },
);

test('a service that does not respond proves nothing', async () => {
  stub
    .on('DeleteChannelFlow', { error: 'ForbiddenException' })
    .on('ListChannelFlows', { error: 'ServiceFailureException' });
  expect((await remove()).Reason).toContain('ServiceFailureException');
  stub.on('ListChannelFlows', { error: 'ForbiddenException' }).on('ListAppInstances', 'reset');
  expect((await remove()).Reason).toContain('socket hang up');
});

test.each([
  [1, `${channel(0)};`],
  [3, `${channel(0)}, ${channel(1)}, ${channel(2)};`],
  [4, `${channel(0)}, ${channel(1)}, ${channel(2)} and others;`],
])('associated with %d channels: they are named with what to do', async (count, names) => {
  associatedWith(count);
  const { Status, Reason } = await remove();
  expect(Status).toBe('FAILED');
  expect(Reason).toContain(`it is still associated with ${names} disassociate it from them`);
  expect(Reason).toContain('ConflictException');
});

test('associations that were just removed may still count', async () => {
  stub
    .on('DeleteChannelFlow', (_, index) => (index < 3 ? { error: 'ConflictException' } : {}))
    .on('ListChannelsAssociatedWithChannelFlow', (_, index) => ({
      Channels: index < 2 ? [{ ChannelArn: channel(1) }] : [],
    }));
  expect((await remove()).Status).toBe('SUCCESS');
});

test('a service that refuses by status 400 to delete what channels have is understood', async () => {
  const channels = associatedWith(2);
  const conflict = { error: 'BadRequestException' };
  stub
    .on('DeleteChannelFlow', () => (channels.size > 0 ? conflict : {}))
    .on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW }] });
  expect((await remove(flowProperties({ DisassociateBearer: BEARER }))).Status).toBe('SUCCESS');
  expect(channels.size).toBe(0);
});

test('a conflict without channels is not waited for forever', async () => {
  stub
    .on('DeleteChannelFlow', { error: 'ConflictException' })
    .on('ListChannelsAssociatedWithChannelFlow', { Channels: [] });
  expect((await remove()).Reason).toContain('ConflictException');
  expect(harness.timers.passed).toBeLessThan(16_000);
});

test('with a bearer the flow is first disassociated from every channel, over all pages', async () => {
  const channels = associatedWith(120);
  expect((await remove(flowProperties({ DisassociateBearer: BEARER }))).Status).toBe('SUCCESS');
  expect(channels.size).toBe(0);
  const calls = stub.calls.filter(({ operation }) => operation === 'DisassociateChannelFlow');
  expect(calls).toHaveLength(120);
  expect(calls[0]).toMatchObject({ path: [channel(0), FLOW], bearer: BEARER });
  expect(stub.operations.slice(0, 2)).toEqual(['DeleteChannelFlow', 'ListChannelsAssociatedWithChannelFlow']);
  expect(stub.operations.at(-1)).toBe('DeleteChannelFlow');
});

test('channels that have another flow meanwhile, or are gone, are no failure', async () => {
  const channels = associatedWith(4, (arn) => {
    channels.delete(arn);
    return arn.endsWith('1') ? 'ConflictException' : arn.endsWith('2') ? 'NotFoundException' : undefined;
  });
  expect((await remove(flowProperties({ DisassociateBearer: BEARER }))).Status).toBe('SUCCESS');
});

test('a channel that refuses does not hinder the others and is named', async () => {
  const channels = associatedWith(60, (arn) => (arn === channel(7) ? 'ForbiddenException' : undefined));
  const answer = await remove(flowProperties({ DisassociateBearer: BEARER }));
  expect(answer.Reason).toContain(
    `could not be disassociated from 1 channels, the first being ${channel(7)}`,
  );
  expect([...channels]).toEqual([channel(7)]);
});

test('a bearer that may not see a channel is told of', async () => {
  associatedWith(1, () => 'ForbiddenException');
  stub.on('DescribeChannel', { error: 'ForbiddenException' });
  const answer = await remove(flowProperties({ DisassociateBearer: BEARER }));
  expect(answer.Reason).toContain('make the bearer in disassociateOnDelete an admin');
});

test('a role that may not disassociate fails at once, not channel by channel', async () => {
  associatedWith(60, () => 'AccessDeniedException');
  const answer = await remove(flowProperties({ DisassociateBearer: BEARER }));
  expect(answer.Reason).toContain('allow chime:DisassociateChannelFlow');
});

test('when time runs out the response says how far it came, and the next deletion goes on from there', async () => {
  const channels = associatedWith(120, () => {
    harness.timers.advance(1_000);
    return undefined;
  });
  const properties = flowProperties({ DisassociateBearer: BEARER });
  const answer = await remove(properties, FLOW, 60_000);
  expect(answer.Reason).toMatch(
    /disassociated from \d+ channels, and at least \d+ still have it; deleting again continues from there/,
  );
  const left = channels.size;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(120);
  stub.calls.length = 0;
  expect((await remove(properties)).Status).toBe('SUCCESS');
  const again = stub.operations.filter((operation) => operation === 'DisassociateChannelFlow');
  expect(again).toHaveLength(left);
});

test('channels that are associated while others are disassociated are taken care of', async () => {
  const channels = associatedWith(1, () => {
    if (stub.operations.filter((operation) => operation === 'DisassociateChannelFlow').length === 1) {
      channels.add(channel(9));
    }
    return undefined;
  });
  expect((await remove(flowProperties({ DisassociateBearer: BEARER }))).Status).toBe('SUCCESS');
  expect(channels.size).toBe(0);
});

describe('ids that are no ARN', () => {
  const invented = 'stack-Flow-1ABCDEF';
  const failed = 'channel-flow-not-created/r1';

  function existing(ownerValue: string, name = 'flow', visibleFrom = 0) {
    stub
      .on('ListChannelFlows', (_, index) => ({
        ChannelFlows: index < visibleFrom ? [] : [{ ChannelFlowArn: FLOW, Name: name }],
      }))
      .on('ListTagsForResource', { Tags: [{ Key: 'cdk-chime-sdk-messaging:owner', Value: ownerValue }] })
      .on('DeleteChannelFlow', {});
  }

  function deletions(): string[] {
    return stub.calls
      .filter(({ operation }) => operation === 'DeleteChannelFlow')
      .map(({ path }) => path[0]!);
  }

  test('nothing was made: success', async () => {
    stub.on('ListChannelFlows', { ChannelFlows: [] });
    expect((await remove(flowProperties(), failed)).Status).toBe('SUCCESS');
    expect(await remove(flowProperties(), invented)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: invented,
    });
  });

  test('deletes the flow that the failed request created', async () => {
    existing(`${owner}/r1`);
    await remove(flowProperties(), failed);
    expect(deletions()).toEqual([FLOW]);
  });

  test('leaves alone the flow that another request of the same resource created', async () => {
    existing(`${owner}/r0`);
    expect((await remove(flowProperties(), failed)).Status).toBe('SUCCESS');
    expect(stub.operations).not.toContain('DeleteChannelFlow');
  });

  test('finds and deletes the flow of a canceled creation that ends later', async () => {
    existing(`${owner}/r9`, 'flow', 3);
    expect((await remove(flowProperties(), invented)).Status).toBe('SUCCESS');
    expect(deletions()).toEqual([FLOW]);
  });

  test.each([
    [10_000, [FLOW]],
    [600_000, []],
  ])(
    'a flow that was created %d ms before: of the called-off creation, or retained',
    async (age, deleted) => {
      existing(`${owner}/r9`);
      const createdAt = (harness.timers.now() - age) / 1_000;
      stub.on('DescribeChannelFlow', { ChannelFlow: { ChannelFlowArn: FLOW, CreatedTimestamp: createdAt } });
      expect((await remove(flowProperties(), invented)).Status).toBe('SUCCESS');
      expect(deletions()).toEqual(deleted);
    },
  );

  test('a second flow of a creation that repeated itself is found and deleted', async () => {
    existing(`${owner}/r9`);
    const second = `${FLOW}-2`;
    stub.on('ListChannelFlows', (_, index) => ({
      ChannelFlows: [FLOW, ...(index > 0 ? [second] : [])].map((ChannelFlowArn) => ({
        ChannelFlowArn,
        Name: 'flow',
      })),
    }));
    expect((await remove(flowProperties(), invented)).Status).toBe('SUCCESS');
    expect(deletions()).toEqual([FLOW, second]);
  });

  test.each([
    ['of another resource', 'f'.repeat(32) + '/r1', 'flow'],
    ['of another name', `${owner}/r1`, 'other'],
  ])('a flow %s is left alone', async (_, ownerValue, name) => {
    existing(ownerValue, name);
    expect((await remove(flowProperties(), invented)).Status).toBe('SUCCESS');
    expect(stub.operations).not.toContain('DeleteChannelFlow');
  });

  test('a flow whose tags vanish with it is left alone', async () => {
    existing('');
    stub.on('ListTagsForResource', { error: 'ForbiddenException' }).on('ListChannelFlows', (_, index) => ({
      ChannelFlows: index === 0 ? [{ ChannelFlowArn: FLOW, Name: 'flow' }] : [],
    }));
    expect((await remove(flowProperties(), failed)).Status).toBe('SUCCESS');
    expect(stub.operations).not.toContain('DeleteChannelFlow');
  });

  test('a flow that stays and whose tags are refused leaves it open', async () => {
    existing('');
    stub.on('ListTagsForResource', { error: 'ForbiddenException' });
    expect((await remove(flowProperties(), failed)).Status).toBe('FAILED');
    expect(stub.operations).not.toContain('DeleteChannelFlow');
  });

  test.each([undefined, {}, { AppInstanceArn: APP_INSTANCE }])(
    'properties that name no flow: success without a call: %p',
    async (properties) => {
      const fields = { RequestType: 'Delete', PhysicalResourceId: failed, ResourceProperties: properties };
      expect((await harness.handle(fields)).Status).toBe('SUCCESS');
      expect(stub.calls).toEqual([]);
    },
  );

  test('a caller who may not look could not create either', async () => {
    stub.on('ListChannelFlows', { error: 'AccessDeniedException' });
    expect((await remove(flowProperties(), failed)).Status).toBe('SUCCESS');
  });

  describe.each(['ForbiddenException', 'NotFoundException', 'BadRequestException'])(
    'a list that is refused by %s',
    (error) => {
      beforeEach(() => void stub.on('ListChannelFlows', { error }));

      test.each([failed, invented])('is that of an app instance that is gone: %s', async (id) => {
        stub.on('ListAppInstances', { AppInstances: [] });
        expect((await remove(flowProperties(), id)).Status).toBe('SUCCESS');
      });

      test.each([failed, invented])('of one that is there leaves it open: %s', async (id) => {
        stub.on('ListAppInstances', { AppInstances: [{ AppInstanceArn: APP_INSTANCE }] });
        const { Status, Reason } = await remove(flowProperties(), id);
        expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining(`failed with ${error}`)]);
      });

      test('and then given: the flow of a cancelled creation is deleted', async () => {
        existing(`${owner}/r9`);
        stub.on('ListAppInstances', { AppInstances: [{ AppInstanceArn: APP_INSTANCE }] });
        stub.on('ListChannelFlows', (_, index) =>
          index < 2 ? { error } : { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] },
        );
        expect((await remove(flowProperties(), invented)).Status).toBe('SUCCESS');
        expect(deletions()).toEqual([FLOW]);
      });
    },
  );

  test('a service that does not respond leaves it open', async () => {
    stub.on('ListChannelFlows', { error: 'ServiceFailureException' });
    expect((await remove(flowProperties(), failed)).Status).toBe('FAILED');
    stub.on('ListChannelFlows', { ChannelFlows: [{ ChannelFlowArn: FLOW, Name: 'flow' }] });
    stub.on('ListTagsForResource', 'reset');
    expect((await remove(flowProperties(), failed)).Status).toBe('FAILED');
  });
});
