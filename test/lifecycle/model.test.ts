/** Random lifecycles of a stack, with any event that can happen on the way. */
import type { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { association, bearer, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { LiveStack } from './helpers/live-stack';
import { SECRET } from './helpers/outcomes';
import type { Place, PlaceFault } from './helpers/place';
import { ChannelFlow } from '../../src';

// faults may report that a call is not permitted
const local = Lifecycle.forFile({ denials: true });

/** The state to deploy. */
interface Version {
  readonly name: string;
  readonly tags: Record<string, string>;
  /** The index of one of two app instances. */
  readonly place: number;
  /** The index of the one of two channels that has a flow, if any. */
  readonly channel: number | null;
  /** Whether the channel has the stack's flow, or an existing one. */
  readonly own: boolean;
}

interface Step {
  readonly version: Version;
  /** Whether something else in the stack fails afterward. */
  readonly fails: boolean;
  readonly fault: PlaceFault | null;
  readonly interference: 'delete flow' | 'tag flow' | 'disassociate' | 'put other' | 'delete channel' | null;
}

const version: fc.Arbitrary<Version> = fc.record({
  name: fc.constantFrom('a', 'b', 'foreign'),
  tags: fc.dictionary(fc.constantFrom('k1', 'k2', 'k3'), fc.constantFrom(`${SECRET}1`, `${SECRET}2`), {
    noNullPrototype: true,
  }),
  place: fc.nat(1),
  channel: fc.option(fc.nat(1)),
  own: fc.boolean(),
});

const fault: fc.Arbitrary<PlaceFault> = fc
  .tuple(
    fc.constantFrom(
      'AssociateChannelFlow',
      'CreateChannelFlow',
      'DeleteChannelFlow',
      'DisassociateChannelFlow',
      'TagResource',
      'UpdateChannelFlow',
    ),
    fc.nat(1),
    fc.constantFrom<Omit<PlaceFault, 'operation'>>(
      { loseResponse: true },
      { reset: true },
      { error: { name: 'ServiceFailureException' } },
      { error: { name: 'ThrottledClientException' } },
      { error: { name: 'AccessDeniedException' } },
      { error: { name: 'BadRequestException' } },
    ),
  )
  .map(([operation, skip, kind]) => ({ operation, skip, times: 1, ...kind }) as PlaceFault);

const step: fc.Arbitrary<Step> = fc.record({
  version,
  fails: fc.boolean(),
  fault: fc.option(fault),
  interference: fc.option(
    fc.constantFrom('delete flow', 'tag flow', 'disassociate', 'put other', 'delete channel'),
  ),
});

/**
 * The service from the point of view of one stack: two app instances, each with two channels, and flows of someone
 * else.
 */
class TwoAppInstances {
  public static async create(): Promise<TwoAppInstances> {
    const places = [await local.place(), await local.place()];
    const parts = await Promise.all(
      places.map(async (place) => ({
        place,
        channels: [await place.newChannel(), await place.newChannel()],
        foreign: await place.newFlow('foreign'),
      })),
    );
    return new TwoAppInstances(parts);
  }

  private constructor(
    private readonly parts: {
      readonly place: Place;
      readonly channels: string[];
      readonly foreign: string;
    }[],
  ) {}

  public define({ place: index, name, tags, channel, own }: Version) {
    return (scope: Stack) => {
      const { place, channels, foreign } = this.parts[index]!;
      const made = flow(scope, place, {
        channelFlowName: name,
        tags,
        disassociateOnDelete: bearer(place),
      });
      if (channel === null) return made;
      const chosen = own ? made : ChannelFlow.fromChannelFlowArn(scope, 'Foreign', foreign);
      return association(scope, place, channels[channel]!, chosen);
    };
  }

  public strike(options: PlaceFault): { end(): void } {
    const faults = this.parts.map(({ place }) => place.fault(options));
    return { end: () => faults.forEach((one) => one.remove()) };
  }

  /** Someone manually changes deployed resources. */
  public async interfere(stack: LiveStack, deployed: Version, what: Step['interference']): Promise<void> {
    const { place, channels, foreign } = this.parts[deployed.place]!;
    const arn = stack.id('Flow');
    const exists = (await place.flowArns()).includes(arn);
    const index = deployed.channel ?? 0;
    if (what === 'delete flow' && exists) await place.deleteFlow(arn);
    if (what === 'tag flow' && exists) {
      const tags = [{ Key: 'by-hand', Value: 'yes' }];
      await local.emulator.call('TagResource', { ResourceARN: arn, Tags: tags });
    }
    if (what === 'disassociate') await place.setFlow(channels[index]!, undefined);
    if (what === 'put other') await place.setFlow(channels[index]!, foreign);
    if (what === 'delete channel') {
      await place.deleteChannel(channels[index]!);
      channels[index] = await place.newChannel();
    }
  }

  /** Expects that the service has the deployed resources, and no others of ours. */
  public async expectDeployed(
    stack: LiveStack,
    { place: index, name, tags, channel, own }: Version,
  ): Promise<void> {
    for (const [number, { place, channels, foreign }] of this.parts.entries()) {
      const flows = await place.flows();
      const ours = flows.filter(({ ChannelFlowArn }) => ChannelFlowArn !== foreign);
      expect(flows).toHaveLength(ours.length + 1);
      if (number !== index) {
        expect(ours).toEqual([]);
        continue;
      }
      expect(ours).toMatchObject([{ ChannelFlowArn: stack.id('Flow'), Name: name }]);
      const { 'by-hand': _byHand, ...known } = await place.tags(stack.id('Flow'));
      expect(known).toEqual(tags);
      if (channel !== null) {
        expect(await place.flowOn(channels[channel]!)).toBe(own ? stack.id('Flow') : foreign);
      }
    }
  }

  /** Expects that nothing of ours is left, and that everything of others is. */
  public async expectEmpty(): Promise<void> {
    for (const { place, foreign } of this.parts) expect(await place.flowArns()).toEqual([foreign]);
  }
}

async function live(steps: readonly Step[], options: object): Promise<void> {
  const appInstances = await TwoAppInstances.create();
  const stack = local.stack(options);
  let deployed: Version | undefined;
  for (const { version: wanted, fails, fault: trouble, interference } of steps) {
    if (deployed && interference) await appInstances.interfere(stack, deployed, interference);
    const struck = trouble && appInstances.strike(trouble);
    const failures = { [OBSTACLE]: { on: 'create', reason: 'planned' } } as const;
    const committed = await stack
      .deploy(
        (scope) => {
          const last = appInstances.define(wanted)(scope);
          if (fails) obstacle(scope, last);
        },
        fails ? { failures } : {},
      )
      .then(
        () => true,
        () => false,
      );
    struck?.end();
    if (committed) {
      deployed = wanted;
      if (!interference) await appInstances.expectDeployed(stack, wanted);
    }
    if (/^ROLLBACK|FAILED$/.test(stack.status)) break;
  }
  if (stack.status !== 'ROLLBACK_COMPLETE') await stack.destroy();
  await appInstances.expectEmpty();
}

test.each([1, 2, 3, 4])(
  'whatever happens, the service ends with what was deployed: seed %i',
  async (seed) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 3 }),
        fc.record({
          duplicateDelivery: fc.boolean(),
          rollbackOfReplacement: fc.constantFrom('reversedUpdate', 'restoreOldId'),
        }),
        live,
      ),
      { seed, numRuns: 5, endOnFailure: true },
    );
  },
);
