/**
 * The code of every processor in the matrix. The content of a message says what goes wrong while it is processed, its
 * metadata who calls back for it: code without the runtime, or the runtime with one of its `onError` settings. Anything
 * not listed here goes wrong elsewhere, and is processed normally.
 */
import {
  channelFlowProcessor,
  update,
  type ChannelFlowEvent,
  type ChannelFlowHandler,
  type Decision,
  type LambdaContext,
  type OnError,
} from 'cdk-chime-sdk-messaging/processor';

const forever = () => new Promise<void>((resolve) => setTimeout(resolve, 3_600_000));

/** Failures before there is a decision. */
const failures: Record<string, () => unknown> = {
  'throws synchronously': () => {
    throw new Error('on purpose');
  },
  rejects: () => Promise.reject(new Error('on purpose')),
  'throws a non-Error': () => {
    throw 'on purpose';
  },
  'never resolves': () => new Promise(() => {}),
  'exceeds its timeout': forever,
  'blocks the event loop': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  'process killed': () => {
    process.kill(process.pid, 'SIGKILL');
    return forever();
  },
  'out of memory': () => {
    const hoard: unknown[] = [];
    for (;;) hoard.push(new Array(4_000_000).fill(hoard.length + 0.5));
  },
};

/** The behavior of code that calls back by itself. */
const courses: Record<string, (event: ChannelFlowEvent) => Promise<unknown>> = {
  'returns without a callback': async () => undefined,
  'calls back twice': async (event) => {
    await callBack(event);
    await callBack(event);
  },
  'throws after its callback': async (event) => {
    await callBack(event);
    throw new Error('on purpose');
  },
};

/** The SDK is loaded late, because most messages here do not need it. */
async function callBack({ CallbackId, ChannelMessage: { MessageId, ChannelArn } }: ChannelFlowEvent) {
  const { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } =
    await import('@aws-sdk/client-chime-sdk-messaging');
  const client = new ChimeSDKMessagingClient();
  const message = { MessageId, Content: 'processed' };
  await client.send(new ChannelFlowCallbackCommand({ CallbackId, ChannelArn, ChannelMessage: message }));
}

async function work(event: ChannelFlowEvent): Promise<unknown> {
  const { Content: course } = event.ChannelMessage;
  await failures[course]?.();
  return (courses[course] ?? callBack)(event);
}

async function decide({ content }: { readonly content: string }): Promise<Decision> {
  await failures[content]?.();
  return content === 'returns no decision' ? (undefined as never) : update({ content: 'processed' });
}

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const withRuntime = (onError: OnError): ChannelFlowHandler => {
  const process = channelFlowProcessor(decide, { onError, logger });
  return async (event, context) => process(event, hurried(context));
};

/**
 * A decider has the function's time, minus a margin; here, it is told that it has one second. This way, the test need
 * not wait for the timeout, and the code after the decision has enough time on a busy machine.
 */
function hurried(context: LambdaContext): LambdaContext {
  let isDecided = false;
  return {
    ...context,
    getRemainingTimeInMillis() {
      if (isDecided) return context.getRemainingTimeInMillis();
      isDecided = true;
      return 1000;
    },
  };
}

const runtimes: Record<string, ChannelFlowHandler> = {
  deny: withRuntime('deny'),
  allow: withRuntime('allow'),
  throw: withRuntime('throw'),
};

export const handler: ChannelFlowHandler = async (event, context) => {
  const runtime = runtimes[String(event.ChannelMessage.Metadata)];
  return (runtime ?? work)(event, context) as ReturnType<ChannelFlowHandler>;
};

/**
 * Not declared `async`, so that it can throw synchronously, and so that Lambda can't distinguish it from a handler with
 * a callback.
 */
export const plainHandler = (event: ChannelFlowEvent): unknown =>
  failures[event.ChannelMessage.Content]?.() ?? work(event);
