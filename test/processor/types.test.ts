import { ChimeSDKMessaging, ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import {
  allow,
  chain,
  channelFlowProcessor,
  deny,
  lambdaContext,
  update,
  type ChannelFlowEvent,
  type Decider,
} from '../../processor';
import { ChimeMessagingEmulator, type ChannelFlowEvent as EmulatedEvent } from '../../testing';

test('the clients of the SDK are accepted, and so are deciders of all kinds', () => {
  const client = new ChimeSDKMessagingClient({ region: 'us-east-1' });
  const aggregated = new ChimeSDKMessaging({ region: 'us-east-1' });
  const steps = chain(() => deny(), { decide: async () => allow(), timeout: 100, onError: 'deny' });

  expect(channelFlowProcessor(() => allow(), { client })).toBeInstanceOf(Function);
  expect(
    channelFlowProcessor(async ({ content }) => (content ? allow() : deny()), { client: aggregated }),
  ).toBeInstanceOf(Function);
  expect(channelFlowProcessor(steps, { logger: console })).toBeInstanceOf(Function);
});

/** None of these compiles: `tsc -p test/tsconfig.json` checks that. */
const misuse: (() => unknown)[] = [
  // @ts-expect-error a decider must decide
  () => channelFlowProcessor(() => undefined),
  // @ts-expect-error a decider must decide on every path
  () => channelFlowProcessor(async ({ content }) => (content ? allow() : undefined)),
  // @ts-expect-error the functions must be called
  () => channelFlowProcessor(() => allow),
  // @ts-expect-error a string is not a decision
  () => channelFlowProcessor(() => 'allow'),
  // @ts-expect-error misspelled
  () => update({ contents: '***' }),
  // @ts-expect-error metadata is text
  () => update({ metadata: { masked: true } }),
  // @ts-expect-error an update must have changes
  () => update(),
  // @ts-expect-error a denial has no reason
  () => deny('spam'),
  // @ts-expect-error no such outcome
  () => channelFlowProcessor(() => allow(), { onError: 'ignore' }),
  // @ts-expect-error a step needs a decider
  () => chain({ timeout: 100 }),
  // @ts-expect-error a client must be able to send
  () => channelFlowProcessor(() => allow(), { client: {} }),
];

test('what the types refuse at a processor or a chain, they refuse at run time as well', () => {
  const refused = misuse.filter((use) => {
    try {
      use();
      return false;
    } catch {
      return true;
    }
  });

  expect(refused.map(String)).toEqual([
    expect.stringContaining("onError: 'ignore'"),
    expect.stringContaining('timeout: 100'),
    expect.stringContaining('client: {}'),
  ]);
});

test('messages do not change, decisions change them', () => {
  const decide: Decider = (message) => {
    // @ts-expect-error content is read-only
    message.content = '***';
    return allow();
  };

  expect(() => channelFlowProcessor(decide)).not.toThrow();
});

test('a processor is a function for the emulator as it is: there is one type of event', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const handler = channelFlowProcessor(() => allow());
  const same: (event: EmulatedEvent) => ChannelFlowEvent = (event) => event;
  const back: (event: ChannelFlowEvent) => EmulatedEvent = (event) => event;

  emulator.useProcessorFunction('arn', (event) => handler(event, lambdaContext()));
  emulator.useProcessorFunction('arn', (event) => handler(same(back(event)), lambdaContext()));

  await emulator.close();
});
