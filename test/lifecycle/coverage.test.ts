import { randomUUID } from 'node:crypto';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { admin, bearer, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { ChannelFlowCoverage, type ChannelFlowCoverageOptions, ChimeBearer } from '../../src';
import { LocalCloud } from '../../testing';

const local = Lifecycle.forFile();

const MINUTE = 60_000;

/** A flow that covers every channel of an app instance, as its own admin. */
function covered(
  scope: Stack,
  place: Place,
  member: string,
  options: Partial<ChannelFlowCoverageOptions> = {},
) {
  const sweeper = admin(scope, place, member).bearer;
  const channelFlow = flow(scope, place, { disassociateOnDelete: sweeper });
  channelFlow.addCoverage('Coverage', { bearers: [sweeper], ...options });
  return channelFlow;
}

/** An app instance with a stack that covers its channels. */
async function deployed(options: Partial<ChannelFlowCoverageOptions> = {}) {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  const deploy = async (changed = options) =>
    stack.deploy((scope) => void covered(scope, place, sweeper, changed));
  await deploy();
  return { place, sweeper, stack, deploy, flow: stack.id('Flow') };
}

/** With a key, and ARNs as long as the service's. */
const MOST_BEARERS = 27;

async function many<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, make));
}

/** Lets time pass, with all its events. */
async function pass(minutes: number): Promise<void> {
  await local.emulator.clock.advance(minutes * MINUTE);
  await LocalCloud.of(local.emulator).lambda.idle();
}

test('a channel that is created at run time gets the flow with the next sweep, and one with another flow keeps that', async () => {
  const { place, flow: arn } = await deployed();
  await pass(1);
  const channel = await place.newChannel('by hand');
  const theirs = await place.newFlow('theirs');
  const moderated = await place.newChannel('moderated by others');
  await place.setFlow(moderated, theirs);

  await pass(4);
  expect(await place.flowOn(channel)).toBeUndefined();
  await pass(2);

  expect(await place.flowOn(channel)).toBe(arn);
  expect(await place.flowOn(moderated)).toBe(theirs);
});

test('the first sweep begins within a minute, and covers what was there before', async () => {
  const place = await local.place();
  const channels = await Promise.all(['one', 'two'].map(async (name) => place.newChannel(name)));
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  await stack.deploy((scope) => void covered(scope, place, sweeper));

  await pass(1.1);

  expect(await place.channelsWith(stack.id('Flow'))).toEqual(expect.arrayContaining(channels));
});

test('destroying the stack leaves no bucket, no object and no rule, and disassociates the flow from its channels', async () => {
  const { place, stack } = await deployed();
  const channel = await place.newChannel();
  await pass(1.1);
  const bucket = stack.id('Flow/Coverage/State');
  const rule = `arn:aws:events:us-east-1:111122223333:rule/${stack.id('Flow/Coverage/Schedule')}`;
  const { s3, eventBus } = LocalCloud.of(local.emulator);
  expect(s3.list(bucket)).not.toEqual([]);
  expect(eventBus.matches(rule)).toHaveLength(1);

  await stack.destroy();

  expect(s3.hasBucket(bucket)).toBe(false);
  expect(eventBus.matches(rule)).toEqual([]);
  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowArns()).toEqual([]);
  expect(await place.admins()).toEqual([]);
  const before = place.requests.length;
  await pass(10);
  expect(place.requests).toHaveLength(before);
});

test('a bearer that is no admin fails the creation in words, and leaves nothing behind', async () => {
  const place = await local.place();
  const bob = await place.newUser('bob');
  const stack = local.stack();

  const reason = await stack.fail((scope) => {
    const channelFlow = flow(scope, place, { disassociateOnDelete: bearer(place) });
    channelFlow.addCoverage('Coverage', { bearers: [ChimeBearer.fromArn(bob)] });
  });

  expect(reason).toContain(`${bob} may not list the private channels of ${place.arn}`);
  expect(reason).toContain('make it an admin of the app instance');
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('a bucket that the provider may not write to fails the creation in words, and leaves nothing behind', async () => {
  const place = await local.place();
  const stack = local.stack();

  const reason = await stack.fail((scope) => {
    flow(scope, place, { disassociateOnDelete: bearer(place) }).addCoverage('Coverage', {
      bearers: [bearer(place)],
    });
    const role = scope.node.findChild('ChimeChannelFlowCoverageProvider').node.findChild('Role') as iam.Role;
    const denial = { effect: iam.Effect.DENY, actions: ['s3:PutObject'], resources: ['*'] };
    role.addToPolicy(new iam.PolicyStatement(denial));
  });

  expect(reason).toMatch(/PutObject in bucket \S+ failed with AccessDenied: /);
  expect(reason).toContain("allow s3:PutObject in the function's role, and the use of the bucket's key");
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('only channels that match are covered, and a narrower filter disassociates nothing', async () => {
  const { place, flow: arn, deploy } = await deployed({ channels: { namePrefix: 'ticket-' } });
  const [ticket, other] = [await place.newChannel('ticket-1'), await place.newChannel('lounge')];
  await pass(1.1);
  expect(await place.channelsWith(arn)).toEqual([ticket]);

  await deploy({ channels: { namePrefix: 'lounge' } });
  await pass(1.1);

  expect(await place.channelsWith(arn)).toEqual(expect.arrayContaining([ticket, other]));
});

test('a change that is rolled back leaves the coverage as it was', async () => {
  const { place, sweeper, stack, flow: arn } = await deployed({ channels: { namePrefix: 'ticket-' } });

  await stack.fail(
    (scope) => {
      const channelFlow = covered(scope, place, sweeper, { channels: { namePrefix: 'lounge' } });
      obstacle(scope, channelFlow.node.findChild('Coverage'));
    },
    { failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } } },
  );
  const [ticket] = [await place.newChannel('ticket-1'), await place.newChannel('lounge')];
  await pass(1.1);

  expect(await place.channelsWith(arn)).toEqual([ticket]);
});

test('channels of a flow that is replaced have the new one after the next sweep', async () => {
  const place = await local.place();
  const stack = local.stack();
  const coveredBy = (name: string) => (scope: Stack) => {
    const channelFlow = flow(scope, place, { disassociateOnDelete: bearer(place) }, name);
    new ChannelFlowCoverage(scope, 'Coverage', { channelFlow, bearers: [bearer(place)] });
  };
  await stack.deploy(coveredBy('First'));
  const channel = await place.newChannel();
  await pass(1.1);
  expect(await place.flowOn(channel)).toBe(stack.id('First'));

  await stack.deploy(coveredBy('Second'));
  await pass(1.1);

  expect(await place.flowOn(channel)).toBe(stack.id('Second'));
  expect(await place.flowArns()).toEqual([stack.id('Second')]);
});

test('a construct that is renamed goes on covering, and leaves nothing of the former one', async () => {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  const deploy = async (id: string) =>
    stack.deploy((scope) => {
      const { bearer: sweeping } = admin(scope, place, sweeper);
      const channelFlow = flow(scope, place, { disassociateOnDelete: sweeping });
      new ChannelFlowCoverage(scope, id, { channelFlow, bearers: [sweeping] });
    });
  await deploy('Coverage');
  const former = stack.id('Coverage/State');
  await pass(1);

  await deploy('Renamed');
  const channel = await place.newChannel();
  await pass(6);

  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  const { s3 } = LocalCloud.of(local.emulator);
  expect([former, stack.id('Renamed/State')].map((bucket) => s3.hasBucket(bucket))).toEqual([false, true]);
  await stack.destroy();
  expect(await place.flowOn(channel)).toBeUndefined();
});

const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test.each<[string, (scope: Stack) => IKey]>([
  ['a key of the stack', (scope) => new Key(scope, 'Key', { removalPolicy: RemovalPolicy.DESTROY })],
  [
    'an alias of one',
    (scope) => new Key(scope, 'Key', { alias: 'chat', removalPolicy: RemovalPolicy.DESTROY }),
  ],
  ['a key of somebody else', (scope) => Key.fromKeyArn(scope, 'Key', KEY_ARN)],
  ['an alias of somebody else', (scope) => Alias.fromAliasName(scope, 'Key', 'alias/chat')],
])('the state of a coverage may be encrypted with %s', async (_, keyIn) => {
  const place = await local.place();
  const stack = local.stack();
  await stack.deploy((scope) => {
    const channelFlow = flow(scope, place, { disassociateOnDelete: bearer(place) });
    channelFlow.addCoverage('Coverage', { bearers: [bearer(place)], encryptionKey: keyIn(scope) });
  });
  const channel = await place.newChannel();
  await pass(1.1);

  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  await stack.destroy();
  expect(await place.flowArns()).toEqual([]);
});

test('a key that its policy keeps from the provider fails the creation in words, and leaves nothing behind', async () => {
  const place = await local.place();
  const stack = local.stack();

  const reason = await stack.fail((scope) => {
    const actions = ['kms:Describe*', 'kms:Put*', 'kms:ScheduleKeyDeletion'];
    const statement = { actions, principals: [new iam.AccountRootPrincipal()], resources: ['*'] };
    const policy = new iam.PolicyDocument({ statements: [new iam.PolicyStatement(statement)] });
    const encryptionKey = new Key(scope, 'Key', { policy, removalPolicy: RemovalPolicy.DESTROY });
    const channelFlow = flow(scope, place, { disassociateOnDelete: bearer(place) });
    channelFlow.addCoverage('Coverage', { bearers: [bearer(place)], encryptionKey });
  });

  expect(reason).toMatch(/PutObject in bucket \S+ failed with AccessDenied: /);
  expect(reason).toContain('because no resource-based policy allows the kms:GenerateDataKey action');
  expect(reason).toContain("and the use of the bucket's key");
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
});

test('another key, or none, is another bucket, and nothing of the former one is left', async () => {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  const buckets: (string | undefined)[] = [];
  const deploy = async (keyId: string | undefined) => {
    let path = '';
    await stack.deploy((scope) => {
      const { bearer: sweeping } = admin(scope, place, sweeper);
      const channelFlow = flow(scope, place, { disassociateOnDelete: sweeping });
      const encryptionKey = keyId
        ? Key.fromKeyArn(scope, 'Key', `arn:aws:kms:us-east-1:111122223333:key/${keyId}`)
        : undefined;
      const coverage = new ChannelFlowCoverage(scope, 'Coverage', {
        channelFlow,
        bearers: [sweeping],
        encryptionKey,
      });
      const isState = (child: IConstruct) => child instanceof Bucket;
      path = coverage.node.children.find(isState)!.node.path.replace(/^[^/]+[/]/, '');
    });
    buckets.push(stack.id(path));
  };
  await deploy('one');
  await pass(1);
  await deploy('two');
  await pass(1);
  await deploy(undefined);
  const channel = await place.newChannel();
  await pass(6);

  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  const { s3 } = LocalCloud.of(local.emulator);
  expect(buckets.map((bucket) => s3.hasBucket(bucket!))).toEqual([false, false, true]);
  await stack.destroy();
  expect(await place.flowOn(channel)).toBeUndefined();
});

test('with as many bearers as fit, all of them and the key can change in one deployment', async () => {
  const place = await local.place();
  const admins = async () => {
    const arn = await place.newUser(randomUUID());
    await place.promote(arn);
    return arn;
  };
  const [former, later] = [await many(MOST_BEARERS, admins), await many(MOST_BEARERS, admins)];
  const stack = local.stack();
  const deploy = async (key: string, bearers: string[]) =>
    stack.deploy((scope) => {
      const channelFlow = flow(scope, place, { disassociateOnDelete: bearer(place) });
      channelFlow.addCoverage('Coverage', {
        bearers: bearers.map((arn) => ChimeBearer.fromArn(arn)),
        encryptionKey: new Key(scope, key, { removalPolicy: RemovalPolicy.DESTROY }),
      });
    });
  await deploy('Former', former);
  const before = place.requests.length;

  await deploy('Later', later);

  const channel = await place.newChannel();
  await pass(1.1);
  expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
  await stack.destroy();
  const called = place.requests.slice(before).map(({ errorName }) => errorName);
  expect(called.filter((name) => name === 'AccessDeniedException')).toEqual([]);
});

test('an admin that was demoted by hand is told of, and another one goes on', async () => {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  await place.promote(sweeper);
  const stack = local.stack();
  await stack.deploy((scope) => {
    const bearers = [ChimeBearer.fromArn(sweeper), bearer(place)];
    flow(scope, place, { disassociateOnDelete: bearer(place) }).addCoverage('Coverage', { bearers });
  });
  const arn = stack.id('Flow');
  await local.emulator.call('DeleteAppInstanceAdmin', {
    AppInstanceArn: place.arn,
    AppInstanceAdminArn: sweeper,
  });
  const channel = await place.newChannel();
  await pass(1.1);

  expect(await place.channelsWith(arn)).toEqual([channel]);
  const lines = stack.deployment.functions.logs('Flow/Coverage/Sweep/Function');
  expect(lines.at(-1)).toContain(`"Failures":1`);
  expect(lines.at(-1)).toContain(`${sweeper} is no longer an admin of the app instance`);
});
