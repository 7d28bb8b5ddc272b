import { ChimeSDKIdentityClient } from '@aws-sdk/client-chime-sdk-identity';
import { ChimeSDKMessagingClient, ListChannelFlowsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SdkRequest, SdkResponse } from './wire';
import { identity, messagingClient } from '../../lambda/chime';

export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** How a client sends a request. */
export interface HandleOptions extends SendOptions {
  /** How long the client waits for the rest of a response while nothing arrives, in milliseconds. */
  readonly socketTimeout?: number;
}

export interface Command {
  readonly input: object;
}

/** Whoever stands in for the services behind the clients of this process. */
export interface Services {
  /**
   * A command that a client gets.
   *
   * @param sendByClient what the client would do with it: write a request, and read the response
   */
  send(command: Command, options: SendOptions, sendByClient: () => Promise<unknown>): Promise<unknown>;
  /** A request that a client sends. */
  handle(request: SdkRequest, options: HandleOptions): Promise<{ readonly response: SdkResponse }>;
}

interface Client {
  send(command: Command, options: SendOptions): Promise<unknown>;
}

const CLIENTS = [ChimeSDKMessagingClient, ChimeSDKIdentityClient, S3Client].map(
  ({ prototype }) => prototype as unknown as Client,
);

/** What a client does by itself, by its class. */
const SENDS = CLIENTS.map((client) => client.send);

/** Takes what the clients of this process send, without sockets; from whoever took it before. */
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

/** What clients load and read at their first call takes real time, in which a virtual clock would run on. */
export async function warmUp(): Promise<void> {
  NodeHttpHandler.prototype.handle = async () => Promise.reject(new Error('there is no service yet'));
  const { client, sdk } = identity();
  for (const { config } of [messagingClient(), client]) {
    // Nobody here looks at signatures, whose making takes a quarter of the time of a call.
    config.signer = async () => ({ sign: async (request) => Promise.resolve(request) });
  }
  await Promise.allSettled([
    messagingClient().send(new ListChannelFlowsCommand({ AppInstanceArn: 'arn' })),
    client.send(new sdk.ListAppInstancesCommand({})),
  ]);
}
