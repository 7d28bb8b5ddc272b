import { fakeClient, recordingLogger } from './support';
import {
  allow,
  chain,
  channelFlowEvent,
  channelFlowProcessor,
  deny,
  lambdaContext,
  update,
  type ChainStep,
  type ChannelFlowContext,
  type ChannelFlowMessage,
  type Decider,
} from '../../processor';

const event = channelFlowEvent({ content: 'one', metadata: '{}' });

/** Runs the steps as one processor; waits take no time. */
async function run(steps: (Decider | ChainStep)[], onError?: 'deny' | 'allow' | 'throw') {
  const { client, inputs } = fakeClient();
  const { logger, lines } = recordingLogger();
  const handler = channelFlowProcessor(chain(...steps), { client, logger, onError });
  const running = handler(event, lambdaContext());
  const [settled] = await Promise.allSettled([running, jest.runAllTimersAsync()]);
  return { settled, inputs, lines };
}

const append =
  (text: string): Decider =>
  ({ content }) =>
    update({ content: `${content} ${text}` });

const never: Decider = async () => new Promise(() => undefined);

const fail: Decider = () => {
  throw new Error('model not available');
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('each step sees the message as changed by those before it, and one callback carries all changes', async () => {
  const { inputs } = await run([
    append('two'),
    () => allow(),
    async ({ metadata }) => update({ metadata: `${metadata} seen` }),
    append('three'),
  ]);

  expect(inputs).toHaveLength(1);
  expect(inputs[0]?.ChannelMessage).toMatchObject({ Content: 'one two three', Metadata: '{} seen' });
});

test('steps that change nothing allow the message as it came', async () => {
  const { inputs, settled } = await run([() => allow(), async () => allow()]);

  expect(settled).toMatchObject({ value: { action: 'allow' } });
  expect(inputs[0]?.ChannelMessage).toMatchObject({ Content: 'one', Metadata: '{}' });
});

test('the first denial ends the chain', async () => {
  const after = jest.fn(() => allow());
  const { inputs } = await run([append('two'), () => deny(), after]);

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(after).not.toHaveBeenCalled();
});

test('chains nest', async () => {
  const { inputs } = await run([chain(append('two'), append('three')), append('four')]);

  expect(inputs[0]?.ChannelMessage.Content).toBe('one two three four');
});

test('a step that fails leaves the message to the onError of the processor', async () => {
  const after = jest.fn(() => allow());
  const denied = await run([append('two'), fail, after]);
  expect(denied.inputs).toMatchObject([{ DeleteResource: true }]);
  expect(after).not.toHaveBeenCalled();

  const allowed = await run([append('two'), fail], 'allow');
  expect(allowed.inputs[0]?.ChannelMessage.Content).toBe('one');

  const thrown = await run([fail], 'throw');
  expect(thrown.settled).toMatchObject({ status: 'rejected', reason: { code: 'DecisionFailed' } });
});

test.each<[string, Decider]>([
  ['fails', fail],
  ['returns nothing', (() => undefined) as unknown as Decider],
  ['empties the content', () => update({ content: '' })],
])('a step that %s with onError allow is passed over, and logged', async (_, decide) => {
  const { inputs, settled, lines } = await run([
    append('two'),
    { decide, onError: 'allow' },
    append('three'),
  ]);

  expect(inputs[0]?.ChannelMessage.Content).toBe('one two three');
  expect(settled).toMatchObject({ value: { action: 'update', error: undefined } });
  expect(lines).toMatchObject([{ level: 'error', text: expect.stringContaining('step 2') }]);
});

test('a step with onError deny ends the chain when it fails', async () => {
  const after = jest.fn(() => allow());
  const { inputs } = await run([{ decide: fail, onError: 'deny' }, after], 'allow');

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(after).not.toHaveBeenCalled();
});

test('a step has its own time, after which its signal fires and the next step runs', async () => {
  let signal: AbortSignal | undefined;
  let remaining = 0;
  const slow: Decider = async (_, context) => {
    signal = context.signal;
    remaining = context.remainingTime();
    return new Promise(() => undefined);
  };
  const start = Date.now();
  let secondStart = 0;
  const second: Decider = (_, context) => {
    secondStart = Date.now() - start;
    expect(context.signal.aborted).toBe(false);
    return update({ content: 'checked' });
  };
  const { inputs } = await run([{ decide: slow, timeout: 300, onError: 'allow' }, second]);

  expect(remaining).toBe(300);
  expect(secondStart).toBe(300);
  expect(signal?.reason).toMatchObject({
    code: 'DeadlineExceeded',
    message: 'the decider must decide within 300 ms',
  });
  expect(inputs[0]?.ChannelMessage.Content).toBe('checked');
});

test.each([
  ['deny', 'allow', undefined, { DeleteResource: true }],
  ['deny', 'allow', 60_000, { DeleteResource: true }],
  ['allow', 'deny', undefined, { ChannelMessage: { Content: 'one' } }],
  ['allow', 'deny', 60_000, { ChannelMessage: { Content: 'one' } }],
  ['throw', 'allow', 60_000, { ChannelMessage: { Content: 'one' } }],
  ['throw', 'deny', 60_000, { DeleteResource: true }],
] as const)(
  'a step that takes all the time: its onError %s applies, not that of the processor: %s, with timeout %p',
  async (ofStep, ofProcessor, timeout, expected) => {
    const { inputs } = await run([{ decide: never, onError: ofStep, timeout }], ofProcessor);

    expect(inputs).toMatchObject([expected]);
  },
);

test('a step that is passed over when all the time is gone leaves none to the next', async () => {
  const { inputs, settled } = await run([{ decide: never, onError: 'allow' }, never]);

  expect(inputs).toMatchObject([{ DeleteResource: true }]);
  expect(settled).toMatchObject({ value: { error: { code: 'DeadlineExceeded' } } });
});

test('a step is told the time of the processor where that is shorter than its own', async () => {
  let remaining = 0;
  const decide: Decider = (_, context) => {
    remaining = context.remainingTime();
    return allow();
  };
  await run([{ decide, timeout: 60_000 }]);

  expect(remaining).toBe(1980); // of 2000, minus time for the step's own onError
});

test('a step that ignores the deadline starts no further step', async () => {
  const after = jest.fn(() => allow());
  await run([async () => new Promise((resolve) => setTimeout(() => resolve(allow()), 2500)), after]);

  expect(after).not.toHaveBeenCalled();
});

test('a step ends with the signal of the chain, and its own fires', async () => {
  const outer = new AbortController();
  const after = jest.fn(() => allow());
  let signal: AbortSignal | undefined;
  const decide = chain((message, context) => {
    signal = context.signal;
    return never(message, context);
  }, after);
  const context = { signal: outer.signal, remainingTime: () => 1000 } as ChannelFlowContext;
  const decision = decide({ content: 'one' } as ChannelFlowMessage, context);
  expect(signal?.aborted).toBe(false);
  outer.abort(new Error('on purpose'));

  await expect(decision).rejects.toThrow('on purpose');
  expect(signal?.aborted).toBe(true);
  expect(after).not.toHaveBeenCalled();
  expect(jest.getTimerCount()).toBe(0);
});

test('a chain is a decider that can be tested by itself', async () => {
  const decide = chain(append('two'), () => allow());
  const message = { content: 'one' } as ChannelFlowMessage;
  const context = { signal: new AbortController().signal, remainingTime: () => 1000 } as ChannelFlowContext;

  await expect(decide(message, context)).resolves.toEqual(update({ content: 'one two' }));
});

test.each<[string, () => unknown, string]>([
  ['no step', () => chain(), "'chain' must have at least one step, got none"],
  [
    'a step that is nothing',
    () => chain(undefined as never),
    'step 1 must be a decider or have one, got undefined',
  ],
  ['a number', () => chain(5 as never), 'step 1 must be a decider or have one, got 5'],
  [
    'a step without decide',
    () => chain(() => allow(), { onError: 'deny' } as never),
    'step 2 must be a decider or have one, got object',
  ],
  [
    'an unknown onError',
    () => chain({ decide: () => allow(), onError: 'skip' as never }),
    "'onError' of step 1 must be deny, allow or throw, got 'skip'",
  ],
  [
    'a timeout of 0',
    () => chain({ decide: () => allow(), timeout: 0 }),
    "'timeout' of step 1 must be milliseconds above 0, got 0",
  ],
])('a chain with %s fails when it is made', (_, make, message) => {
  expect(make).toThrow(message);
});

test.each([
  [
    'at once',
    () => {
      throw new Error('disk full');
    },
  ],
  ['later', async () => Promise.reject(new Error('disk full'))],
])('a logger that fails %s does not change what a step that failed leads to', async (_, error) => {
  const { client, inputs } = fakeClient();
  const { logger } = recordingLogger();
  const broken = { ...logger, error };
  const steps = chain({ decide: fail, onError: 'allow' }, append('two'));
  const running = channelFlowProcessor(steps, { client, logger: broken })(event, lambdaContext());
  await Promise.all([running, jest.runAllTimersAsync()]);

  expect(inputs[0]?.ChannelMessage.Content).toBe('one two');
});

test.each<[string, Decider, string]>([
  ['throws', fail, 'step 2: the decider failed with Error'],
  [
    'returns nothing',
    (() => undefined) as unknown as Decider,
    "step 2: 'decide' must return allow(), deny() or update(), got undefined",
  ],
  [
    'empties the content',
    () => update({ content: '' }),
    "step 2: 'content' must have 1 to 4096 bytes, got 0",
  ],
  ['is a chain whose first step fails', chain(fail), 'step 2: step 1: the decider failed with Error'],
])('the error of a step that %s names the step', async (_, step, message) => {
  const { settled } = await run([append('two'), step], 'throw');

  expect(settled).toMatchObject({ status: 'rejected', reason: { message } });
});

test('the error of a step keeps the place where it was thrown', async () => {
  const { settled } = await run([append('two'), fail], 'throw');

  const { stack } = (settled as PromiseRejectedResult).reason as Error;
  expect(stack).toMatch(/^ChannelFlowProcessorError: step 2: the decider failed with Error\n\s+at /);
});
