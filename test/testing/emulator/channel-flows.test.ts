import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, processor, refusalOf, until } from './support';
import { behaviorPresets, EmulatorClock } from '../../../testing/emulator';
import { Idempotency } from '../../../testing/emulator/operations';

test('a channel flow can be created, described, updated, listed and deleted', async () => {
  const { messaging: client, ...world } = await newWorld();
  const names = { AppInstanceArn: world.appInstance };
  const former = [processor(2, 'CONTINUE'), processor(1)];

  const { ChannelFlowArn } = await client.send(
    new messaging.CreateChannelFlowCommand({ ...names, Name: 'old', Processors: former }),
  );
  const created = await client.send(new messaging.DescribeChannelFlowCommand({ ChannelFlowArn }));
  const update = { ChannelFlowArn, Name: 'new', Processors: [processor(3)] };
  const updated = await client.send(new messaging.UpdateChannelFlowCommand(update));
  const listed = await client.send(new messaging.ListChannelFlowsCommand(names));
  await client.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn }));
  const emptied = await client.send(new messaging.ListChannelFlowsCommand(names));

  expect(ChannelFlowArn).toMatch(new RegExp(`^${world.appInstance}/channel-flow/[-0-9a-f]{36}$`));
  expect(created.ChannelFlow).toEqual({
    ChannelFlowArn,
    Name: 'old',
    Processors: former,
    CreatedTimestamp: expect.any(Date),
    LastUpdatedTimestamp: expect.any(Date),
  });
  expect(updated.ChannelFlowArn).toBe(ChannelFlowArn);
  expect(listed.ChannelFlows).toEqual([{ ChannelFlowArn, Name: 'new', Processors: [processor(3)] }]);
  expect(emptied.ChannelFlows).toEqual([]);
});

test('flows are listed by app instance, in pages', async () => {
  const world = await newWorld();
  const flows = [await world.newFlow(), await world.newFlow(), await world.newFlow()];
  const seen: (string | undefined)[] = [];
  const pages = messaging.paginateListChannelFlows(
    { client: world.messaging, pageSize: 2 },
    { AppInstanceArn: world.appInstance },
  );

  for await (const page of pages) seen.push(...page.ChannelFlows!.map((flow) => flow.ChannelFlowArn));

  expect(seen).toEqual(flows);
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'a flow that does not exist is answered with %s if so wished',
  async (absentFlow) => {
    const world = await newWorld({ behavior: { absentFlow } });
    const ChannelFlowArn = `${world.appInstance}/channel-flow/none`;

    const answers = await Promise.all([
      refusalOf(world.messaging.send(new messaging.DescribeChannelFlowCommand({ ChannelFlowArn }))),
      refusalOf(world.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn }))),
      refusalOf(
        world.messaging.send(new messaging.ListTagsForResourceCommand({ ResourceARN: ChannelFlowArn })),
      ),
      refusalOf(
        world.messaging.send(
          new messaging.UpdateChannelFlowCommand({ ChannelFlowArn, Name: 'x', Processors: [processor()] }),
        ),
      ),
    ]);

    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain(`${absentFlow}Exception`);
  },
);

test.each([
  ['Forbidden', '403 ForbiddenException', '403 ForbiddenException'],
  ['NotFound', '404 NotFoundException', '404 NotFoundException'],
  ['BadRequest', '400 BadRequestException', '400 BadRequestException'],
  ['EmptyList', 'accepted', '403 ForbiddenException'],
] as const)(
  'an app instance that does not exist is answered with %s',
  async (absentAppInstance, listing, creation) => {
    const world = await newWorld({ behavior: { absentAppInstance } });
    const AppInstanceArn = `${world.appInstance}x`;
    const flow = { AppInstanceArn, Name: 'flow', Processors: [processor()] };

    expect(
      await refusalOf(world.messaging.send(new messaging.ListChannelFlowsCommand({ AppInstanceArn }))),
    ).toBe(listing);
    expect(await refusalOf(world.messaging.send(new messaging.CreateChannelFlowCommand(flow)))).toBe(
      creation,
    );
  },
);

test('names may be taken twice, or not', async () => {
  const world = await newWorld();
  const first = await world.newFlow();

  const second = await world.newFlow();
  world.emulator.behavior.duplicateFlowName = 'Conflict';

  expect(second).not.toBe(first);
  expect(await refusalOf(world.newFlow())).toBe('409 ConflictException');
  expect(await refusalOf(world.newFlow([processor()], 'another'))).toBe('accepted');
});

test('execution orders may be taken twice, or not', async () => {
  const world = await newWorld();
  const sameOrder = [processor(1), processor(1)];

  expect(await refusalOf(world.newFlow(sameOrder))).toBe('accepted');
  world.emulator.behavior.duplicateExecutionOrder = 'BadRequest';
  expect(await refusalOf(world.newFlow(sameOrder))).toBe('400 BadRequestException');
});

test('quotas are kept', async () => {
  const world = await newWorld({ behavior: { channelFlowsPerAppInstance: 1, processorsPerChannelFlow: 1 } });

  expect(await refusalOf(world.newFlow([processor(1), processor(2)]))).toBe(
    '400 ResourceLimitExceededException',
  );
  expect(await refusalOf(world.newFlow())).toBe('accepted');
  expect(await refusalOf(world.newFlow())).toBe('400 ResourceLimitExceededException');
});

test('the same client request token gives the same flow', async () => {
  const world = await newWorld();

  const first = await create(world, 'token');
  const again = await create(world, 'token');
  const other = await create(world, 'another');

  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('a token is remembered for its window', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock, behavior: { clientRequestTokenWindow: 1000 } });
  const first = await create(world, 'token');

  await clock.advance(1000);
  const inWindow = await create(world, 'token');
  await clock.advance(1);
  const afterwards = await create(world, 'token');

  expect(inWindow).toBe(first);
  expect(afterwards).not.toBe(first);
});

test('a token with another request is a conflict, or gives the same flow', async () => {
  const world = await newWorld();
  const first = await create(world, 'token');

  expect(await refusalOf(create(world, 'token', 'other name'))).toBe('409 ConflictException');
  world.emulator.behavior.clientRequestTokenOtherBody = 'sameResource';
  expect(await create(world, 'token', 'other name')).toBe(first);
});

test.each([
  ['createsNew', false],
  ['returnsSameArn', true],
] as const)('a token whose flow was deleted: %s', async (clientRequestTokenAfterDelete, isSame) => {
  const world = await newWorld({ behavior: { clientRequestTokenAfterDelete } });
  const first = await create(world, 'token');
  await world.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn: first }));

  const again = await create(world, 'token');

  expect(again === first).toBe(isSame);
});

test('a token whose first request is still in the works can be a conflict', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock, behavior: { clientRequestTokenInFlight: 'Conflict' } });
  const fault = world.emulator.faults.inject({ operation: 'CreateChannelFlow', times: 1, delay: 1000 });
  const first = create(world, 'token');
  await until(() => fault.hits === 1);

  const meanwhile = await refusalOf(create(world, 'token'));
  await clock.advance(1000);
  const afterwards = await create(world, 'token');

  expect(meanwhile).toBe('409 ConflictException');
  expect(afterwards).toBe(await first);
});

test('a token whose first request is still in the works waits for it', async () => {
  const clock = EmulatorClock.manual();
  const idempotency = new Idempotency({ ...behaviorPresets['documented-likely'] }, clock);
  const log: string[] = [];
  const request = (name: string) => async () => {
    log.push(`${name} starts`);
    await clock.sleep(1000);
    log.push(`${name} ends`);
  };

  const both = [1, 2].map((n) =>
    idempotency.exclusively('CreateChannelFlow', 'token', request(`request ${n}`)),
  );
  await clock.advance(2000);
  await Promise.all(both);

  expect(log).toEqual(['request 1 starts', 'request 1 ends', 'request 2 starts', 'request 2 ends']);
});

test('a new flow is found only after the visibility delay', async () => {
  const clock = EmulatorClock.manual();
  const world = await newWorld({ clock, behavior: { visibilityDelay: 500, listVisibilityDelay: 1000 } });
  const channel = await world.newChannel();
  const flow = await world.newFlow();
  const describe = () =>
    refusalOf(world.messaging.send(new messaging.DescribeChannelFlowCommand({ ChannelFlowArn: flow })));
  const list = async () =>
    (await world.messaging.send(new messaging.ListChannelFlowsCommand({ AppInstanceArn: world.appInstance })))
      .ChannelFlows?.length;

  expect([await describe(), await refusalOf(world.associate(channel, flow)), await list()]).toEqual([
    '403 ForbiddenException',
    '404 NotFoundException',
    0,
  ]);
  await clock.advance(500);
  expect([await describe(), await refusalOf(world.associate(channel, flow)), await list()]).toEqual([
    'accepted',
    'accepted',
    0,
  ]);
  await clock.advance(500);
  expect(await list()).toBe(1);
});

test.each([
  ['cascade', 'accepted'],
  ['Conflict', '409 ConflictException'],
  ['ResourceLimitExceeded', '400 ResourceLimitExceededException'],
] as const)('deleting an app instance with flows: %s', async (deleteAppInstanceWithFlows, expected) => {
  const { emulator, ...world } = await newWorld({ behavior: { deleteAppInstanceWithFlows } });
  await emulator.call('CreateChannelFlow', {
    AppInstanceArn: world.appInstance,
    Name: 'flow',
    Processors: [
      {
        Name: 'p',
        Configuration: {
          Lambda: {
            ResourceArn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
            InvocationType: 'ASYNC',
          },
        },
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
      },
    ],
  });

  const remove = emulator.call('DeleteAppInstance', { AppInstanceArn: world.appInstance }).then(
    () => 'accepted',
    (error: { statusCode: number; name: string }) => `${error.statusCode} ${error.name}`,
  );

  expect(await remove).toBe(expected);
});

test.each(Object.entries(behaviorPresets))(
  'a flow lives and dies under the preset %s',
  async (_, behavior) => {
    const world = await newWorld({ behavior });
    const channel = await world.newChannel();
    const ChannelFlowArn = await world.newFlow();
    await world.associate(channel, ChannelFlowArn);

    const whileAssociated = await refusalOf(
      world.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn })),
    );
    await world.takeFlowOff(channel, ChannelFlowArn);
    await world.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn }));

    expect(whileAssociated).toBe(
      behavior.deleteAssociatedFlow === 'Conflict' ? '409 ConflictException' : '400 BadRequestException',
    );
  },
);

test.each([
  ['ok', 'accepted'],
  ['Conflict', '409 ConflictException'],
  ['BadRequest', '400 BadRequestException'],
] as const)('an update that changes nothing: %s', async (updateUnchangedFlow, expected) => {
  const world = await newWorld({ behavior: { updateUnchangedFlow } });
  const ChannelFlowArn = await world.newFlow([processor()], 'flow');
  const update = (Name: string) =>
    refusalOf(
      world.messaging.send(
        new messaging.UpdateChannelFlowCommand({ ChannelFlowArn, Name, Processors: [processor()] }),
      ),
    );

  expect([await update('flow'), await update('other')]).toEqual([expected, 'accepted']);
});

test('where client request tokens are ignored, each request makes a flow', async () => {
  const world = await newWorld({ behavior: { clientRequestTokens: 'ignored' } });

  const flows = await Promise.all([create(world, 'token'), create(world, 'token')]);

  expect(new Set(flows).size).toBe(2);
});

async function create(
  world: Awaited<ReturnType<typeof newWorld>>,
  ClientRequestToken: string,
  Name: string = 'flow',
): Promise<string> {
  const flow = { AppInstanceArn: world.appInstance, Name, Processors: [processor()], ClientRequestToken };
  return (await world.messaging.send(new messaging.CreateChannelFlowCommand(flow))).ChannelFlowArn!;
}
