import * as fc from 'fast-check';
import { FUNCTION, startEmulated, UNSIGNED } from './helpers/emulated';
import { StackEngine, type Course } from './helpers/stack-engine';
import { behaviorPresets } from '../../testing/emulator';

let emulated: Awaited<ReturnType<typeof startEmulated>>;

beforeAll(async () => {
  emulated = await startEmulated();
});
afterAll(async () => emulated.close());

type Fault =
  { readonly error: { name: string; statusCode: number } } | { loseResponse: true } | { reset: true };

const course: fc.Arbitrary<Course> = fc.record({
  commit: fc.boolean(),
  delivery: fc.constantFrom('once', 'twice', 'afterCrash'),
  cancelled: fc.boolean(),
  rollbackWith: fc.constantFrom('newId', 'oldId'),
});

const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault[]>(
  { loseResponse: true },
  { reset: true },
  { error: { name: 'ServiceFailureException', statusCode: 500 } },
  { error: { name: 'ThrottledClientException', statusCode: 429 } },
  { error: { name: 'AccessDeniedException', statusCode: 403 } },
  { error: { name: 'BadRequestException', statusCode: 400 } },
  { error: { name: 'ConflictException', statusCode: 409 } },
);

function faultOf(...operations: string[]) {
  const call = fc.record({
    operation: fc.constantFrom(...operations) as fc.Arbitrary<'CreateChannelFlow'>,
    skip: fc.nat(1),
    times: fc.integer({ min: 1, max: 3 }),
  });
  return fc.option(fc.tuple(call, fault).map(([which, what]) => ({ ...which, ...what })));
}

const behavior = fc.record({
  preset: fc.constantFrom(...(['documented-likely', 'strict', 'lenient'] as const)),
  absentFlow: fc.constantFrom(...(['Forbidden', 'NotFound', 'BadRequest'] as const)),
  disassociateUnassociated: fc.constantFrom(...(['NotFound', 'Conflict', 'Forbidden', 'ok'] as const)),
  clientRequestTokenAfterDelete: fc.constantFrom(...(['createsNew', 'returnsSameArn'] as const)),
});

interface Behavior {
  readonly preset: keyof typeof behaviorPresets;
}

function behaveAs({ preset, ...changes }: Behavior) {
  Object.assign(emulated.emulator.behavior, behaviorPresets[preset], changes, UNSIGNED, {
    processorsPerChannelFlow: 3,
  });
}

const flowStep = fc.record({
  place: fc.nat(1),
  name: fc.constantFrom('a', 'b', 'foreign'),
  processors: fc.uniqueArray(fc.constantFrom('p1', 'p2', 'p3'), { minLength: 1, maxLength: 3 }),
  tags: fc.dictionary(fc.constantFrom('k1', 'k2', 'k3'), fc.constantFrom('v1', 'v2'), {
    noNullPrototype: true,
  }),
  course,
  fault: faultOf(
    'CreateChannelFlow',
    'UpdateChannelFlow',
    'DeleteChannelFlow',
    'ListChannelFlows',
    'TagResource',
    'UntagResource',
    'ListTagsForResource',
  ),
});

test('flows: whatever happens on the way, the service ends with what was deployed and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(behavior, fc.array(flowStep, { minLength: 1, maxLength: 5 }), async (service, steps) => {
      behaveAs(service);
      const { service: chime, emulator, harness } = emulated;
      emulator.faults.clear();
      const places = [await chime.newAppInstance(), await chime.newAppInstance()];
      const foreign = await Promise.all(places.map(async (place) => chime.newFlow(place, 'foreign')));
      const engine = new StackEngine(harness, 'Custom::ChimeChannelFlow', () => emulator.faults.clear());

      let deployed: (typeof steps)[number] | undefined;
      for (const step of steps) {
        emulator.faults.clear();
        if (step.fault) emulator.faults.inject(step.fault);
        const properties = {
          AppInstanceArn: places[step.place],
          Name: step.name,
          Processors: step.processors.map((Name) => ({
            Name,
            FunctionArn: FUNCTION,
            FallbackAction: 'ABORT',
          })),
          Tags: Object.entries(step.tags).map(([Key, Value]) => ({ Key, Value })),
        };
        if (await engine.deploy(properties, step.course)) deployed = step;

        const found = (await Promise.all(places.map(async (place) => chime.flowsOf(place)))).flat();
        const own = found.filter(({ ChannelFlowArn }) => !foreign.includes(ChannelFlowArn));
        expect(found).toHaveLength(own.length + foreign.length);
        if (!deployed) {
          expect(own).toEqual([]);
          continue;
        }
        expect(own).toMatchObject([
          {
            ChannelFlowArn: engine.deployed!.id,
            Name: deployed.name,
            Processors: deployed.processors.map((Name) => ({ Name })),
          },
        ]);
        const { 'cdk-chime-sdk-messaging:owner': owner, ...tags } = await chime.tagsOf(engine.deployed!.id);
        expect(owner).toBeDefined();
        expect(tags).toEqual(deployed.tags);
      }
      await engine.destroy();
      const left = (await Promise.all(places.map(async (place) => chime.flowsOf(place)))).flat();
      expect(left.map(({ ChannelFlowArn }) => ChannelFlowArn).sort()).toEqual([...foreign].sort());
    }),
    { numRuns: 25 },
  );
});

const associationStep = fc.record({
  channel: fc.nat(1),
  flow: fc.nat(1),
  bearer: fc.nat(1),
  /** An earlier change by someone else: to associate a foreign flow, or to disassociate a channel's flow. */
  interference: fc.option(fc.record({ channel: fc.nat(1), flow: fc.constantFrom('foreign', 'none') })),
  course,
  fault: faultOf(
    'AssociateChannelFlow',
    'DisassociateChannelFlow',
    'DescribeChannel',
    'ListChannelsAssociatedWithChannelFlow',
  ),
});

test('associations: the channel ends with what was deployed, and with nothing of ours after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      behavior,
      fc.array(associationStep, { minLength: 1, maxLength: 5 }),
      async (service, steps) => {
        behaveAs(service);
        const { service: chime, emulator, harness } = emulated;
        emulator.faults.clear();
        const place = await chime.newAppInstance();
        const bearers = await Promise.all(['one', 'two'].map(async (id) => chime.newAdmin(place, id)));
        const flows = await Promise.all(['one', 'two'].map(async (name) => chime.newFlow(place, name)));
        const foreign = await chime.newFlow(place, 'foreign');
        const channels = await Promise.all([1, 2].map(async () => chime.newChannel(place, bearers[0]!)));
        const engine = new StackEngine(harness, 'Custom::ChimeChannelFlowAssociation', () =>
          emulator.faults.clear(),
        );

        for (const step of steps) {
          emulator.faults.clear();
          if (step.interference) {
            const flow = step.interference.flow === 'foreign' ? foreign : undefined;
            await chime.setFlow(channels[step.interference.channel]!, bearers[0]!, flow);
          }
          if (step.fault) emulator.faults.inject(step.fault);
          const properties = {
            ChannelArn: channels[step.channel],
            ChannelFlowArn: flows[step.flow],
            ChimeBearer: bearers[step.bearer],
          };
          const before = engine.deployed?.properties as typeof properties | undefined;
          const changes =
            !before ||
            before.ChannelArn !== properties.ChannelArn ||
            before.ChannelFlowArn !== properties.ChannelFlowArn;
          if ((await engine.deploy(properties, step.course)) && changes) {
            expect(await chime.flowOf(properties.ChannelArn!, bearers[0]!)).toBe(properties.ChannelFlowArn);
          }
        }
        await engine.destroy();
        for (const channel of channels) {
          expect([undefined, foreign]).toContain(await chime.flowOf(channel, bearers[0]!));
        }
      },
    ),
    { numRuns: 25 },
  );
});

const adminStep = fc.record({
  member: fc.nat(1),
  place: fc.nat(1),
  course,
  fault: faultOf(
    'DescribeAppInstanceAdmin',
    'CreateAppInstanceAdmin',
    'DeleteAppInstanceAdmin',
    'ListAppInstanceAdmins',
    'ListTagsForResource',
    'TagResource',
    'UntagResource',
  ),
});

test('admins: the deployed member is an admin, and of the others only those that somebody else promoted', async () => {
  await fc.assert(
    fc.asyncProperty(
      behavior,
      fc.array(adminStep, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (service, steps, isForeign) => {
        behaveAs(service);
        const { service: chime, emulator, harness } = emulated;
        emulator.faults.clear();
        const places = [await chime.newAppInstance(), await chime.newAppInstance()];
        const members = await Promise.all(
          places.map(async (place) =>
            Promise.all(['one', 'two'].map(async (id) => chime.newUser(place, id))),
          ),
        );
        // one of them is already an admin
        const foreign = isForeign ? members[0]!.slice(0, 1) : [];
        for (const admin of foreign) await chime.promote(places[0]!, admin);
        const admins = async () =>
          (await Promise.all(places.map(async (place) => chime.adminsOf(place)))).flat();
        const engine = new StackEngine(harness, 'Custom::ChimeAppInstanceAdmin', () =>
          emulator.faults.clear(),
        );

        for (const { fault: what, place, member, course: how } of steps) {
          emulator.faults.clear();
          if (what) emulator.faults.inject(what);
          await engine.deploy({ AppInstanceArn: places[place], MemberArn: members[place]![member] }, how);
          const deployed = (engine.deployed?.properties as { MemberArn: string } | undefined)?.MemberArn;
          const wanted = new Set([...foreign, ...(deployed ? [deployed] : [])]);
          expect(new Set(await admins())).toEqual(wanted);
        }
        emulator.faults.clear();
        await engine.destroy();
        expect(await admins()).toEqual(foreign);
        const tags = await Promise.all(members.flat().map(async (arn) => chime.tagsOf(arn)));
        expect(tags).toEqual(tags.map(() => ({})));
      },
    ),
    { numRuns: 50 },
  );
});

const STREAMS = ['one', 'two', 'foreign'].map(
  (name) => `arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-${name}`,
);

const streamingStep = fc.record({
  place: fc.nat(1),
  /** At least one stream. */
  streams: fc
    .record({ Channel: fc.option(fc.nat(1)), ChannelMessage: fc.option(fc.nat(1)) })
    .filter(({ Channel, ChannelMessage }) => Channel !== null || ChannelMessage !== null),
  course,
  fault: faultOf(
    'GetMessagingStreamingConfigurations',
    'PutMessagingStreamingConfigurations',
    'DeleteMessagingStreamingConfigurations',
  ),
});

test('streaming configurations: each data type goes where it was deployed, and what is of others stays', async () => {
  await fc.assert(
    fc.asyncProperty(
      behavior,
      fc.constantFrom('replaces' as const, 'merges' as const),
      fc.array(streamingStep, { minLength: 1, maxLength: 5 }),
      fc.option(fc.constantFrom('Channel' as const, 'ChannelMessage' as const)),
      async (service, streamingPut, steps, foreign) => {
        behaveAs(service);
        const { service: chime, emulator, harness } = emulated;
        emulator.behavior.streamingPut = streamingPut;
        emulator.faults.clear();
        const places = [await chime.newAppInstance(), await chime.newAppInstance()];
        const theirs = foreign ? { [foreign]: STREAMS[2] } : {};
        if (foreign) {
          await emulator.call('PutMessagingStreamingConfigurations', {
            AppInstanceArn: places[0]!,
            StreamingConfigurations: [{ DataType: foreign, ResourceArn: STREAMS[2]! }],
          });
        }
        const streams = async () =>
          Promise.all(
            places.map(async (AppInstanceArn) => {
              const { StreamingConfigurations = [] } = await emulator
                .call('GetMessagingStreamingConfigurations', { AppInstanceArn })
                .catch(() => ({ StreamingConfigurations: [] }));
              return Object.fromEntries(
                StreamingConfigurations.map(({ DataType, ResourceArn }) => [DataType, ResourceArn]),
              ) as object;
            }),
          );
        const engine = new StackEngine(harness, 'Custom::ChimeMessagingStreamingConfiguration', () =>
          emulator.faults.clear(),
        );

        // A function that ends after it has deleted all streams loses those of others, as docs/reliability.md says.
        const survives = ({ delivery, ...rest }: Course): Course => ({
          ...rest,
          delivery: streamingPut === 'merges' && foreign && delivery === 'afterCrash' ? 'once' : delivery,
        });

        for (const { fault: what, place, streams: chosen, course: how } of steps) {
          emulator.faults.clear();
          if (what) emulator.faults.inject(what);
          const given = Object.entries(chosen).filter(([, stream]) => stream !== null);
          const Streams = Object.fromEntries(given.map(([dataType, stream]) => [dataType, STREAMS[stream!]]));
          await engine.deploy({ AppInstanceArn: places[place], Streams }, survives(how));
          emulator.faults.clear();
          const deployed = engine.deployed?.properties as
            { AppInstanceArn: string; Streams: object } | undefined;
          expect(await streams()).toEqual(
            places.map((arn, index) => ({
              ...(deployed?.AppInstanceArn === arn && deployed.Streams),
              ...(index === 0 && theirs),
            })),
          );
        }
        await engine.destroy();
        expect(await streams()).toEqual([theirs, {}]);
      },
    ),
    { numRuns: 50 },
  );
});
