import { DeleteChannelFlowCommand, ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { newWorld, refusalOf, type World } from './support';
import type { AuthorizationRequest, EmulatorBehavior } from '../../../testing/emulator';

test('a call that is not allowed is refused, and leaves everything as it was', async () => {
  const world = await newWorld();
  world.emulator.useAuthorizer({ authorize: () => ({ allowed: false, reason: 'role x may not' }) });

  await expect(world.newFlow()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'role x may not',
    $metadata: { httpStatusCode: 403 },
  });

  const flows = await world.emulator.call('ListChannelFlows', { AppInstanceArn: world.appInstance });
  expect(flows.ChannelFlows).toEqual([]);
});

test('a refusal without a reason names action and resources', async () => {
  const world = await newWorld();
  world.emulator.useAuthorizer({ authorize: () => ({ allowed: false }) });

  await expect(world.newFlow()).rejects.toThrow(
    `not authorized to perform: chime:CreateChannelFlow on resource: ${world.appInstance}`,
  );
});

test('the authorizer learns who signed the call, and for what', async () => {
  const { world, seen } = await newObservedWorld();

  await world.newFlow();

  expect(seen).toEqual([
    { accessKeyId: 'AKIDEXAMPLE', action: 'chime:CreateChannelFlow', resources: [world.appInstance] },
  ]);
});

test('creating a flow may need the flows of the app instance instead', async () => {
  const { world, seen } = await newObservedWorld({ createChannelFlowAuthorizedOn: 'channelFlow' });

  await world.newFlow();

  expect(seen[0]?.resources).toEqual([`${world.appInstance}/channel-flow/*`]);
});

test('an authorizer that throws is a failure of the service', async () => {
  const world = await newWorld();
  world.emulator.useAuthorizer({
    authorize() {
      throw new Error('no such role');
    },
  });

  await expect(world.newFlow()).rejects.toMatchObject({
    name: 'ServiceFailureException',
    message: 'the emulator failed: no such role',
  });
});

test('an association needs bearer, channel and flow', async () => {
  const { world, seen } = await newObservedWorld();
  const channel = await world.newChannel({ ChannelId: 'lobby' });
  const flow = await world.newFlow();
  seen.length = 0;

  await world.associate(channel, flow);
  world.emulator.behavior.associateAuthorizedOn = 'bearerAndChannel';
  await world.associate(channel, flow);

  expect(seen.map((request) => request.resources)).toEqual([
    [world.alice, channel, flow],
    [world.alice, channel],
  ]);
});

test.each([
  [{}, '/channel-flow/', '/channel-flow/*'],
  [{ deleteChannelFlowAuthorizedOn: 'channel' }, '/channel/*', '/channel-flow/*'],
  [{ listChannelFlowsAuthorizedOn: 'appInstance' }, '/channel-flow/', ''],
] satisfies [Partial<EmulatorBehavior>, string, string][])(
  'what deleting and listing flows needs is not certain: %j',
  async (behavior, onDelete, onList) => {
    const { world, seen } = await newObservedWorld(behavior);
    const flow = await world.newFlow();
    seen.length = 0;

    await world.messaging.send(new ListChannelFlowsCommand({ AppInstanceArn: world.appInstance }));
    await world.messaging.send(new DeleteChannelFlowCommand({ ChannelFlowArn: flow }));

    expect(seen.map((request) => request.resources)).toEqual([
      [world.appInstance + onList],
      [onDelete.endsWith('*') ? world.appInstance + onDelete : flow],
    ]);
  },
);

test('what is not valid is refused before it is authorized', async () => {
  const { world, seen } = await newObservedWorld();

  expect(await refusalOf(world.newFlow([]))).toBe('400 BadRequestException');
  expect(seen).toEqual([]);
});

async function newObservedWorld(
  behavior?: Partial<EmulatorBehavior>,
): Promise<{ world: World; seen: AuthorizationRequest[] }> {
  const world = await newWorld({ behavior });
  const seen: AuthorizationRequest[] = [];
  world.emulator.useAuthorizer({
    authorize(request) {
      seen.push(request);
      return { allowed: true };
    },
  });
  return { world, seen };
}
