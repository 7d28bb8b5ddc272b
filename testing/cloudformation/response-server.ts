import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { responseHost } from '../cloud/lambda';
import { listen, portOf, stop, type HttpAnswer, type HttpRequest } from '../http';

/** The longest response that CloudFormation reads, in bytes. */
const MAXIMUM_BYTES = 4096;

/** Accepts the responses of custom resources: each request has its own URL, which can't be guessed. */
export class ResponseServer {
  private readonly expected = new Map<string, (body: string | undefined) => void>();
  private listening?: Promise<Server>;

  /**
   * Opens a URL for one response; further responses are accepted and ignored.
   *
   * @param onResponse receives `undefined` for a response that exceeds the limit
   */
  public async expect(onResponse: (body: string | undefined) => void): Promise<string> {
    this.listening ??= this.listen();
    const port = portOf(await this.listening);
    const path = `/${randomBytes(32).toString('hex')}`;
    this.expected.set(path, (body) => {
      this.expected.set(path, () => {});
      onResponse(body);
    });
    return `https://${responseHost(port)}${path}`;
  }

  public async close(): Promise<void> {
    const server = await this.listening;
    this.listening = undefined;
    if (server) await stop(server);
  }

  private async listen(): Promise<Server> {
    const server = await listen(0, {
      onRequest: (request) => Promise.resolve(this.receive(request)),
      onHandshake: () => Promise.resolve(reply(403)),
      onMalformed: () => reply(400),
    });
    return server.unref();
  }

  private receive({ method, path, body }: HttpRequest): HttpAnswer {
    const accept = this.expected.get(path);
    if (method !== 'PUT' || !accept) return reply(403);
    // the storage behind the URL accepts a response of any length, but CloudFormation does not read it
    accept(body !== undefined && body.length <= MAXIMUM_BYTES ? body.toString() : undefined);
    return reply(200);
  }
}

/** Closes the connection, which would otherwise keep this process from ending. */
function reply(statusCode: number): HttpAnswer {
  return { statusCode, headers: { connection: 'close' }, body: '' };
}
