import { LocalStacks } from './local-stacks';
import type { Template } from '../../../testing/cloudformation';

const stacks = new LocalStacks();
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:processor';

/** All Chime types; `changes` are properties by logical id. */
function chime(changes: Record<string, object> = {}): Template {
  const appInstance = { Ref: 'App' };
  const resource = (id: string, type: string, properties: object) => ({
    [id]: { Type: `AWS::Chime::${type}`, Properties: { ...properties, ...changes[id] } },
  });
  const lambda = { ResourceArn: FUNCTION_ARN, InvocationType: 'ASYNC' };
  return {
    Resources: {
      ...resource('App', 'AppInstance', { Name: 'app', Tags: [{ Key: 'a', Value: '1' }] }),
      ...resource('User', 'AppInstanceUser', { AppInstanceArn: appInstance, AppInstanceUserId: 'user' }),
      ...resource('Bot', 'AppInstanceBot', {
        AppInstanceArn: appInstance,
        Configuration: {
          Lex: {
            LexBotAliasArn: 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/ABCDEFGHIJ',
            LocaleId: 'en_US',
            RespondsTo: 'STANDARD_MESSAGES',
          },
        },
      }),
      ...resource('Channel', 'Channel', {
        AppInstanceArn: appInstance,
        ChimeBearer: { Ref: 'User' },
        Name: 'channel',
        Mode: 'RESTRICTED',
      }),
      ...resource('Flow', 'ChannelFlow', {
        AppInstanceArn: appInstance,
        Name: 'flow',
        Processors: [
          { Name: 'p', ExecutionOrder: '1', FallbackAction: 'ABORT', Configuration: { Lambda: lambda } },
        ],
      }),
    },
    Outputs: {
      Channel: { Value: { Ref: 'Channel' } },
      ChannelArn: { Value: { 'Fn::GetAtt': ['Channel', 'Arn'] } },
      Creator: { Value: { 'Fn::GetAtt': ['Channel', 'CreatedBy.Arn'] } },
      FlowId: { Value: { 'Fn::GetAtt': ['Flow', 'ChannelFlowId'] } },
      Since: { Value: { 'Fn::GetAtt': ['Flow', 'CreatedTimestamp'] } },
    },
  };
}

test('creates all Chime types, with Ref and GetAtt as CloudFormation has them, and deletes them', async () => {
  const deployment = await stacks.deploy(chime());
  const id = (logicalId: string) => deployment.resource(logicalId).physicalId;

  expect(deployment.outputs).toEqual({
    Channel: `${deployment.outputs.ChannelArn}|${id('User')}`,
    ChannelArn: expect.stringMatching(
      /^arn:aws:chime:us-east-1:111122223333:app-instance\/[^/]+\/channel\/[^/|]+$/,
    ),
    Creator: id('User'),
    FlowId: id('Flow').split('/').at(-1),
    Since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(deployment.resource('User').attributes.AppInstanceUserArn).toBe(id('User'));
  expect(deployment.resource('Flow').attributes).toMatchObject({
    Arn: id('Flow'),
    AppInstanceId: id('App').split('/')[1],
  });

  await deployment.destroy();
  const { AppInstances: left } = await stacks.emulator.call('ListAppInstances', {});
  expect(left).toEqual([]);
});

test('changes in place what can be changed in place', async () => {
  const deployment = await stacks.deploy(chime());
  const idsOf = () =>
    ['App', 'User', 'Bot', 'Channel', 'Flow'].map((id) => deployment.resource(id).physicalId);
  const before = idsOf();

  await deployment.update(
    chime({
      App: { Name: 'app 2', Tags: [{ Key: 'b', Value: '2' }] },
      User: { Name: 'user 2' },
      Bot: { Name: 'bot 2' },
      Channel: { Name: 'channel 2' },
      Flow: { Name: 'flow 2', Tags: [{ Key: 'c', Value: '3' }] },
    }),
  );

  expect(idsOf()).toEqual(before);
  const [app, user, , , flow] = before as [string, string, string, string, string];
  const { emulator } = stacks;
  const { AppInstance: described } = await emulator.call('DescribeAppInstance', { AppInstanceArn: app });
  expect(described.Name).toBe('app 2');
  expect((await emulator.call('ListTagsForResource', { ResourceARN: app })).Tags).toEqual([
    { Key: 'b', Value: '2' },
  ]);
  expect((await emulator.call('ListTagsForResource', { ResourceARN: flow })).Tags).toEqual([
    { Key: 'c', Value: '3' },
  ]);
  const { Channel: channel } = await emulator.call('DescribeChannel', {
    ChannelArn: deployment.outputs.ChannelArn!,
    ChimeBearer: user,
  });
  expect(channel.Name).toBe('channel 2');
  const { ChannelFlow: changed } = await emulator.call('DescribeChannelFlow', { ChannelFlowArn: flow });
  expect(changed.Name).toBe('flow 2');
});

test('replaces resources that cannot, and those that refer to them', async () => {
  const deployment = await stacks.deploy(chime());
  const before = deployment.resource('Channel').physicalId;

  await deployment.update(chime({ User: { AppInstanceUserId: 'other' } }));

  const { physicalId: user } = deployment.resource('User');
  expect(user).toMatch(/\/user\/other$/);
  expect(deployment.resource('Channel').physicalId).not.toBe(before);
  expect(deployment.outputs.Creator).toBe(user);
  const { AppInstanceUsers: users } = await stacks.emulator.call('ListAppInstanceUsers', {
    AppInstanceArn: deployment.resource('App').physicalId,
  });
  expect(users.map(({ AppInstanceUserArn: arn }) => arn)).toEqual([user]);
});

test('goes back to the replaced resource when the update is rolled back', async () => {
  const deployment = await stacks.deploy(chime());
  const physicalIds = () =>
    deployment.resources.map(({ logicalId, physicalId }) => `${logicalId} ${physicalId}`).sort();
  const before = physicalIds();

  await expect(
    deployment.update(chime({ User: { AppInstanceUserId: 'other' }, Flow: { Name: 'x' } }), {
      failures: { Channel: { on: 'update', reason: 'planned' } },
    }),
  ).rejects.toThrow('Channel: planned');

  expect(physicalIds()).toEqual(before);
  const { AppInstanceUsers: users } = await stacks.emulator.call('ListAppInstanceUsers', {
    AppInstanceArn: deployment.resource('App').physicalId,
  });
  expect(users).toHaveLength(1);
});

test('fails with what the service says', async () => {
  const error = await stacks.fail(chime({ Flow: { Name: '' } }));

  expect(error.message).toMatch(/^stack local could not be created: Flow: /);
  expect(error.events.at(-1)).toMatchObject({ logicalId: 'local', status: 'ROLLBACK_COMPLETE' });
});
