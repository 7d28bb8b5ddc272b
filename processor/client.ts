import { createRequire } from 'node:module';
import { ChannelFlowProcessorError, label } from './error';
import type { WireFields } from './wire';

/** The input of the `ChannelFlowCallback` operation. */
export interface ChannelFlowCallbackInput {
  readonly CallbackId: string;
  readonly ChannelArn: string;
  readonly DeleteResource?: boolean;
  readonly ChannelMessage: WireFields & { readonly MessageId: string; readonly SubChannelId?: string };
}

/** A `ChannelFlowCallbackCommand`. */
export interface CallbackCommand {
  readonly input: ChannelFlowCallbackInput;
}

/** What the runtime needs of a `ChimeSDKMessagingClient`. */
export interface CallbackClient {
  send(command: CallbackCommand, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** Makes one callback. */
export type Send = (input: ChannelFlowCallbackInput, abortSignal: AbortSignal) => Promise<unknown>;

/**
 * Loads the SDK once, when it is first asked for: importing it takes longer than everything else in a cold start, and
 * can go on while the first message is being decided.
 */
export function connector(given?: CallbackClient): () => Promise<Send> {
  let connection: Promise<Send> | undefined;
  return async () => (connection ??= connect(given));
}

async function connect(given?: CallbackClient): Promise<Send> {
  const { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } = await loadSdk();
  // One attempt each, because only the caller knows how long retries may take.
  const client: CallbackClient = given ?? new ChimeSDKMessagingClient({ maxAttempts: 1 });
  return async (input, abortSignal) =>
    client.send(new ChannelFlowCallbackCommand(input) as CallbackCommand, { abortSignal });
}

type Sdk = typeof import('@aws-sdk/client-chime-sdk-messaging');

const SDK = '@aws-sdk/client-chime-sdk-messaging';

async function loadSdk(): Promise<Sdk> {
  // Bundlers look for the name in so many words; Node.js looks at NODE_PATH, where the Lambda runtime keeps its SDK, in
  // `require` only.
  return import('@aws-sdk/client-chime-sdk-messaging')
    .catch(() => createRequire(`${process.cwd()}/index.js`)(SDK) as Sdk)
    .catch((error: unknown) => {
      const text = `${SDK} must be in the bundle or in the Lambda runtime, got ${label(error)}`;
      throw new ChannelFlowProcessorError('CallbackFailed', text);
    });
}
