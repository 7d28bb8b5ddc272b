import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The longest answer that CloudFormation reads, in bytes. */
const MAXIMUM_BYTES = 4096;

/** Takes the answers of custom resources: each request has a URL of its own that nobody can guess. */
export class ResponseServer {
  private readonly expected = new Map<string, (body: string | undefined) => void>();
  private listening?: Promise<Server>;

  /**
   * Opens a URL for one response; further responses are accepted and ignored.
   *
   * @param onAnswer receives `undefined` for a response of more bytes than are read
   */
  public async expect(onAnswer: (body: string | undefined) => void): Promise<string> {
    this.listening ??= this.listen();
    const { port } = (await this.listening).address() as AddressInfo;
    const path = `/${randomBytes(32).toString('hex')}`;
    this.expected.set(path, (body) => {
      this.expected.set(path, () => {});
      onAnswer(body);
    });
    return `http://127.0.0.1:${port}${path}`;
  }

  public async close(): Promise<void> {
    const server = await this.listening;
    this.listening = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  private listen(): Promise<Server> {
    const server = createServer((request, response) => {
      // an upload that breaks off is no answer
      this.answer(request, response).catch(() => response.destroy());
    });
    server.unref();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = request.url!.split('?');
    const accept = this.expected.get(path);
    if (request.method !== 'PUT' || !accept) {
      response.writeHead(403).end();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAXIMUM_BYTES) chunks.push(chunk);
    }
    response.writeHead(200).end();
    // the storage behind the URL takes an answer of any length, only CloudFormation does not read it
    accept(size <= MAXIMUM_BYTES ? Buffer.concat(chunks).toString() : undefined);
  }
}
