import { failureRecord } from './support';
import { handler } from '../../../lambda/processor-guard';
import { ChimeMessagingEmulator, type ChannelFlowEvent } from 'cdk-chime-sdk-messaging/testing';

const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:moderator';

let emulator: ChimeMessagingEmulator;
let channel: string;
let alice: string;
const lines: string[] = [];

beforeAll(async () => {
  emulator = await ChimeMessagingEmulator.start();
  Object.assign(process.env, emulator.environment);
  const AppInstanceArn = (await emulator.call('CreateAppInstance', { Name: 'chat' })).AppInstanceArn!;
  Object.assign(process.env, { PROCESSORS: 'moderator:live DENY 0', APP_INSTANCES: AppInstanceArn });
  const user = { AppInstanceArn, AppInstanceUserId: 'alice', Name: 'Alice' };
  alice = (await emulator.call('CreateAppInstanceUser', user)).AppInstanceUserArn!;
  const lobby = { AppInstanceArn, Name: 'lobby', ChimeBearer: alice };
  channel = (await emulator.call('CreateChannel', lobby)).ChannelArn!;
  const processor = {
    Name: 'moderator',
    Configuration: { Lambda: { ResourceArn: FUNCTION, InvocationType: 'ASYNC' as const } },
    ExecutionOrder: 1,
    FallbackAction: 'ABORT' as const,
  };
  const flow = { AppInstanceArn, Name: 'moderation', Processors: [processor] };
  const { ChannelFlowArn } = await emulator.call('CreateChannelFlow', flow);
  await emulator.call('AssociateChannelFlow', { ChannelArn: channel, ChannelFlowArn, ChimeBearer: alice });
});

afterAll(async () => {
  await emulator.close();
});

beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Sends a message to a processor that never calls back. */
async function strand(Content: string): Promise<ChannelFlowEvent> {
  const event = new Promise<ChannelFlowEvent>((resolve) =>
    emulator.useProcessorFunction(FUNCTION, async (received) => resolve(received)),
  );
  await emulator.call('SendChannelMessage', {
    ChannelArn: channel,
    Content,
    ChimeBearer: alice,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  return event;
}

const context = { awsRequestId: 'guard-1', getRemainingTimeInMillis: () => 30_000 };

function outcomes(): unknown[] {
  return lines.map((line) => (JSON.parse(line) as { Outcome: unknown }).Outcome);
}

test('a stranded message is denied once, however often its failure is told', async () => {
  const event = await strand('hello');
  await handler(failureRecord(event, 'live'), context);
  await handler(failureRecord(event, 'live'), context);
  expect(await emulator.settled(event.ChannelMessage.MessageId)).toBe('DENIED');
  expect(outcomes()).toEqual(['DENIED', 'ALREADY_SETTLED']);
});

test('a stranded message reaches its recipients as it was where the stack says so', async () => {
  process.env.PROCESSORS = 'moderator:live ALLOW 0';
  const event = await strand('hello');
  await handler(failureRecord(event, 'live'), context);
  expect(await emulator.settled(event.ChannelMessage.MessageId)).toBe('SENT');
  expect(emulator.deliveries(event.ChannelMessage.MessageId).at(-1)).toMatchObject({ content: 'hello' });
  expect(outcomes()).toEqual(['ALLOWED']);
});

test('a line of the log is JSON from its first character to the line break', async () => {
  await handler(failureRecord({ other: 'event' }), context);
  expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
});
