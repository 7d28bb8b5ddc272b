import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { admin, appInstanceIn, flow, OBSTACLE, obstacle } from './helpers/definitions';
import { Lifecycle } from './helpers/lifecycle';
import type { Place } from './helpers/place';
import { MessagingStreamingConfiguration } from '../../src';
import { LocalCloud } from '../../testing';
import type { StreamDefinition } from '../../testing/cloud/kinesis/local-stream';

const local = Lifecycle.forFile();

let streams = 0;

/** Streams the data of an app instance to a stream of the stack. */
function streaming(scope: Stack, place: Place, name: string): MessagingStreamingConfiguration {
  return new MessagingStreamingConfiguration(scope, 'Streaming', {
    appInstance: appInstanceIn(scope, place),
    channelStream: new kinesis.Stream(scope, 'Stream', {
      streamName: `chime-messaging-${name}`,
      shardCount: 2,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
}

/** An app instance whose channels a stack covers, and detects through a stream. */
async function detected() {
  const place = await local.place();
  const sweeper = await place.newUser('sweeper');
  const stack = local.stack();
  const name = `detected-${++streams}`;
  const define = (scope: Stack, isDetecting = true) => {
    const { bearer } = admin(scope, place, sweeper);
    const detection = streaming(scope, place, name);
    return flow(scope, place, { disassociateOnDelete: bearer }).addCoverage('Coverage', {
      bearers: [bearer],
      ...(isDetecting && { detection }),
    });
  };
  await stack.deploy((scope) => void define(scope));
  await pass(61); // the first sweep
  return { place, stack, define, flow: stack.id('Flow') };
}

/** Lets time pass, with all its events. */
async function pass(seconds: number): Promise<void> {
  const { lambda } = LocalCloud.of(local.emulator);
  for (let second = 0; second < seconds; second += 5) {
    await local.emulator.clock.advance(5_000);
    await lambda.idle();
  }
}

/** A stream that belongs to no stack. */
function streamOfOthers(name: string, definition: Partial<StreamDefinition> = {}): string {
  const { kinesis: data } = LocalCloud.of(local.emulator);
  return data.create(`chime-messaging-${name}`, {
    mode: 'PROVISIONED',
    shardCount: 2,
    retentionHours: 24,
    keyId: 'alias/aws/kinesis',
    ...definition,
  }).arn;
}

async function streamsOf({ arn }: Place) {
  return local.emulator
    .call('GetMessagingStreamingConfigurations', { AppInstanceArn: arn })
    .then(({ StreamingConfigurations = [] }) => StreamingConfigurations)
    .catch(() => []);
}

test.each(['flat', 'nested'] as const)(
  'a channel has the flow seconds after its creation, told by a %s payload, and one with another flow keeps that',
  async (streamPayload) => {
    const { place, flow: arn } = await detected();
    local.emulator.behavior.streamPayload = streamPayload;
    const channel = await place.newChannel('new');
    const theirs = await place.newFlow('theirs');
    const moderated = await place.newChannel('moderated by others');
    await place.setFlow(moderated, theirs);

    await pass(10);

    expect(await place.flowOn(channel)).toBe(arn);
    expect(await place.flowOn(moderated)).toBe(theirs);
  },
);

test('where an association is told of as well, detection ends after a look', async () => {
  const { place, flow: arn } = await detected();
  local.emulator.behavior.associationEvent = 'UPDATE_CHANNEL';
  const channel = await place.newChannel('new');
  await pass(10);
  const before = place.requests.length;

  await pass(20);

  expect(await place.flowOn(channel)).toBe(arn);
  expect(place.requests).toHaveLength(before);
});

test('records that never arrive are made up for by the sweep', async () => {
  const { place, flow: arn } = await detected();
  local.emulator.behavior.streamDelivery = 'dropped';
  const channel = await place.newChannel('new');
  await pass(10);
  expect(await place.flowOn(channel)).toBeUndefined();

  await pass(300);

  expect(await place.flowOn(channel)).toBe(arn);
});

test('a coverage that detects no more leaves new channels to the sweep', async () => {
  const { place, stack, define, flow: arn } = await detected();
  await stack.deploy((scope) => void define(scope, false));
  await pass(61); // a sweep for the new settings
  const channel = await place.newChannel('new');

  await pass(10);
  expect(await place.flowOn(channel)).toBeUndefined();
  await pass(300);
  expect(await place.flowOn(channel)).toBe(arn);
});

test('destroying the stack leaves nothing of it', async () => {
  const { place, stack } = await detected();
  expect(await streamsOf(place)).toHaveLength(1);

  await stack.destroy();

  expect(await streamsOf(place)).toEqual([]);
  const before = place.requests.length;
  await place.newChannel('later');
  await pass(20);
  expect(place.requests).toHaveLength(before);
});

test('a streaming configuration that is rolled back leaves those of others', async () => {
  const place = await local.place();
  const stack = local.stack();
  const theirs = streamOfOthers('theirs');
  await local.emulator.call('PutMessagingStreamingConfigurations', {
    AppInstanceArn: place.arn,
    StreamingConfigurations: [{ DataType: 'ChannelMessage', ResourceArn: theirs }],
  });

  await stack.fail((scope) => obstacle(scope, streaming(scope, place, 'rolled-back')), {
    failures: { [OBSTACLE]: { on: 'create', reason: 'planned' } },
  });

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(await streamsOf(place)).toEqual([{ DataType: 'ChannelMessage', ResourceArn: theirs }]);
});

test('a data type that somebody else has taken fails the deployment in one sentence', async () => {
  const place = await local.place();
  const stack = local.stack();
  const theirs = streamOfOthers('taken');
  await local.emulator.call('PutMessagingStreamingConfigurations', {
    AppInstanceArn: place.arn,
    StreamingConfigurations: [{ DataType: 'Channel', ResourceArn: theirs }],
  });

  const reason = await stack.fail((scope) => void streaming(scope, place, 'refused'));

  expect(reason).toContain(`already goes to ${theirs}, which something else configured`);
});

test.each<[string, Partial<StreamDefinition>, string]>([
  ['one shard', { shardCount: 1 }, 'at least two shards'],
  ['no encryption', { keyId: undefined }, 'server-side encryption'],
])('an existing stream with %s fails the deployment in one sentence', async (what, definition, demand) => {
  const place = await local.place();
  const arn = streamOfOthers(what.replace(' ', '-'), definition);

  const reason = await local.stack().fail((scope) => {
    new MessagingStreamingConfiguration(scope, 'Streaming', {
      appInstance: appInstanceIn(scope, place),
      channelStream: kinesis.Stream.fromStreamArn(scope, 'Stream', arn),
    });
  });

  expect(reason).toContain(
    `PutMessagingStreamingConfigurations of ${place.arn} failed with BadRequestException`,
  );
  expect(reason).toContain(`check that ${place.arn} exists, and that ${arn} is in its account and Region`);
  expect(reason).toContain(demand);
  expect(await streamsOf(place)).toEqual([]);
});
