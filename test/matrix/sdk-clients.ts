import { ChimeSDKIdentityClient } from '@aws-sdk/client-chime-sdk-identity';
import { ChimeSDKMessagingClient, ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SdkRequest, SdkResponse } from './wire';
import { identity, messagingClient } from '../../lambda/chime';

export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** The options for sending a request. */
export interface HandleOptions extends SendOptions {
  /** How long the client waits for more of a response while nothing arrives, in milliseconds. */
  readonly socketTimeout?: number;
}

export interface Command {
  readonly input: object;
}

/** Replaces the services behind the clients of this process. */
export interface Services {
  /**
   * Handles a client's command.
   *
   * @param sendByClient does what the client would: it writes a request and reads the response
   */
  send(command: Command, options: SendOptions, sendByClient: () => Promise<unknown>): Promise<unknown>;
  /** Handles a client's request. */
  handle(request: SdkRequest, options: HandleOptions): Promise<{ readonly response: SdkResponse }>;
}

interface Client {
  send(command: Command, options: SendOptions): Promise<unknown>;
}

const CLIENTS = [ChimeSDKMessagingClient, ChimeSDKIdentityClient, S3Client].map(
  ({ prototype }) => prototype as unknown as Client,
);

/** The original behavior of clients, by class. */
const SENDS = CLIENTS.map((client) => client.send);

/** Receives everything that the clients of this process send, without sockets; replaces any earlier receiver. */
export function takeCalls(services: Services): void {
  NodeHttpHandler.prototype.handle = async function (
    this: { readonly configProvider: Promise<{ socketTimeout?: number }> },
    request: SdkRequest,
    options: SendOptions = {},
  ) {
    const { socketTimeout } = await this.configProvider;
    return services.handle(request, { ...options, socketTimeout });
  } as unknown as NodeHttpHandler['handle'];
  CLIENTS.forEach((client, index) => {
    client.send = async function (command, options = {}) {
      return services.send(command, options, async () => SENDS[index]!.call(this, command, options));
    };
  });
}

/** Clients load and read things on their first call, which takes real time, in which a virtual clock would run on. */
export async function warmUp(): Promise<void> {
  NodeHttpHandler.prototype.handle = async () => Promise.reject(new Error('there is no service yet'));
  const { client, sdk } = identity();
  for (const { config } of [messagingClient(), client]) {
    // No one here checks signatures, and creating them takes a quarter of the time of a call.
    config.signer = async () => ({ sign: async (request) => Promise.resolve(request) });
  }
  await Promise.allSettled([
    messagingClient().send(new ListChannelFlowsCommand({ AppInstanceArn: 'arn' })),
    client.send(new sdk.ListAppInstancesCommand({})),
  ]);
}
