/** A processor moves from one guard to another. */
import { Duration, type Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { association, flow } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Definition, LiveStack } from './helpers/live-stack';
import type { Place } from './helpers/place';
import { ErrorAction, ProcessorGuard } from '../../src';

const local = Lifecycle.forFile();

const CRASHES = 'exports.handler = async () => { throw new Error("no"); };';

/** A chat whose processor crashes, with the guard of the stack or its own. */
function chat(place: Place, channel: string, errorAction: ErrorAction, guardId?: string): Definition {
  return (scope: Stack) => {
    const fn = new lambda.Function(scope, 'Moderate', {
      code: lambda.Code.fromInline(CRASHES),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
    });
    const maxEventAge = Duration.minutes(5);
    const guard = guardId ? new ProcessorGuard(scope, guardId, { maxEventAge }) : undefined;
    const moderation = flow(scope, place, { processors: [{ function: fn, errorAction, guard }] });
    association(scope, place, channel, moderation);
  };
}

/** What happens to a message that is sent now. */
async function outcome(place: Place, channel: string): Promise<string> {
  const { MessageId } = await local.emulator.call('SendChannelMessage', {
    ChannelArn: channel,
    Content: 'hello',
    ChimeBearer: place.admin,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return local.emulator.settled(MessageId);
}

/** How many messages a guard received. */
async function handled(stack: LiveStack, guardId: string): Promise<number> {
  const { lambda: functions } = stack.deployment.cloud;
  await functions.idle();
  const { lines } = functions.logsOf(stack.id(`${guardId}/Handler/Function`));
  return lines.filter((line) => line.includes('"Outcome"')).length;
}

function configs(stack: LiveStack): string[] {
  const found = stack.deployment.resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig');
  return found.map(({ logicalId, physicalId }) => `${logicalId} ${physicalId}`);
}

test('the guard in charge settles messages, whichever it was before', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  const steps: [ErrorAction, string, string?][] = [
    [ErrorAction.DENY, 'DENIED'],
    [ErrorAction.ALLOW, 'SENT', 'Patient'],
    [ErrorAction.DENY, 'DENIED', 'Renamed'],
    [ErrorAction.ALLOW, 'SENT'],
  ];
  let first: string[] | undefined;

  for (const [errorAction, expected, guardId] of steps) {
    await stack.deploy(chat(place, channel, errorAction, guardId));

    expect(await outcome(place, channel)).toBe(expected);
    expect(local.emulator.messageTraces.at(-1)!.versions[0]!.steps).toMatchObject([
      { decision: expect.any(String) as string, functionError: 'Error: no' },
    ]);
    expect(await handled(stack, guardId ?? 'ChimeProcessorGuard')).toBe(1);
    expect(configs(stack)).toHaveLength(1);
    expect(configs(stack)).toEqual((first ??= configs(stack)));
  }
  await stack.destroy();
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('the role may invoke both guards while one takes over, and then the new one only', async () => {
  const place = await local.place();
  const channel = await place.newChannel();
  const stack = local.stack();
  await stack.deploy(chat(place, channel, ErrorAction.DENY));
  const before = stack.events.length;
  await stack.deploy(chat(place, channel, ErrorAction.DENY, 'Next'));

  const steps = stack.events
    .slice(before)
    .filter(({ status }) => status.endsWith('COMPLETE'))
    .map(({ status, logicalId }) => `${status} ${logicalId}`)
    .filter((step) => /ChimeGuarded|GuardMessages/.test(step))
    .map((step) =>
      step.replace(/(ed|Messages)[0-9a-f]{8}(.*)[0-9A-F]{8}/, '$1$2').replace(/[0-9a-f]{8}$/, ''),
    );
  const change = steps.findIndex((step) => step === 'UPDATE_COMPLETE ChimeGuardedEventInvokeConfig');
  expect(steps.slice(0, change).sort()).toEqual([
    'CREATE_COMPLETE ChimeGuardMessages',
    'CREATE_COMPLETE ChimeGuardedInvoke',
  ]);
  expect(steps.slice(change + 1).sort()).toEqual([
    'DELETE_COMPLETE ChimeGuardMessages',
    'DELETE_COMPLETE ChimeGuardedInvoke',
  ]);
  await stack.destroy();
});
