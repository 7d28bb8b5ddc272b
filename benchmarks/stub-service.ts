import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APP_INSTANCE_ARN } from './programs/arns';

/** A service that accepts everything and responds as briefly as it can: the rest is the cost of the caller. */
export class StubService {
  public static async start(): Promise<StubService> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const isCreation = request.method === 'POST' && request.url === '/channel-flows';
        response.writeHead(isCreation ? 201 : 200, { 'content-type': 'application/json' });
        response.end(isCreation ? JSON.stringify({ ChannelFlowArn }) : '{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StubService(server);
  }

  private constructor(private readonly server: Server) {}

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The environment variables that direct an SDK to this service. */
  public get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_CHIME_SDK_MESSAGING: this.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'benchmark',
      AWS_SECRET_ACCESS_KEY: 'benchmark',
    };
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const ChannelFlowArn = `${APP_INSTANCE_ARN}/channel-flow/1`;
