import { RemovalPolicy } from 'aws-cdk-lib';
import { flow, OBSTACLE, obstacle, processors } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { FallbackAction } from '../../src';

const local = Lifecycle.forFile();

test('a flow is made by one call, with its name, processors in their order, and tags', async () => {
  const place = await local.place();
  const stack = local.stack();

  const calls = await place.callsDuring(async () =>
    stack.deploy((scope) => {
      const [first, second] = processors(scope, 'First', 'Second');
      flow(scope, place, {
        channelFlowName: 'two processors',
        processors: [first!, { ...second!, processorName: 'last', fallbackAction: FallbackAction.CONTINUE }],
        tags: { team: 'chat' },
      });
    }),
  );

  expect(calls).toEqual(['CreateChannelFlow']);
  const processor = (name: string, id: string, order: number, fallback: string) => ({
    Name: name,
    Configuration: {
      Lambda: { ResourceArn: stack.deployment.resource(id).attributes.Arn, InvocationType: 'ASYNC' },
    },
    ExecutionOrder: order,
    FallbackAction: fallback,
  });
  expect(await place.flows()).toEqual([
    {
      ChannelFlowArn: stack.id('Flow'),
      Name: 'two processors',
      Processors: [processor('First', 'First', 1, 'ABORT'), processor('last', 'Second', 2, 'CONTINUE')],
    },
  ]);
  expect(await place.tags(stack.id('Flow'))).toEqual({ team: 'chat' });
});

test('the physical id is the ARN of the flow, and its id is an attribute', async () => {
  const place = await local.place();
  const stack = local.stack();

  await stack.deploy((scope) => flow(scope, place));

  const [arn] = await place.flowArns();
  expect(stack.id('Flow')).toBe(arn);
  expect(stack.deployment.resource('Flow').attributes).toEqual({ ChannelFlowId: arn!.split('/').at(-1) });
});

test('the token of the call is the id of the request', async () => {
  const place = await local.place();
  const stack = local.stack();

  await stack.deploy((scope) => flow(scope, place));

  const [create] = place.requests;
  expect(create!.input.ClientRequestToken).toBe(stack.requests[0]!.RequestId);
});

test.each(['same', 'Conflict'] as const)(
  'an event that is delivered twice makes one flow, also where the service responds "%s" to the second',
  async (clientRequestTokenInFlight) => {
    await Lifecycle.during({ behavior: { clientRequestTokenInFlight } }, async (lifecycle) => {
      const place = await lifecycle.place();
      const stack = lifecycle.stack({ duplicateDelivery: true });
      lifecycle.emulator.faults.inject({ operation: 'CreateChannelFlow', delay: 300, times: 1 });

      await stack.deploy((scope) => flow(scope, place, { tags: { team: 'chat' } }));
      await stack.deployment.functions.idle();

      const tokens = place.requests.flatMap(({ input }) => input.ClientRequestToken ?? []);
      expect(tokens.length).toBeGreaterThanOrEqual(2);
      expect(new Set(tokens).size).toBe(1);
      expect(await place.flowArns()).toEqual([stack.id('Flow')]);
    });
  },
);

test('a flow whose creation got no response is looked for, and not created twice', async () => {
  const place = await local.place();
  const stack = local.stack();
  place.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });

  await stack.deploy((scope) => flow(scope, place));

  expect(place.requests.map(({ operation }) => operation)).toEqual([
    'CreateChannelFlow',
    'ListChannelFlows',
    'ListTagsForResource',
  ]);
  expect(await place.flowArns()).toEqual([stack.id('Flow')]);
});

test('what the service refuses is told in one sentence with the name of the error and the id of the request', async () => {
  const place = await local.place();
  const stack = local.stack();
  const message = 'Invalid processors';
  place.fault({ operation: 'CreateChannelFlow', error: { name: 'BadRequestException', message } });

  await stack.fail((scope) => flow(scope, place, { channelFlowName: 'wrong' }));

  const [refused] = place.requests;
  expect(stack.reasons).toEqual([
    `could not create channel flow "wrong" in ${place.arn}: CreateChannelFlow of "wrong" failed with BadRequestException: ${message} (request id ${refused!.requestId}); correct the properties of the resource`,
  ]);
});

test('a creation that failed leaves nothing, and its clean-up leaves a flow of the same name alone', async () => {
  const place = await local.place();
  const foreign = await place.newFlow('Flow');
  const stack = local.stack();
  place.fault({ operation: 'CreateChannelFlow', error: { name: 'BadRequestException' } });

  await stack.fail((scope) => flow(scope, place));

  const [create] = stack.requests;
  expect(stack.asked('Flow')).toEqual(['Create', `Delete channel-flow-not-created/${create!.RequestId}`]);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([foreign]);
});

test('a creation that is given up after the service carried it out is undone', async () => {
  const place = await local.place();
  const stack = local.stack();
  place.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });
  place.fault({ operation: 'ListChannelFlows', error: { name: 'ForbiddenException' }, times: 1 });
  place.fault({ operation: 'CreateChannelFlow', error: { name: 'BadRequestException' }, skip: 1 });

  await stack.fail((scope) => flow(scope, place));

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await place.flowArns()).toEqual([]);
});

test('a flow is deleted when something after it fails, even one that is to be kept', async () => {
  const place = await local.place();
  const stack = local.stack();

  const reason = await stack.fail(
    (scope) =>
      obstacle(scope, flow(scope, place, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE })),
    { failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } } },
  );

  expect(reason).toContain('planned');
  expect(stack.asked('Flow')).toEqual(['Create', expect.stringMatching(/^Delete arn:.*\/channel-flow\//)]);
  expect(await place.flowArns()).toEqual([]);
});

test('takes back the flow that it made and lost sight of, where names are unique', async () => {
  await Lifecycle.during({ behavior: { duplicateFlowName: 'Conflict' } }, async (lifecycle) => {
    const place = await lifecycle.place();
    const stack = lifecycle.stack();
    // the service also loses the token: the second call requests another flow with the same name
    place.fault({ operation: 'CreateChannelFlow', loseResponse: true, times: 1 });
    lifecycle.emulator.behavior.clientRequestTokens = 'ignored';

    await stack.deploy((scope) => flow(scope, place, { tags: { team: 'chat' } }));

    expect(await place.flowArns()).toEqual([stack.id('Flow')]);
    expect(await place.tags(stack.id('Flow'))).toEqual({ team: 'chat' });
  });
});
