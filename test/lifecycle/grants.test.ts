/**
 * The grants allow the calls that they are meant for; each action is required by one of them; and calls as another user
 * or bot are denied.
 */
import { randomUUID } from 'node:crypto';
import {
  AssociateChannelFlowCommand,
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  DescribeChannelCommand,
  DisassociateChannelFlowCommand,
  ListChannelsCommand,
  SendChannelMessageCommand,
} from '@aws-sdk/client-chime-sdk-messaging';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { bearer, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Definition } from './helpers/live-stack';
import type { Place } from './helpers/place';
import { createChannelWithFlow } from '../../channels';
import type { ChannelFlow, ChimeBearer } from '../../src';
import { LocalCloud } from '../../testing';
import { newApp } from '../support';

// it makes a resumed creation look at the channel
const local = Lifecycle.forFile({ denials: true, behavior: { associateSame: 'Conflict' } });

let authorize: jest.SpiedFunction<LocalCloud['iam']['authorize']>;
beforeAll(() => (authorize = jest.spyOn(LocalCloud.of(local.emulator).iam, 'authorize')));

/** The context of a backend. */
interface Backend {
  readonly client: ChimeSDKMessagingClient;
  readonly place: Place;
  readonly flowArn: string;
  /** The user that it acts as. */
  readonly user: string;
}

interface Grant {
  readonly give: (channelFlow: ChannelFlow, role: iam.Role, user: ChimeBearer) => void;
  /** The calls that the grant is for. */
  readonly use: (backend: Backend) => Promise<unknown>;
}

const GRANTS: Record<string, Grant> = {
  'grants.createChannels': {
    give: (channelFlow, role, user) => channelFlow.grants.createChannels(role, { bearer: user }),
    async use({ client, place, flowArn, user }) {
      const alice = await place.newUser(randomUUID());
      const channel = {
        AppInstanceArn: place.arn,
        ChimeBearer: user,
        ClientRequestToken: randomUUID(),
        Name: 'ticket',
        channelFlowArn: flowArn,
        members: [alice],
        moderators: [alice],
      };
      await createChannelWithFlow(client, channel);
      await createChannelWithFlow(client, channel); // resumes, and looks at the existing resources
    },
  },
  'grants.associate': {
    give: (channelFlow, role, user) => channelFlow.grants.associate(role, { bearer: user }),
    async use({ client, place, flowArn, user }) {
      const about = { ChannelArn: await place.newChannel(), ChannelFlowArn: flowArn, ChimeBearer: user };
      await client.send(new AssociateChannelFlowCommand(about));
      await client.send(new DisassociateChannelFlowCommand(about));
    },
  },
  'bearer.grant': {
    give: (_, role, user) =>
      user.grant(
        role,
        'chime:AssociateChannelFlow',
        'chime:CreateChannel',
        'chime:DescribeChannel',
        'chime:ListChannels',
        'chime:SendChannelMessage',
      ),
    async use({ client, place, flowArn, user }) {
      const [AppInstanceArn, ChimeBearer] = [place.arn, user];
      const channel = { AppInstanceArn, ChimeBearer, ClientRequestToken: randomUUID(), Name: 'lounge' };
      const { ChannelArn } = await client.send(new CreateChannelCommand(channel));
      await client.send(new ListChannelsCommand({ AppInstanceArn, ChimeBearer }));
      await client.send(new DescribeChannelCommand({ ChannelArn, ChimeBearer }));
      const message = { Content: 'hello', Persistence: 'PERSISTENT', Type: 'STANDARD' } as const;
      const ClientRequestToken = randomUUID();
      await client.send(
        new SendChannelMessageCommand({ ChannelArn, ChimeBearer, ClientRequestToken, ...message }),
      );
      await client.send(
        new AssociateChannelFlowCommand({ ChannelArn, ChimeBearer, ChannelFlowArn: flowArn }),
      );
    },
  },
};

interface Policy {
  readonly Properties: {
    readonly PolicyDocument: { readonly Statement: { readonly Action: string | string[] }[] };
    readonly Roles: { readonly Ref: string }[];
  };
}

/** The actions that a stack allows the backend. */
function granted(define: Definition): string[] {
  const stack = new Stack(newApp(), 'Granted');
  define(stack);
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as Policy[];
  const own = policies.filter(({ Properties }) => Properties.Roles[0]!.Ref.startsWith('Backend'));
  const actions = own.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action),
  );
  return [...new Set(actions)].sort();
}

/** A backend with a role that has a grant, and the actions of the grant. */
async function deployed({ give }: Grant) {
  const place = await local.place();
  const stack = local.stack();
  const define: Definition = (scope) => {
    const role = new iam.Role(scope, 'Backend', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    give(flow(scope, place), role, bearer(place));
  };
  await stack.deploy(define);
  const roleArn = String(stack.deployment.resource('Backend').attributes.Arn);
  const credentials = LocalCloud.of(local.emulator).iam.credentialsFor(roleArn, 'backend');
  const { endpoint } = local.emulator;
  const client = new ChimeSDKMessagingClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const backend: Backend = { client, place, flowArn: stack.id('Flow'), user: place.admin };
  return { backend, actions: granted(define), roleArn, key: credentials.accessKeyId };
}

/** The actions that were called with a key during some work, and those that were denied. */
async function calledWith(key: string, work: () => Promise<unknown>) {
  const before = authorize.mock.calls.length;
  const error = await work().then(() => undefined, String);
  const results = authorize.mock.results.slice(before);
  const calls = authorize.mock.calls.slice(before).flatMap(([{ accessKeyId, action }], index) => {
    const { allowed } = results[index]!.value as { allowed: boolean };
    return accessKeyId === key ? { action, allowed } : [];
  });
  const actions = [...new Set(calls.map(({ action }) => action))].sort();
  return { error, actions, refused: calls.filter(({ allowed }) => !allowed).map(({ action }) => action) };
}

describe.each(Object.entries(GRANTS))('%s', (_, grant) => {
  let given: Awaited<ReturnType<typeof deployed>>;
  beforeAll(async () => (given = await deployed(grant)));
  afterAll(() => given.backend.client.destroy());

  test('allows every call, and no action that none makes', async () => {
    const called = await calledWith(given.key, async () => grant.use(given.backend));

    expect(called).toEqual({ error: undefined, actions: given.actions, refused: [] });
  });

  test('without one of its actions, a call is refused', async () => {
    const { iam: identities } = LocalCloud.of(local.emulator);
    for (const action of given.actions) {
      const Statement = [{ Effect: 'Deny' as const, Action: action, Resource: '*' }];
      identities.putInlinePolicy(given.roleArn, 'Without', { Version: '2012-10-17', Statement });
      const { error, refused } = await calledWith(given.key, async () => grant.use(given.backend));
      expect({ action, error, refused: [...new Set(refused)] }).toEqual({
        action,
        error: expect.any(String) as string,
        refused: [action],
      });
    }
    identities.deleteInlinePolicy(given.roleArn, 'Without');
  });

  test('as another user, even another admin, the first call is refused', async () => {
    const user = await given.backend.place.newUser('bystander');
    await given.backend.place.promote(user);

    const { actions, refused } = await calledWith(given.key, async () =>
      grant.use({ ...given.backend, user }),
    );

    expect(refused).toEqual(actions);
    expect(refused).toHaveLength(1);
  });
});
