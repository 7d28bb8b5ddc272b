import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, processor, refusalOf, until } from './support';
import { behaviorPresets, EmulatorClock } from '../../../testing/emulator';
import { Idempotency } from '../../../testing/emulator/operations';

test('a channel flow can be created, described, updated, listed and deleted', async () => {
  const { messaging: client, ...fixture } = await newFixture();
  const names = { AppInstanceArn: fixture.appInstance };
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

  expect(ChannelFlowArn).toMatch(new RegExp(`^${fixture.appInstance}/channel-flow/[-0-9a-f]{36}$`));
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
  const fixture = await newFixture();
  const flows = [await fixture.newFlow(), await fixture.newFlow(), await fixture.newFlow()];
  const seen: (string | undefined)[] = [];
  const pages = messaging.paginateListChannelFlows(
    { client: fixture.messaging, pageSize: 2 },
    { AppInstanceArn: fixture.appInstance },
  );

  for await (const page of pages) seen.push(...page.ChannelFlows!.map((flow) => flow.ChannelFlowArn));

  expect(seen).toEqual(flows);
});

test.each(['Forbidden', 'NotFound', 'BadRequest'] as const)(
  'a flow that does not exist gets %s if so wished',
  async (absentFlow) => {
    const fixture = await newFixture({ behavior: { absentFlow } });
    const ChannelFlowArn = `${fixture.appInstance}/channel-flow/none`;

    const answers = await Promise.all([
      refusalOf(fixture.messaging.send(new messaging.DescribeChannelFlowCommand({ ChannelFlowArn }))),
      refusalOf(fixture.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn }))),
      refusalOf(
        fixture.messaging.send(new messaging.ListTagsForResourceCommand({ ResourceARN: ChannelFlowArn })),
      ),
      refusalOf(
        fixture.messaging.send(
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
] as const)('an app instance that does not exist gets %s', async (absentAppInstance, listing, creation) => {
  const fixture = await newFixture({ behavior: { absentAppInstance } });
  const AppInstanceArn = `${fixture.appInstance}x`;
  const flow = { AppInstanceArn, Name: 'flow', Processors: [processor()] };

  expect(
    await refusalOf(fixture.messaging.send(new messaging.ListChannelFlowsCommand({ AppInstanceArn }))),
  ).toBe(listing);
  expect(await refusalOf(fixture.messaging.send(new messaging.CreateChannelFlowCommand(flow)))).toBe(
    creation,
  );
});

test('names may be taken twice, or not', async () => {
  const fixture = await newFixture();
  const first = await fixture.newFlow();

  const second = await fixture.newFlow();
  fixture.emulator.behavior.duplicateFlowName = 'Conflict';

  expect(second).not.toBe(first);
  expect(await refusalOf(fixture.newFlow())).toBe('409 ConflictException');
  expect(await refusalOf(fixture.newFlow([processor()], 'another'))).toBe('accepted');
});

test('execution orders may be taken twice, or not', async () => {
  const fixture = await newFixture();
  const sameOrder = [processor(1), processor(1)];

  expect(await refusalOf(fixture.newFlow(sameOrder))).toBe('accepted');
  fixture.emulator.behavior.duplicateExecutionOrder = 'BadRequest';
  expect(await refusalOf(fixture.newFlow(sameOrder))).toBe('400 BadRequestException');
});

test('quotas are kept', async () => {
  const fixture = await newFixture({
    behavior: { channelFlowsPerAppInstance: 1, processorsPerChannelFlow: 1 },
  });

  expect(await refusalOf(fixture.newFlow([processor(1), processor(2)]))).toBe(
    '400 ResourceLimitExceededException',
  );
  expect(await refusalOf(fixture.newFlow())).toBe('accepted');
  expect(await refusalOf(fixture.newFlow())).toBe('400 ResourceLimitExceededException');
});

test('the same client request token gives the same flow', async () => {
  const fixture = await newFixture();

  const first = await create(fixture, 'token');
  const again = await create(fixture, 'token');
  const other = await create(fixture, 'another');

  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('a token is remembered for its window', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock, behavior: { clientRequestTokenWindow: 1000 } });
  const first = await create(fixture, 'token');

  await clock.advance(1000);
  const inWindow = await create(fixture, 'token');
  await clock.advance(1);
  const afterwards = await create(fixture, 'token');

  expect(inWindow).toBe(first);
  expect(afterwards).not.toBe(first);
});

test('a token with another request is a conflict, or gives the same flow', async () => {
  const fixture = await newFixture();
  const first = await create(fixture, 'token');

  expect(await refusalOf(create(fixture, 'token', 'other name'))).toBe('409 ConflictException');
  fixture.emulator.behavior.clientRequestTokenOtherBody = 'sameResource';
  expect(await create(fixture, 'token', 'other name')).toBe(first);
});

test.each([
  ['createsNew', false],
  ['returnsSameArn', true],
] as const)('a token whose flow was deleted: %s', async (clientRequestTokenAfterDelete, isSame) => {
  const fixture = await newFixture({ behavior: { clientRequestTokenAfterDelete } });
  const first = await create(fixture, 'token');
  await fixture.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn: first }));

  const again = await create(fixture, 'token');

  expect(again === first).toBe(isSame);
});

test('a token whose first request is still in the works can be a conflict', async () => {
  const clock = EmulatorClock.manual();
  const fixture = await newFixture({ clock, behavior: { clientRequestTokenInFlight: 'Conflict' } });
  const fault = fixture.emulator.faults.inject({ operation: 'CreateChannelFlow', times: 1, delay: 1000 });
  const first = create(fixture, 'token');
  await until(() => fault.hits === 1);

  const meanwhile = await refusalOf(create(fixture, 'token'));
  await clock.advance(1000);
  const afterwards = await create(fixture, 'token');

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
  const fixture = await newFixture({ clock, behavior: { visibilityDelay: 500, listVisibilityDelay: 1000 } });
  const channel = await fixture.newChannel();
  const flow = await fixture.newFlow();
  const describe = () =>
    refusalOf(fixture.messaging.send(new messaging.DescribeChannelFlowCommand({ ChannelFlowArn: flow })));
  const list = async () =>
    (
      await fixture.messaging.send(
        new messaging.ListChannelFlowsCommand({ AppInstanceArn: fixture.appInstance }),
      )
    ).ChannelFlows?.length;

  expect([await describe(), await refusalOf(fixture.associate(channel, flow)), await list()]).toEqual([
    '403 ForbiddenException',
    '404 NotFoundException',
    0,
  ]);
  await clock.advance(500);
  expect([await describe(), await refusalOf(fixture.associate(channel, flow)), await list()]).toEqual([
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
  const { emulator, ...fixture } = await newFixture({ behavior: { deleteAppInstanceWithFlows } });
  await emulator.call('CreateChannelFlow', {
    AppInstanceArn: fixture.appInstance,
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

  const remove = emulator.call('DeleteAppInstance', { AppInstanceArn: fixture.appInstance }).then(
    () => 'accepted',
    (error: { statusCode: number; name: string }) => `${error.statusCode} ${error.name}`,
  );

  expect(await remove).toBe(expected);
});

test.each(Object.entries(behaviorPresets))(
  'a flow lives and dies under the preset %s',
  async (_, behavior) => {
    const fixture = await newFixture({ behavior });
    const channel = await fixture.newChannel();
    const ChannelFlowArn = await fixture.newFlow();
    await fixture.associate(channel, ChannelFlowArn);

    const whileAssociated = await refusalOf(
      fixture.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn })),
    );
    await fixture.takeFlowOff(channel, ChannelFlowArn);
    await fixture.messaging.send(new messaging.DeleteChannelFlowCommand({ ChannelFlowArn }));

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
  const fixture = await newFixture({ behavior: { updateUnchangedFlow } });
  const ChannelFlowArn = await fixture.newFlow([processor()], 'flow');
  const update = (Name: string) =>
    refusalOf(
      fixture.messaging.send(
        new messaging.UpdateChannelFlowCommand({ ChannelFlowArn, Name, Processors: [processor()] }),
      ),
    );

  expect([await update('flow'), await update('other')]).toEqual([expected, 'accepted']);
});

test('where client request tokens are ignored, each request makes a flow', async () => {
  const fixture = await newFixture({ behavior: { clientRequestTokens: 'ignored' } });

  const flows = await Promise.all([create(fixture, 'token'), create(fixture, 'token')]);

  expect(new Set(flows).size).toBe(2);
});

async function create(
  fixture: Awaited<ReturnType<typeof newFixture>>,
  ClientRequestToken: string,
  Name: string = 'flow',
): Promise<string> {
  const flow = { AppInstanceArn: fixture.appInstance, Name, Processors: [processor()], ClientRequestToken };
  return (await fixture.messaging.send(new messaging.CreateChannelFlowCommand(flow))).ChannelFlowArn!;
}
