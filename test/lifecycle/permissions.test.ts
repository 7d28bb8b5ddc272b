/** The providers' roles allow the calls that are made, and nothing else. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { admin, appInstanceIn, association, bearer, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Definition, LiveStack } from './helpers/live-stack';
import type { Place } from './helpers/place';
import {
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  ChannelFlowCoverage,
  ChimeBearer,
  MessagingStreamingConfiguration,
  type MessagingStreamingConfigurationProps,
} from '../../src';
import { COVERAGE_KEYS } from '../../src/private/protocol';
import { type CustomResourceRequest, LocalCloud } from '../../testing';
import { newApp } from '../support';

// Forbidden does not tell whether something is gone: proving that takes additional actions
const local = Lifecycle.forFile({
  behavior: { associateAbsentChannel: 'Forbidden', associateAbsentFlow: 'Forbidden' },
});

let authorize: jest.SpiedFunction<LocalCloud['iam']['authorize']>;
let allows: jest.SpiedFunction<LocalCloud['iam']['allows']>;
beforeAll(() => {
  const { iam } = LocalCloud.of(local.emulator);
  authorize = jest.spyOn(iam, 'authorize');
  allows = jest.spyOn(iam, 'allows');
});

const MINUTE = 60_000;

const ADMIN_PROVIDER = 'ChimeAppInstanceAdminProvider';

/** The providers that act as bearers. */
const FLOW_PROVIDERS = ['ChimeChannelFlowProvider', 'ChimeChannelFlowAssociationProvider'];

interface Policy {
  readonly Properties: {
    readonly PolicyDocument: { readonly Statement: { readonly Action: string | string[] }[] };
    readonly Roles: { readonly Ref: string }[];
  };
}

/** The actions, of services that run locally, that a stack allows a provider's role. */
function granted(define: Definition, provider: string): string[] {
  const stack = new Stack(newApp(), 'Granted');
  define(stack);
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as Policy[];
  const own = policies.filter(({ Properties }) =>
    Properties.Roles[0]!.Ref.startsWith(`${provider.replace(/\//g, '')}Role`),
  );
  const actions = own.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action),
  );
  return [
    ...new Set(actions.filter((action) => /^(chime|cloudformation|iam|kinesis|kms|s3):/.test(action))),
  ].sort();
}

/** The access key of a provider's function. */
function accessKey(stack: LiveStack, provider: string): string {
  const { deployment } = stack;
  const roleArn = String(deployment.resource(`${provider}/Role`).attributes.Arn);
  return deployment.cloud.iam.credentialsFor(roleArn, stack.id(`${provider}/Function`)).accessKeyId;
}

/** The actions on streams that others perform with a role: an event source mapping reads with its function's role. */
function usedOnStreams(stack: LiveStack, role: string): string[] {
  const roleArn = String(stack.deployment.resource(`${role}/Role`).attributes.Arn);
  const own = allows.mock.calls.flatMap(([arn, { action }]) =>
    arn === roleArn && action.startsWith('kinesis:') ? action : [],
  );
  return [...new Set(own)].sort();
}

/** The actions that were called with a key. */
function used(key: string): string[] {
  const own = authorize.mock.calls.flatMap(([{ accessKeyId, action }]) =>
    accessKeyId === key ? action : [],
  );
  return [...new Set(own)].sort();
}

/** The actions that were called, on any service, and not allowed. */
function denied(): string[] {
  const { calls, results } = authorize.mock;
  return calls.flatMap(([{ action }], index) => {
    const { allowed } = results[index]!.value as { allowed: boolean };
    return allowed ? [] : action;
  });
}

/** Two flows, of which a channel has one. */
function chat(place: Place, channel: string, version: 1 | 2): Definition {
  return (scope) => {
    const disassociateOnDelete = bearer(place);
    const tags: Record<string, string> = version === 1 ? { a: '1' } : { b: '2' };
    const first = flow(scope, place, { channelFlowName: `v${version}`, tags, disassociateOnDelete }, 'First');
    const second = flow(scope, place, { disassociateOnDelete }, 'Second');
    association(scope, place, channel, version === 1 ? first : second);
  };
}

test('every action that a provider is granted is used, and nothing is denied', async () => {
  const place = await local.place();
  const [channel, another] = [await place.newChannel(), await place.newChannel()];
  const stack = local.stack();
  await stack.deploy(chat(place, channel, 1));
  const keys = FLOW_PROVIDERS.map((provider) => accessKey(stack, provider));

  // a manual change makes the providers look closer
  await place.setFlow(channel, await place.newFlow('foreign'));
  const byHand = [{ Key: 'a', Value: 'by hand' }];
  await local.emulator.call('TagResource', { ResourceARN: stack.id('First'), Tags: byHand });
  place.fault({ operation: 'UntagResource', error: { name: 'BadRequestException' }, times: 1 });
  await stack.deploy(chat(place, channel, 2));
  await place.setFlow(another, stack.id('First'));
  place.fault({
    operation: 'DisassociateChannelFlow',
    match: ({ ChannelArn }) => ChannelArn === another,
    error: { name: 'ConflictException' },
    times: 1,
  });
  await stack.deploy((scope) => {
    const second = flow(scope, place, { disassociateOnDelete: bearer(place) }, 'Second');
    association(scope, place, channel, second);
  });
  await local.emulator.call('DeleteAppInstance', { AppInstanceArn: place.arn });
  await stack.destroy();

  FLOW_PROVIDERS.forEach((provider, index) => {
    expect({ provider, used: used(keys[index]!) }).toEqual({
      provider,
      used: granted(chat(place, channel, 1), provider),
    });
  });
  expect(denied()).toEqual([]);
});

/** One admin. */
const promoted =
  (place: Place, member: string): Definition =>
  (scope) =>
    void admin(scope, place, member);

test('every action that the provider of admins is granted is used, and nothing is denied', async () => {
  const place = await local.place();
  const [alice, bob] = [await place.newUser('alice'), await place.newUser('bob')];
  // a delayed request makes the provider ask whether it is still current
  const deliveryDelays = ({ RequestType }: CustomResourceRequest) => {
    if (RequestType !== 'Create') return [0];
    setImmediate(() => void local.emulator.clock.advance(MINUTE));
    return [MINUTE];
  };
  const stack = local.stack({ deliveryDelays });
  await stack.deploy(promoted(place, alice));
  const key = accessKey(stack, ADMIN_PROVIDER);

  await stack.deploy(promoted(place, bob)); // this demotes Alice
  // a denied call makes a deletion ask whether the app instance exists
  await local.emulator.call('DeleteAppInstance', { AppInstanceArn: place.arn });
  await stack.destroy();

  expect(used(key)).toEqual(granted(promoted(place, alice), ADMIN_PROVIDER));
  expect(denied()).toEqual([]);
});

test('the provider of admins may promote nobody else, and nobody elsewhere', async () => {
  const [place, other] = [await local.place(), await local.place()];
  const [alice, bystander] = [await place.newUser('alice'), await place.newUser('bystander')];
  const stack = local.stack();
  await stack.deploy(promoted(place, alice));
  const roleArn = String(stack.deployment.resource(`${ADMIN_PROVIDER}/Role`).attributes.Arn);
  const { iam } = stack.deployment.cloud;
  const allowedOn = (resource: string) =>
    granted(promoted(place, alice), ADMIN_PROVIDER).filter((action) =>
      iam.allows(roleArn, { action, resource }),
    );

  expect(allowedOn(alice)).toContain('chime:CreateAppInstanceAdmin');
  for (const resource of [place.admin, bystander, other.arn, other.admin]) {
    expect(allowedOn(resource)).toEqual(['chime:ListAppInstances']);
  }
});

/** A key of a stack. */
function keyIn(scope: Stack): kms.Key {
  return new kms.Key(scope, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
}

/** A coverage by a flow with this name; the former flow stays, with its channels. */
function covered(place: Place, name: string, hasKey: boolean, bearers = [place.admin]): Definition {
  return (scope) => {
    const channelFlow = flow(scope, place, { removalPolicy: RemovalPolicy.RETAIN }, name);
    new ChannelFlowCoverage(scope, 'Coverage', {
      channelFlow,
      encryptionKey: hasKey ? keyIn(scope) : undefined,
      bearers: bearers.map((arn) => ChimeBearer.fromArn(arn)),
    });
  };
}

test.each([
  ['', false],
  [' with a key', true],
])(
  'every action that the functions of a coverage%s are granted is used, and nothing is denied',
  async (_, hasKey) => {
    const roles = ['ChimeChannelFlowCoverageProvider', 'Coverage/Sweep'];
    const { clock } = local.emulator;
    const place = await local.place();
    const stack = local.stack();
    await stack.deploy(covered(place, 'First', hasKey));
    const keys = roles.map((role) => accessKey(stack, role));
    await place.newChannel();

    // a failed sweep keeps its state, and a sweep after a change of the flow moves the channels
    place.fault({ operation: 'ListChannels', error: { name: 'ServiceFailureException' }, times: 4 });
    await clock.advance(3 * MINUTE);
    await stack.deploy(covered(place, 'Second', hasKey));
    place.fault({ operation: 'AssociateChannelFlow', error: { name: 'ConflictException' }, times: 1 });
    await clock.advance(3 * MINUTE);
    expect(await place.channelsWith(stack.id('Second'))).toHaveLength(1);
    // a bearer who is not an admin makes the provider ask whether this is a rollback
    const reason = await stack.fail(
      covered(place, 'Second', hasKey, [place.admin, await place.newUser('bob')]),
    );
    expect(reason).toContain('/user/bob may not list the private channels');
    await stack.destroy();

    roles.forEach((role, index) => {
      const expected = granted(covered(place, 'First', hasKey), role);
      expect({ role, used: used(keys[index]!) }).toEqual({ role, used: expected });
    });
    expect(denied()).toEqual([]);
  },
);

/** The part of a coverage with detection that is encrypted with the app's key. */
type Encrypted = 'state' | 'stream';

/** A coverage with detection; the data of another app instance goes to the same stream. */
function detected(encrypted: Encrypted, place: Place, other: Place, messages?: string): Definition {
  return (scope) => {
    const encryptionKey = keyIn(scope);
    const channelStream = new kinesis.Stream(scope, 'Stream', {
      streamName: `chime-messaging-detected-${encrypted}`,
      encryptionKey: encrypted === 'stream' ? encryptionKey : undefined,
      streamMode: kinesis.StreamMode.ON_DEMAND,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const streamingOf = (id: string, of: Place, props: Partial<MessagingStreamingConfigurationProps> = {}) =>
      new MessagingStreamingConfiguration(scope, id, {
        appInstance: appInstanceIn(scope, of),
        channelStream,
        ...props,
      });
    const detection = streamingOf('Streaming', place);
    const channelMessageStream = messages
      ? kinesis.Stream.fromStreamArn(scope, 'Messages', messages)
      : undefined;
    streamingOf('Other', other, { channelMessageStream });
    const channelFlow = flow(scope, place, { removalPolicy: RemovalPolicy.RETAIN });
    new ChannelFlowCoverage(scope, 'Coverage', {
      channelFlow,
      bearers: [bearer(place)],
      detection,
      encryptionKey: encrypted === 'state' ? encryptionKey : undefined,
    });
  };
}

test.each<Encrypted>(['state', 'stream'])(
  'every action that streaming and detection with a key for the %s are granted is used, and nothing is denied',
  async (encrypted) => {
    const [streaming, detection] = [
      'ChimeMessagingStreamingConfigurationProvider',
      'Coverage/Detection',
    ] as const;
    const [place, other] = [await local.place(), await local.place()];
    const stack = local.stack();
    await stack.deploy(detected(encrypted, place, other));
    const keys = [streaming, detection].map((role) => accessKey(stack, role));
    await pass(65); // the first sweep

    // a bearer who may not associate may no longer be an admin; a list shows it
    place.fault({ operation: 'AssociateChannelFlow', error: { name: 'ForbiddenException' }, times: 1 });
    const channel = await place.newChannel();
    await pass(20);
    expect(await place.flowOn(channel)).toBe(stack.id('Flow'));
    const read = usedOnStreams(stack, detection);
    // only callers who may list a bucket are told that an object is gone
    LocalCloud.of(local.emulator).s3.delete(bucketOf(stack), COVERAGE_KEYS.detection);
    await place.newChannel();
    await pass(20);
    // a data type that someone else has configured makes the provider ask whether this is a rollback
    const [theirs, ours] = ['theirs', 'ours'].map((name) => streamOfOthers(`${name}-${encrypted}`));
    await local.emulator.call('PutMessagingStreamingConfigurations', {
      AppInstanceArn: other.arn,
      StreamingConfigurations: [
        { DataType: 'Channel', ResourceArn: stack.deployment.resource('Stream').attributes.Arn as string },
        { DataType: 'ChannelMessage', ResourceArn: theirs! },
      ],
    });
    expect(await stack.fail(detected(encrypted, place, other, ours))).toContain(`already goes to ${theirs}`);
    // a denied call makes a deletion ask whether the app instance exists
    await local.emulator.call('DeleteAppInstance', { AppInstanceArn: other.arn });
    await stack.destroy();

    expect(used(keys[0]!)).toEqual(granted(detected(encrypted, place, other), streaming));
    expect([...used(keys[1]!), ...read].sort()).toEqual(
      granted(detected(encrypted, place, other), detection),
    );
    expect(denied()).toEqual([]);
  },
);

/** The bucket for a coverage's state; its id depends on the key. */
function bucketOf({ deployment }: LiveStack): string {
  return deployment.resources.find(({ type }) => type === 'AWS::S3::Bucket')!.physicalId;
}

/** A stream that belongs to no stack, and that the service can write to. */
function streamOfOthers(name: string): string {
  const { kinesis: data } = LocalCloud.of(local.emulator);
  const keyId = 'alias/aws/kinesis';
  return data.create(`chime-messaging-${name}`, { mode: 'ON_DEMAND', retentionHours: 24, keyId }).arn;
}

/** Lets time pass, with all its events. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    await local.emulator.clock.advance(5_000);
    await LocalCloud.of(local.emulator).lambda.idle();
  }
}

test('a lookup is granted what it uses', async () => {
  const place = await local.place();
  const former = await place.newFlow('theirs');
  await place.newFlow('another');
  const stack = local.stack();
  const find = (scope: Stack, channelFlowName: string) =>
    ChannelFlow.fromChannelFlowName(scope, 'Found', {
      appInstance: appInstanceIn(scope, place),
      channelFlowName,
    });
  const define: Definition = (scope) => void find(scope, 'theirs');

  await stack.deploy(define);
  await place.deleteFlow(former); // so that a rollback asks whether it is one
  await stack.fail((scope) => obstacle(scope, find(scope, 'another')), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(used(accessKey(stack, FLOW_PROVIDERS[0]!))).toEqual(granted(define, FLOW_PROVIDERS[0]!));
});

test('a provider may not touch the flows of other app instances', async () => {
  const [place, other] = [await local.place(), await local.place()];
  const foreign = await other.newFlow('foreign');
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy(chat(place, channel, 1));
  const { iam } = stack.deployment.cloud;

  for (const provider of FLOW_PROVIDERS) {
    const roleArn = String(stack.deployment.resource(`${provider}/Role`).attributes.Arn);
    const allowed = granted(chat(place, channel, 1), provider).filter((action) =>
      [foreign, other.arn].some((resource) => iam.allows(roleArn, { action, resource })),
    );
    expect(allowed).toEqual(['chime:ListAppInstances']);
  }
});

test('a provider may act as the bearers that are named, and as nobody else', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const bystander = await place.newUser('bystander');
  const stack = local.stack();
  await stack.deploy(chat(place, channel, 1));
  const { iam } = stack.deployment.cloud;

  for (const provider of FLOW_PROVIDERS) {
    const roleArn = String(stack.deployment.resource(`${provider}/Role`).attributes.Arn);
    const may = (resource: string) =>
      iam.allows(roleArn, { action: 'chime:DisassociateChannelFlow', resource });
    expect([place.admin, bystander].map(may)).toEqual([true, false]);
  }
});

/** An association that acts as a user. */
const actingAs =
  (place: Place, channel: string, user: string, chosen: 'First' | 'Second' = 'First'): Definition =>
  (scope) => {
    const flows = { First: flow(scope, place, {}, 'First'), Second: flow(scope, place, {}, 'Second') };
    new ChannelFlowAssociation(scope, 'Association', {
      channelFlow: flows[chosen],
      channel: Channel.fromChannelArn(scope, 'Channel', channel),
      bearer: ChimeBearer.fromArn(user),
    });
  };

async function withTwoAdmins() {
  const place = await local.place();
  const other = await place.newUser('other');
  await local.emulator.call('CreateAppInstanceAdmin', {
    AppInstanceArn: place.arn,
    AppInstanceAdminArn: other,
  });
  return { place, other, channel: await place.newChannel() };
}

test('an association changes its bearer and its flow, and is deleted as the new bearer', async () => {
  const { place, other, channel } = await withTwoAdmins();
  const stack = local.stack();
  await stack.deploy(actingAs(place, channel, place.admin));

  await stack.deploy(actingAs(place, channel, other, 'Second'));

  expect(await place.flowOn(channel)).toBe(stack.id('Second'));
  await stack.destroy();
  expect(place.requests.at(-1)).not.toMatchObject({ errorName: 'AccessDeniedException' });
  expect(await place.flowArns()).toEqual([]);
});

test('a change of the bearer that is rolled back acts as the former one again', async () => {
  const { place, other, channel } = await withTwoAdmins();
  const stack = local.stack();
  await stack.deploy(actingAs(place, channel, place.admin));

  await stack.fail(
    (scope) => {
      actingAs(place, channel, other, 'Second')(scope);
      obstacle(scope, scope.node.findChild('Association'));
    },
    { failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } } },
  );

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await place.flowOn(channel)).toBe(stack.id('First'));
});

test('an association that leaves the stack together with its bearer is still removed as that one', async () => {
  const { place, other, channel } = await withTwoAdmins();
  const another = await place.newChannel('another');
  const stack = local.stack();
  await stack.deploy(actingAs(place, channel, other));

  await stack.deploy(actingAs(place, another, place.admin));

  expect(await place.flowOn(channel)).toBeUndefined();
  expect(await place.flowOn(another)).toBe(stack.id('First'));
});
