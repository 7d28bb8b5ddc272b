import { ChimeMessagingEmulator, type Seed } from '../../../testing/emulator';

const CHAT = 'arn:aws:chime:eu-central-1:111122223333:app-instance/chat';

const SEED: Seed = {
  appInstances: [
    {
      id: 'chat',
      name: 'Chat',
      users: [{ id: 'alice', name: 'Alice' }, { id: 'bob' }, { id: 'root' }],
      bots: [{ id: 'helper' }],
      admins: ['root', 'helper'],
      channelFlows: [
        {
          id: 'moderation',
          processors: [
            { function: 'first' },
            {
              function: 'arn:aws:lambda:eu-central-1:111122223333:function:second:live',
              name: 'Second',
              fallbackAction: 'CONTINUE',
            },
          ],
        },
      ],
      channels: [
        { id: 'plain', createdBy: 'helper' },
        {
          id: 'general',
          name: 'General',
          privacy: 'PUBLIC',
          mode: 'RESTRICTED',
          metadata: 'data',
          createdBy: 'alice',
          members: ['bob', 'helper'],
          moderators: ['bob'],
          channelFlow: 'moderation',
        },
      ],
    },
    { id: 'empty' },
  ],
};

const running: ChimeMessagingEmulator[] = [];

afterEach(() => Promise.all(running.splice(0).map((emulator) => emulator.close())));

async function start(): Promise<ChimeMessagingEmulator> {
  const emulator = await ChimeMessagingEmulator.start({ region: 'eu-central-1' });
  running.push(emulator);
  return emulator;
}

test('a seed gives everything the ARN that its id says', async () => {
  const emulator = await start();

  emulator.seed(SEED);

  const bearer = { ChimeBearer: `${CHAT}/user/alice` };
  const { Channel } = await emulator.call('DescribeChannel', {
    ChannelArn: `${CHAT}/channel/general`,
    ...bearer,
  });
  const { ChannelMemberships } = await emulator.call('ListChannelMemberships', {
    ChannelArn: `${CHAT}/channel/general`,
    ...bearer,
  });
  const { ChannelModerators } = await emulator.call('ListChannelModerators', {
    ChannelArn: `${CHAT}/channel/general`,
    ...bearer,
  });
  const { AppInstanceAdmins } = await emulator.call('ListAppInstanceAdmins', { AppInstanceArn: CHAT });
  const { AppInstances } = await emulator.call('ListAppInstances', {});
  expect(Channel).toMatchObject({
    Name: 'General',
    Privacy: 'PUBLIC',
    Mode: 'RESTRICTED',
    Metadata: 'data',
    CreatedBy: { Arn: `${CHAT}/user/alice`, Name: 'Alice' },
    ChannelFlowArn: `${CHAT}/channel-flow/moderation`,
  });
  expect(ChannelMemberships.map(({ Member }) => Member.Arn)).toEqual([
    `${CHAT}/user/alice`,
    `${CHAT}/user/bob`,
    `${CHAT}/bot/helper`,
  ]);
  expect(ChannelModerators.map(({ Moderator }) => Moderator.Name)).toEqual(['Alice', 'bob']);
  expect(AppInstanceAdmins.map(({ Admin }) => Admin.Name)).toEqual(['root', 'helper']);
  expect(AppInstances.map(({ Name }) => Name)).toEqual(['Chat', 'empty']);
});

test('the processors of a seeded flow run in the order of the list', async () => {
  const emulator = await start();
  emulator.seed(SEED);

  const { ChannelFlow } = await emulator.call('DescribeChannelFlow', {
    ChannelFlowArn: `${CHAT}/channel-flow/moderation`,
  });

  expect(ChannelFlow).toMatchObject({
    Name: 'moderation',
    Processors: [
      {
        Name: 'first',
        ExecutionOrder: 1,
        FallbackAction: 'ABORT',
        Configuration: {
          Lambda: {
            ResourceArn: 'arn:aws:lambda:eu-central-1:111122223333:function:first',
            InvocationType: 'ASYNC',
          },
        },
      },
      { Name: 'Second', ExecutionOrder: 2, FallbackAction: 'CONTINUE' },
    ],
  });
});

test.each([
  [[], 'a seed must be an object'],
  [null, 'a seed must be an object'],
  [{}, "'appInstances' is required"],
  [{ appinstances: [] }, "'appinstances' is unknown (did you mean 'appInstances'?)"],
  [app({ users: [{ id: 'a b' }] }), "'appInstances[0].users[0].id' must match"],
  [
    app({ users: [{ id: 'a', role: 'admin' }] }),
    "'appInstances[0].users[0].role' is unknown: expected id, name",
  ],
  [app({ users: [{ id: 'a' }, { id: 'a' }] }), /'appInstances\[0\].users\[1\]': .* already exists/],
  [app({ bots: [{ id: 'a' }, { id: 'a' }] }), /'appInstances\[0\].bots\[1\]': .* already exists/],
  [app({ admins: ['a'] }), "'appInstances[0].admins[0]': there is no user or bot 'a'"],
  [
    app({ channelFlows: [{ id: 'f', processors: [{ function: 'no name' }] }] }),
    /'appInstances\[0\].channelFlows\[0\]': 'Processors\[0\].*ResourceArn' must match/,
  ],
  [
    app({ channelFlows: [1, 2].map(() => ({ id: 'f', processors: [{ function: 'a' }] })) }),
    /'appInstances\[0\].channelFlows\[1\]': .* already exists/,
  ],
  [
    app({ users: [{ id: 'a' }], channels: [{ id: 'c', createdBy: 'a', members: ['b'] }] }),
    "'appInstances[0].channels[0]': 'members[0]' must be the id of a user or bot, got 'b'",
  ],
  [
    app({ channels: [{ id: 'c', createdBy: 'b' }] }),
    "'appInstances[0].channels[0]': 'createdBy' must be the id of a user or bot, got 'b'",
  ],
  [app({ users: [{ id: 42 }] }), "'appInstances[0].users[0].id' must be a string, got 42"],
  [
    app({ users: [{ id: 'a' }], channels: [{ id: 'c', createdBy: 'a', channelFlow: 'f' }] }),
    "'appInstances[0].channels[0]': 'channelFlow' must be the id of a channel flow, got 'f'",
  ],
  [{ appInstances: [{ id: 'a' }, { id: 'a' }] }, /'appInstances\[1\]': .* already exists/],
])('a slip in a seed is named: %j', async (seed, message) => {
  const emulator = await start();

  expect(() => emulator.seed(seed as unknown as Seed)).toThrow(message);
});

function app(content: object): object {
  return { appInstances: [{ id: 'chat', ...content }] };
}
