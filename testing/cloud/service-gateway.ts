import type { Server } from 'node:http';
import { foreignReason, listen, portOf, speakHttp2, stop, type HttpAnswer, type HttpRequest } from '../http';
import { absentService } from './absent-service';
import { serviceError } from './service-error';

/** Responds to the requests of one service. */
interface Api {
  answer(request: HttpRequest): Promise<HttpAnswer | undefined>;
}

/** Receives the calls of functions to all services without their own endpoint, so that no call leaves this machine. */
export class ServiceGateway {
  private listening?: Promise<Server>;
  private port?: number;

  public constructor(private readonly apis: readonly Api[]) {}

  /** Environment variables that send any AWS SDK or CLI here; none until it listens. */
  public get environment(): Record<string, string> {
    return this.port === undefined ? {} : { AWS_ENDPOINT_URL: `http://127.0.0.1:${this.port}` };
  }

  /** Starts to listen, unless it already does. */
  public async start(): Promise<void> {
    this.listening ??= this.listen();
    this.port = portOf(await this.listening);
  }

  public async close(): Promise<void> {
    const server = await this.listening;
    this.port = undefined;
    if (server) await stop(server);
  }

  private async listen(): Promise<Server> {
    const server = await listen(0, {
      onRequest: (request) => this.answer(request),
      onHandshake: async () => ({ statusCode: 404, headers: {}, body: '' }),
      onMalformed: () => ({ statusCode: 400, headers: {}, body: '' }),
    });
    speakHttp2(server);
    return server;
  }

  /** Signatures are not verified, so only the headers distinguish the requests of websites from those of functions. */
  private async answer(request: HttpRequest): Promise<HttpAnswer> {
    const foreign = foreignReason(request, {});
    if (foreign !== undefined) {
      return serviceError(request, { statusCode: 403, code: 'AccessDeniedException', message: foreign });
    }
    if (!isEncoded(request.path)) {
      const message = 'the path is not properly encoded';
      return serviceError(request, { statusCode: 400, code: 'InvalidURI', message });
    }
    for (const api of this.apis) {
      const answer = await api.answer(request);
      if (answer) return answer;
    }
    return absentService(request);
  }
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
