import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response as CloudFormation reads it. */
export interface ReceivedAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Record<string, string>;
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
}

/** Receives the responses that are sent to ResponseURLs. */
export class AnswerBox {
  readonly bodies: string[] = [];
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  /** The status of the next responses; 0 ends the connection. */
  readonly statuses: number[] = [];
  /** Called when a request has arrived, before the response. */
  onRequest?: () => void;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.onRequest?.();
        const status = this.statuses.shift() ?? 200;
        if (status === 0) return request.socket.destroy();
        this.headers.push(request.headers);
        if (status === 200) this.bodies.push(Buffer.concat(chunks).toString());
        return response.writeHead(status).end();
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer?X-Amz-Signature=secret-signature`;
  }

  get answers(): ReceivedAnswer[] {
    return this.bodies.map((body) => JSON.parse(body) as ReceivedAnswer);
  }

  clear(): void {
    this.bodies.length = 0;
    this.headers.length = 0;
    this.statuses.length = 0;
    this.onRequest = undefined;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
