import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { association, flow, processors } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { ChannelFlow, ChimeBearer } from '../../src';

const local = Lifecycle.forFile();

async function twoPlaces() {
  return Promise.all([local.place(), local.place()]);
}

test('another app instance makes a new flow there, and the old one is deleted after it', async () => {
  const [before, after] = await twoPlaces();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, before, { tags: { team: 'chat' } }));
  const old = stack.id('Flow');

  await stack.deploy((scope) => flow(scope, after, { tags: { team: 'chat' } }));

  expect(await after.flowArns()).toEqual([stack.id('Flow')]);
  expect(await after.tags(stack.id('Flow'))).toEqual({ team: 'chat' });
  expect(await before.flowArns()).toEqual([]);
  expect(stack.asked('Flow')).toEqual(['Create', `Update ${old}`, `Delete ${old}`]);
  const writes = local.emulator.requests.filter(({ input }) => JSON.stringify(input).includes(after.arn));
  expect(writes.map(({ operation }) => operation)).toContain('CreateChannelFlow');
});

test('the new flow is created with the id of the request as token', async () => {
  const [before, after] = await twoPlaces();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, before));

  await stack.deploy((scope) => flow(scope, after));

  const create = after.requests.find(({ operation }) => operation === 'CreateChannelFlow');
  expect(create!.input.ClientRequestToken).toBe(stack.requests[1]!.RequestId);
});

test('a replacement that is delivered twice makes one flow', async () => {
  // the second event of the cleanup may arrive when the role may no longer delete in the former app instance
  await Lifecycle.during({ denials: true }, async (lifecycle) => {
    const [before, after] = [await lifecycle.place(), await lifecycle.place()];
    const stack = lifecycle.stack({ duplicateDelivery: true });
    await stack.deploy((scope) => flow(scope, before));

    await stack.deploy((scope) => flow(scope, after));
    await stack.destroy();

    const creations = after.requests.filter(({ operation }) => operation === 'CreateChannelFlow');
    expect(creations.length).toBeGreaterThan(0);
    expect(await after.flowArns()).toEqual([]);
    expect(await before.flowArns()).toEqual([]);
  });
});

test('a replacement whose creation gets no response creates one flow', async () => {
  const [before, after] = await twoPlaces();
  const stack = local.stack();
  await stack.deploy((scope) => flow(scope, before));
  after.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });

  await stack.deploy((scope) => flow(scope, after));

  expect(await after.flowArns()).toEqual([stack.id('Flow')]);
});

test('the replaced flow stays where its policy says so', async () => {
  const [before, after] = await twoPlaces();
  const stack = local.stack();
  const removalPolicy = RemovalPolicy.RETAIN;
  await stack.deploy((scope) => flow(scope, before, { removalPolicy }));
  const old = stack.id('Flow');

  await stack.deploy((scope) => flow(scope, after, { removalPolicy }));

  expect(await before.flowArns()).toEqual([old]);
  expect(await after.flowArns()).toEqual([stack.id('Flow')]);
});

test('a flow and its association move to another app instance together', async () => {
  const [before, after] = await twoPlaces();
  const [oldChannel, newChannel] = [await before.newChannel(), await after.newChannel()];
  const stack = local.stack();
  await stack.deploy((scope) => association(scope, before, oldChannel, flow(scope, before)));

  await stack.deploy((scope) => association(scope, after, newChannel, flow(scope, after)));

  expect(await after.flowOn(newChannel)).toBe(stack.id('Flow'));
  expect(await before.flowOn(oldChannel)).toBeUndefined();
  expect(await before.flowArns()).toEqual([]);
  expect(stack.id('Association')).toBe(`${newChannel}/channel-flow`);
});

test('an app instance of the same stack is replaced with all that is in it', async () => {
  const stack = local.stack();
  const chat = (id: string) => (scope: Stack) => {
    const appInstance = new CfnAppInstance(scope, id, { name: id });
    const appInstanceArn = appInstance.attrAppInstanceArn;
    const user = new CfnAppInstanceUser(scope, 'User', { appInstanceArn, appInstanceUserId: 'user' });
    const channel = new CfnChannel(scope, 'Channel', {
      appInstanceArn,
      chimeBearer: user.attrAppInstanceUserArn,
      name: 'channel',
    });
    const moderation = new ChannelFlow(scope, 'Flow', {
      appInstance,
      processors: processors(scope, 'Moderate'),
    });
    moderation.addAssociation('Channel', { channel, bearer: ChimeBearer.appInstanceUser(user) });
  };
  await stack.deploy(chat('One'));

  await stack.deploy(chat('Two'));

  const appInstanceArn = stack.id('Two');
  const flowArn = stack.id('Flow');
  expect(flowArn.startsWith(`${appInstanceArn}/channel-flow/`)).toBe(true);
  const { Channels } = await local.emulator.call('ListChannelsAssociatedWithChannelFlow', {
    ChannelFlowArn: flowArn,
  });
  expect(Channels).toHaveLength(1);
  const unwanted = stack.events.filter(({ status }) => /FAILED|SKIPPED/.test(status));
  expect(unwanted).toEqual([]);
  await stack.destroy();
  const { AppInstances } = await local.emulator.call('ListAppInstances', { MaxResults: 50 });
  expect(AppInstances.map(({ AppInstanceArn }) => AppInstanceArn)).not.toContain(appInstanceArn);
});
