import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import { admin, flow, obstacle, OBSTACLE, processors } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { AppInstanceAdmin, Channel, ChannelFlow, ChimeBearer } from '../../src';

const local = Lifecycle.forFile();

/** A user that a stack made an admin. */
async function deployed(options = {}) {
  const place = await local.place();
  const alice = await place.newUser('alice');
  const stack = local.stack(options);
  await stack.deploy((scope) => void admin(scope, place, alice));
  return { place, alice, stack };
}

/** Only resources that have nothing to do with admins. */
const nothing = (scope: Stack) => void obstacle(scope);

test('a member is promoted, and demoted with the stack', async () => {
  const place = await local.place();
  const alice = await place.newUser('alice');
  const stack = local.stack();

  const calls = await place.callsDuring(async () => stack.deploy((scope) => void admin(scope, place, alice)));
  expect(calls).toEqual([
    'DescribeAppInstanceAdmin',
    'ListAppInstanceAdmins',
    'TagResource',
    'CreateAppInstanceAdmin',
  ]);
  expect(await place.admins()).toEqual([alice]);
  expect(await place.marks(alice)).toHaveLength(1);

  await stack.destroy();
  expect(await place.admins()).toEqual([]);
  expect(await place.marks(alice)).toEqual([]);
});

test('an admin that was one before stays one', async () => {
  const place = await local.place();
  const alice = await place.newUser('alice');
  await place.promote(alice);
  const stack = local.stack();
  await stack.deploy((scope) => void admin(scope, place, alice));

  await stack.destroy();

  expect(await place.admins()).toEqual([alice]);
});

test('a promotion whose response is lost is known again', async () => {
  const place = await local.place();
  const alice = await place.newUser('alice');
  const stack = local.stack();
  place.fault({ operation: 'CreateAppInstanceAdmin', loseResponse: true, times: 1 });
  place.fault({ operation: 'TagResource', loseResponse: true, times: 1 });

  await stack.deploy((scope) => void admin(scope, place, alice));
  await stack.destroy();

  expect(await place.admins()).toEqual([]);
});

test('events that are delivered twice end as one', async () => {
  const { place, alice, stack } = await deployed({ duplicateDelivery: true });
  await stack.deployment.functions.idle();
  expect(await place.admins()).toEqual([alice]);

  await stack.destroy();
  expect(await place.admins()).toEqual([]);
  expect(await place.marks(alice)).toEqual([]);
});

test('a member that is gone does not hinder the deletion', async () => {
  const { alice, stack } = await deployed();
  await local.emulator.call('DeleteAppInstanceUser', { AppInstanceUserArn: alice });

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('an app instance that is gone does not hinder the deletion', async () => {
  const { place, stack } = await deployed();
  await local.emulator.call('DeleteAppInstance', { AppInstanceArn: place.arn });

  await stack.destroy();

  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('an admin that is to be retained stays one', async () => {
  const place = await local.place();
  const alice = await place.newUser('alice');
  const stack = local.stack();
  await stack.deploy((scope) => void admin(scope, place, alice, 'Admin', RemovalPolicy.RETAIN));

  await stack.destroy();

  expect(await place.admins()).toEqual([alice]);
});

test('another member takes the place of the former one', async () => {
  const { place, alice, stack } = await deployed();
  const bob = await place.newUser('bob');
  const former = stack.id('Admin');

  await stack.deploy((scope) => void admin(scope, place, bob));

  expect(await place.admins()).toEqual([bob]);
  expect(await place.marks(alice)).toEqual([]);
  expect(stack.asked('Admin')).toEqual(['Create', `Update ${former}`, `Delete ${former}`]);
});

test('another member that cannot be promoted leaves the former one', async () => {
  const { place, alice, stack } = await deployed();
  const id = stack.id('Admin');

  const reason = await stack.fail((scope) => void admin(scope, place, `${place.arn}/user/nobody`));

  expect(reason).toContain(`check that ${place.arn}/user/nobody exists in ${place.arn}`);
  expect(stack.id('Admin')).toBe(id);
  expect(await place.admins()).toEqual([alice]);
});

test('a replacement that is rolled back leaves the former member, and nobody else', async () => {
  const { place, alice, stack } = await deployed();
  const bob = await place.newUser('bob');

  await stack.fail((scope) => obstacle(scope, admin(scope, place, bob)), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(await place.admins()).toEqual([alice]);
  expect(await place.marks(bob)).toEqual([]);
  await stack.destroy();
  expect(await place.admins()).toEqual([]);
});

test('an admin moves to another app instance', async () => {
  const { place, stack } = await deployed();
  const other = await local.place();
  const bob = await other.newUser('bob');

  await stack.deploy((scope) => void admin(scope, other, bob));

  expect(await other.admins()).toEqual([bob]);
  expect(await place.admins()).toEqual([]);
});

test('a construct that is renamed keeps the role all the time, and still takes it away', async () => {
  const { place, alice, stack } = await deployed();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => void admin(scope, place, alice, 'Renamed')),
  );
  expect(calls).not.toContain('DeleteAppInstanceAdmin');
  expect(await place.admins()).toEqual([alice]);

  await stack.destroy();
  expect(await place.admins()).toEqual([]);
  expect(await place.marks(alice)).toEqual([]);
});

test('a rename that is rolled back keeps the role, which goes with the stack', async () => {
  const { place, alice, stack } = await deployed();

  await stack.fail((scope) => obstacle(scope, admin(scope, place, alice, 'Renamed')), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(await place.admins()).toEqual([alice]);
  await stack.destroy();
  expect(await place.admins()).toEqual([]);
});

test.each(['before', 'after'])(
  'a construct that moves to another stack takes the role along: the other one is deployed %s',
  async (order) => {
    const { place, alice, stack } = await deployed();
    const other = local.stack();
    const arrive = async () => other.deploy((scope) => void admin(scope, place, alice));
    const leave = async () => stack.deploy(nothing);

    for (const step of order === 'before' ? [arrive, leave] : [leave, arrive]) await step();

    expect(await place.admins()).toEqual([alice]);
    await other.destroy();
    expect(await place.admins()).toEqual([]);
    expect(await place.marks(alice)).toEqual([]);
  },
);

test('a creation that is rolled back leaves nothing', async () => {
  const place = await local.place();
  const alice = await place.newUser('alice');
  const stack = local.stack();

  await stack.fail((scope) => obstacle(scope, admin(scope, place, alice)), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(await place.admins()).toEqual([]);
  expect(await place.marks(alice)).toEqual([]);
});

test('whatever needs the admin works while it is one, from the first deployment to the last deletion', async () => {
  const stack = local.stack();
  let appInstanceArn = '';
  await stack.deploy((scope) => {
    const appInstance = new CfnAppInstance(scope, 'AppInstance', { name: 'chat' });
    const member = (id: string) =>
      new CfnAppInstanceUser(scope, id, {
        appInstanceArn: appInstance.attrAppInstanceArn,
        appInstanceUserId: id.toLowerCase(),
      });
    const channel = new CfnChannel(scope, 'Lobby', {
      appInstanceArn: appInstance.attrAppInstanceArn,
      chimeBearer: member('Alice').attrAppInstanceUserArn,
      privacy: 'PRIVATE',
      name: 'Lobby',
    });
    // a user outside the channel, who may do this only as an admin
    const { bearer } = new AppInstanceAdmin(scope, 'Admin', {
      appInstance,
      member: ChimeBearer.appInstanceUser(member('Root')),
    });
    const moderation = new ChannelFlow(scope, 'Flow', {
      appInstance,
      processors: processors(scope, 'Moderate'),
      disassociateOnDelete: bearer,
    });
    moderation.addAssociation('Lobby', { channel, bearer });
  });
  appInstanceArn = stack.id('AppInstance');
  const { Channels } = await local.emulator.call('ListChannelsAssociatedWithChannelFlow', {
    ChannelFlowArn: stack.id('Flow'),
  });
  expect(Channels).toHaveLength(1);

  await stack.destroy();

  const { AppInstances } = await local.emulator.call('ListAppInstances', { MaxResults: 50 });
  expect(AppInstances.map(({ AppInstanceArn }) => AppInstanceArn)).not.toContain(appInstanceArn);
});

test('a channel of somebody else is associated by an admin that another stack has made', async () => {
  const { place, alice, stack } = await deployed();
  const channel = await place.newChannel();
  const other = local.stack();

  await other.deploy((scope) => {
    const { bearer } = AppInstanceAdmin.fromAppInstanceAdminArn(scope, 'Admin', alice);
    flow(scope, place).addAssociation('Channel', {
      channel: Channel.fromChannelArn(scope, 'Channel', channel),
      bearer,
    });
  });

  expect(await place.flowOn(channel)).toBe(other.id('Flow'));
  await other.destroy();
  await stack.destroy();
});
