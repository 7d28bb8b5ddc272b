import { DeleteChannelFlowCommand, ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, refusalOf, type Fixture } from './support';
import type { AuthorizationRequest, EmulatorBehavior } from '../../../testing/emulator';

test('a call that is not allowed is refused, and leaves everything as it was', async () => {
  const fixture = await newFixture();
  fixture.emulator.useAuthorizer({ authorize: () => ({ allowed: false, reason: 'role x may not' }) });

  await expect(fixture.newFlow()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'role x may not',
    $metadata: { httpStatusCode: 403 },
  });

  const flows = await fixture.emulator.call('ListChannelFlows', { AppInstanceArn: fixture.appInstance });
  expect(flows.ChannelFlows).toEqual([]);
});

test('a refusal without a reason names action and resources', async () => {
  const fixture = await newFixture();
  fixture.emulator.useAuthorizer({ authorize: () => ({ allowed: false }) });

  await expect(fixture.newFlow()).rejects.toThrow(
    `not authorized to perform: chime:CreateChannelFlow on resource: ${fixture.appInstance}`,
  );
});

test('the authorizer learns who signed the call, and for what', async () => {
  const { fixture, seen } = await newObservedWorld();

  await fixture.newFlow();

  expect(seen).toEqual([
    { accessKeyId: 'AKIDEXAMPLE', action: 'chime:CreateChannelFlow', resources: [fixture.appInstance] },
  ]);
});

test('creating a flow may need the flows of the app instance instead', async () => {
  const { fixture, seen } = await newObservedWorld({ createChannelFlowAuthorizedOn: 'channelFlow' });

  await fixture.newFlow();

  expect(seen[0]?.resources).toEqual([`${fixture.appInstance}/channel-flow/*`]);
});

test('an authorizer that throws is a failure of the service', async () => {
  const fixture = await newFixture();
  fixture.emulator.useAuthorizer({
    authorize() {
      throw new Error('no such role');
    },
  });

  await expect(fixture.newFlow()).rejects.toMatchObject({
    name: 'ServiceFailureException',
    message: 'the emulator failed: no such role',
  });
});

test('an association needs bearer, channel and flow', async () => {
  const { fixture, seen } = await newObservedWorld();
  const channel = await fixture.newChannel({ ChannelId: 'lobby' });
  const flow = await fixture.newFlow();
  seen.length = 0;

  await fixture.associate(channel, flow);
  fixture.emulator.behavior.associateAuthorizedOn = 'bearerAndChannel';
  await fixture.associate(channel, flow);

  expect(seen.map((request) => request.resources)).toEqual([
    [fixture.alice, channel, flow],
    [fixture.alice, channel],
  ]);
});

test.each([
  [{}, '/channel-flow/', '/channel-flow/*'],
  [{ deleteChannelFlowAuthorizedOn: 'channel' }, '/channel/*', '/channel-flow/*'],
  [{ listChannelFlowsAuthorizedOn: 'appInstance' }, '/channel-flow/', ''],
] satisfies [Partial<EmulatorBehavior>, string, string][])(
  'what deleting and listing flows needs is not certain: %j',
  async (behavior, onDelete, onList) => {
    const { fixture, seen } = await newObservedWorld(behavior);
    const flow = await fixture.newFlow();
    seen.length = 0;

    await fixture.messaging.send(new ListChannelFlowsCommand({ AppInstanceArn: fixture.appInstance }));
    await fixture.messaging.send(new DeleteChannelFlowCommand({ ChannelFlowArn: flow }));

    expect(seen.map((request) => request.resources)).toEqual([
      [fixture.appInstance + onList],
      [onDelete.endsWith('*') ? fixture.appInstance + onDelete : flow],
    ]);
  },
);

test('what is not valid is refused before it is authorized', async () => {
  const { fixture, seen } = await newObservedWorld();

  expect(await refusalOf(fixture.newFlow([]))).toBe('400 BadRequestException');
  expect(seen).toEqual([]);
});

async function newObservedWorld(
  behavior?: Partial<EmulatorBehavior>,
): Promise<{ fixture: Fixture; seen: AuthorizationRequest[] }> {
  const fixture = await newFixture({ behavior });
  const seen: AuthorizationRequest[] = [];
  fixture.emulator.useAuthorizer({
    authorize(request) {
      seen.push(request);
      return { allowed: true };
    },
  });
  return { fixture, seen };
}
