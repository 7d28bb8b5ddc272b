import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import { ControlError, json, problem } from './answers';
import type { ControlledFunctions } from './functions';
import type { ControlRequest } from './resource';
import { resourcesOf } from './resources';
import type { ChimeMessagingEmulator } from '../emulator';
import {
  foreignReason,
  listen,
  portOf,
  requestsOnly,
  stop,
  type HttpAnswer,
  type HttpRequest,
} from '../http';
import { isObject } from '../inputs';

/** Options for `ControlApi.start`. */
export interface ControlApiOptions {
  /**
   * The port on the loopback interface.
   * @default 0 - any free port
   */
  readonly port?: number;
  readonly functions: ControlledFunctions;
}

/**
 * Tells tests in any language what happens on an emulator, and lets them change it: JSON over HTTP on the loopback
 * interface, for anyone who has the token. It ends with the emulator.
 */
export class ControlApi {
  public static async start(
    emulator: ChimeMessagingEmulator,
    options: ControlApiOptions,
  ): Promise<ControlApi> {
    const api = new ControlApi(resourcesOf(emulator, options.functions));
    api.server = await listen(options.port ?? 0, {
      onRequest: (request) => api.answer(request),
      ...requestsOnly(problem),
    });
    emulator.onClose(() => void stop(api.server));
    return api;
  }

  /** The token that requests carry in the Authorization header, after `Bearer`. */
  public readonly token = randomBytes(16).toString('hex');
  private server!: Server;

  private constructor(private readonly resources: ReturnType<typeof resourcesOf>) {}

  /** Such as `http://127.0.0.1:49153/v1`. */
  public get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}/v1`;
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer> {
    try {
      this.admit(request);
      const { resource, names } = this.find(request);
      return json(200, await resource({ names, query: request.query, body: bodyOf(request) }));
    } catch (error) {
      if (error instanceof ControlError) return problem(error.statusCode, error.message);
      return problem(500, `the emulator failed: ${(error as Error).message}`);
    }
  }

  private admit(request: HttpRequest): void {
    const foreign = foreignReason(request, {});
    if (foreign !== undefined) throw new ControlError(403, foreign);
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
    throw new ControlError(
      401,
      'the header Authorization must be Bearer and the token that the command prints',
    );
  }

  private find({ method, path }: HttpRequest) {
    const parts = path.split('/');
    for (const [route, resource] of this.resources) {
      const [wantedMethod, wantedPath] = route.split(' ') as [string, string];
      const wanted = wantedPath.split('/');
      const fits =
        wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i]);
      if (method === wantedMethod && fits) {
        return { resource, names: parts.filter((_, i) => wanted[i] === '*').map(decoded) };
      }
    }
    const known = [...this.resources.keys()].join(', ');
    throw new ControlError(404, `there is no ${method} ${path}: expected one of ${known}`);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ControlError(400, `the path must be properly encoded, got '${part}'`);
  }
}

function bodyOf({ body }: HttpRequest): ControlRequest['body'] {
  if (body === undefined) throw new ControlError(413, 'the body must be no larger than 1 MiB');
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (isObject(parsed)) return parsed;
  } catch {
    // reported below
  }
  throw new ControlError(400, 'the body must be a JSON object');
}
