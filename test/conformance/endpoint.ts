/** The endpoint for the cases: an emulator that is started for them, another endpoint, or AWS. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChimeSDKIdentityClient } from '@aws-sdk/client-chime-sdk-identity';
import { ChimeSDKMessagingClient } from '@aws-sdk/client-chime-sdk-messaging';
import type { Options } from './options';
import { ChimeMessagingEmulator } from '../../testing/emulator';

export interface Clients {
  readonly messaging: ChimeSDKMessagingClient;
  readonly identity: ChimeSDKIdentityClient;
}

export interface Endpoint {
  /** `undefined` means AWS. */
  readonly url: string | undefined;
  readonly region: string;
  /** For processes that send requests to it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clients: Clients;
  readonly callbackIdFor?: (messageId: string) => Promise<string>;
  close(): Promise<void>;
}

/** How long the emulator can take to invoke a processor, in milliseconds: far longer than it does. */
const PATIENCE = 10_000;

/** Any credentials work here. */
const DUMMY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

export async function openEndpoint({ target, region, functionArn }: Options): Promise<Endpoint> {
  return target === 'emulator' ? startEmulator(region, functionArn) : reachOther(target, region);
}

async function startEmulator(region: string, functionArn: string): Promise<Endpoint> {
  const emulator = await ChimeMessagingEmulator.start({ region });
  const callbackIds = new Map<string, string>();
  emulator.useProcessorFunction(functionArn, async ({ CallbackId, ChannelMessage }) => {
    callbackIds.set(ChannelMessage.MessageId, CallbackId);
  });
  const clients = newClients({ endpoint: emulator.endpoint, region, credentials: DUMMY });
  return {
    url: emulator.endpoint,
    region,
    environment: { ...process.env, ...emulator.environment },
    clients,
    async callbackIdFor(messageId) {
      const deadline = Date.now() + PATIENCE;
      while (Date.now() < deadline) {
        const callbackId = callbackIds.get(messageId);
        if (callbackId !== undefined) return callbackId;
        await sleep(1);
      }
      throw new Error(`the processor got no callback id for message ${messageId} in ${PATIENCE / 1000} s`);
    },
    async close() {
      destroy(clients);
      await emulator.close();
    },
  };
}

async function reachOther(target: string, region: string): Promise<Endpoint> {
  const endpoint = target === 'aws' ? undefined : target;
  const clients = newClients({ endpoint, region });
  return {
    url: endpoint,
    region,
    environment: process.env,
    clients,
    close: async () => destroy(clients),
  };
}

function newClients(config: {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly credentials?: typeof DUMMY;
}): Clients {
  const all = { ...config, maxAttempts: 1 };
  return { messaging: new ChimeSDKMessagingClient(all), identity: new ChimeSDKIdentityClient(all) };
}

function destroy({ messaging, identity }: Clients): void {
  messaging.destroy();
  identity.destroy();
}
