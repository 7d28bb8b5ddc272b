/** The lifecycle of a chat under every interpretation of behavior that AWS does not document. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CfnParameter } from 'aws-cdk-lib';
import { association, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import { type Definition, synthesize } from './helpers/live-stack';
import { ChannelFlow, ChimeBearer } from '../../src';
import { behaviorPresets, type EmulatorBehavior } from '../../testing/emulator';

type Switches = { readonly [K in keyof EmulatorBehavior]?: readonly EmulatorBehavior[K][] };

/** The switches that affect the providers' calls, with their non-default values. */
const SWITCHES: Switches = {
  absentFlow: ['NotFound', 'BadRequest'],
  absentAppInstance: ['NotFound', 'BadRequest', 'EmptyList'],
  absentResource: ['NotFound', 'BadRequest'],
  associateSame: ['Conflict'],
  associateOther: ['overwrite'],
  associateAbsentChannel: ['Forbidden'],
  associateAbsentFlow: ['Forbidden'],
  disassociateUnassociated: ['Conflict', 'Forbidden', 'ok'],
  duplicateFlowName: ['Conflict'],
  clientRequestTokenAfterDelete: ['returnsSameArn'],
  clientRequestTokenInFlight: ['Conflict'],
  untagMissingKey: ['BadRequest'],
  visibilityDelay: [700],
  listVisibilityDelay: [700],
  disassociationDelay: [700],
  createChannelFlowAuthorizedOn: ['channelFlow'],
  deleteChannelFlowAuthorizedOn: ['channel'],
  listChannelFlowsAuthorizedOn: ['appInstance'],
  associateAuthorizedOn: ['bearerAndChannel'],
};

const CASES: [string, Partial<EmulatorBehavior>][] = [
  ...Object.entries(behaviorPresets).map(([name, preset]): [string, Partial<EmulatorBehavior>] => [
    `preset ${name}`,
    preset,
  ]),
  ...Object.entries(SWITCHES).flatMap(([name, values]) =>
    values.map((value): [string, Partial<EmulatorBehavior>] => [`${name}: ${value}`, { [name]: value }]),
  ),
];

const STACK = 'Chat';

/** The content of a version of the chat, except for the names of existing resources, which are parameters. */
interface Version {
  readonly name: string;
  readonly tags: Record<string, string>;
  /** Whether the channel has an existing flow instead of the stack's. */
  readonly foreign: boolean;
}

const V1: Version = { name: 'v1', tags: { a: '1', b: '1' }, foreign: false };
const V2: Version = { name: 'v2', tags: { b: '2', c: '2' }, foreign: true };

function chat({ name, tags, foreign }: Version, where: 'Here' | 'There', fails = false): Definition {
  return (stack) => {
    const parameter = (id: string) => new CfnParameter(stack, id + where).valueAsString;
    const place = { id: where, arn: parameter('AppInstance'), admin: parameter('Admin') };
    const own = flow(stack, place, {
      channelFlowName: name,
      tags,
      disassociateOnDelete: ChimeBearer.fromArn(place.admin),
    });
    const theirs = ChannelFlow.fromChannelFlowArn(stack, 'Existing', parameter('Theirs'));
    const last = association(stack, place, parameter('Channel'), foreign ? theirs : own);
    if (fails) obstacle(stack, last);
  };
}

/** Synthesized once for all cases. */
const assemblies = {
  v1: synthesize(chat(V1, 'Here'), STACK),
  v2: synthesize(chat(V2, 'Here'), STACK),
  v2Fails: synthesize(chat(V2, 'Here', true), STACK),
  moved: synthesize(chat(V1, 'There'), STACK),
};

test.concurrent.each(CASES)('%s', async (name, behavior) => {
  // tokens matter if events are delivered twice; the second one may find that its permission is gone with the resource
  const duplicateDelivery = /^preset|Token/.test(name);
  await Lifecycle.during({ denials: duplicateDelivery }, async (lifecycle) => {
    const [place, elsewhere] = [await lifecycle.place(), await lifecycle.place()];
    const [channel, other, farChannel] = [
      await place.newChannel(),
      await place.newChannel(),
      await elsewhere.newChannel(),
    ];
    const [before, theirs] = [await place.newFlow('before'), await place.newFlow('theirs')];
    await place.setFlow(channel, before);
    Object.assign(lifecycle.emulator.behavior, behavior);
    const stack = lifecycle.stack({ duplicateDelivery, stackName: STACK });
    const here = {
      AppInstanceHere: place.arn,
      AdminHere: place.admin,
      ChannelHere: channel,
      TheirsHere: theirs,
    };
    const there = {
      AppInstanceThere: elsewhere.arn,
      AdminThere: elsewhere.admin,
      ChannelThere: farChannel,
      TheirsThere: theirs,
    };

    const untilVisible = async () =>
      sleep(Math.max(behavior.visibilityDelay ?? 0, behavior.listVisibilityDelay ?? 0));
    const expectVersion = async (version: Version) => {
      await stack.deployment.functions.idle(); // a second delivery after the next change would undo that change
      await untilVisible();
      expect((await place.flows()).map(({ Name }) => Name)).toEqual(['before', 'theirs', version.name]);
      expect(await place.tags(stack.id('Flow'))).toEqual(version.tags);
      expect(await place.flowOn(channel)).toBe(version.foreign ? theirs : stack.id('Flow'));
    };

    // the channel has another flow, which is replaced
    await untilVisible();
    await stack.deploy(assemblies.v1, { parameters: here });
    await expectVersion(V1);

    await stack.fail(assemblies.v2Fails, {
      parameters: here,
      failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
    });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectVersion(V1);

    await lifecycle.emulator.call('UntagResource', { ResourceARN: stack.id('Flow'), TagKeys: ['a'] });
    await place.setFlow(channel, before);
    await stack.deploy(assemblies.v2, { parameters: here });
    await expectVersion(V2);

    // replaced in another app instance, while someone else's channel has it
    await place.setFlow(other, stack.id('Flow'));
    await stack.deploy(assemblies.moved, { parameters: there });
    await untilVisible();
    expect(await elsewhere.flowOn(farChannel)).toBe(stack.id('Flow'));
    expect(await place.flowArns()).toEqual([before, theirs]);
    expect(await place.flowOn(channel)).toBeUndefined();
    expect(stack.events.filter(({ status }) => status === 'DELETE_FAILED')).toEqual([]);

    lifecycle.emulator.behavior.deleteAppInstanceWithFlows = 'cascade';
    await lifecycle.emulator.call('DeleteAppInstance', { AppInstanceArn: elsewhere.arn });
    await stack.destroy();
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect(await place.flowArns()).toEqual([before, theirs]);
  });
});
