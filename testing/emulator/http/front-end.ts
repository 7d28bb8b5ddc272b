import { randomUUID } from 'node:crypto';
import { clientClock } from './client-clock';
import { damaged, damageOf, type TakeOver } from './damage';
import { Quotas } from './quotas';
import { accessKeyIdOf, inputOf } from './request';
import { route } from './router';
import { signatureOf } from './signature';
import { verifySignature } from './verify-signature';
import {
  CLOSE_CODE,
  foreignReason,
  isPreflight,
  preflightAnswer,
  readableBy,
  type HttpAnswer,
  type HttpRequest,
  type WebSocketConnection,
} from '../../http';
import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import type { Log, RequestRecord } from '../events';
import type { Faults, Strike } from '../faults';
import { PREFETCH_ORDERS, type MessagingSessions, type SessionRequest } from '../messages';
import { type OperationName, operationNamed } from '../operations';
import type { AuthorizationRequest, RequestAuthorizer } from '../request-authorizer';
import type { Service } from '../service';
import { badRequest, forbidden, messageOf, ServiceError } from '../service-error';

/** The response headers that matter, to SDKs in web pages as well. */
const REQUEST_ID_HEADER = 'x-amzn-requestid';
const ERROR_TYPE_HEADER = 'x-amzn-errortype';

/** The path that all messaging clients connect to; it is built into them. */
const SESSIONS_PATH = '/connect';

export interface FrontEndOptions {
  readonly service: Service;
  readonly behavior: EmulatorBehavior;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly sessions: MessagingSessions;
  readonly log: Log<RequestRecord>;
  /** The websites whose pages may send requests. */
  readonly allowedOrigins: readonly string[];
}

/** The details of a request, collected while it is processed. */
interface Exchange {
  readonly requestId: string;
  readonly accessKeyId: string | undefined;
  readonly at: number;
  operation?: string;
  input: Record<string, unknown>;
  strike?: Strike;
}

/** The outcome of a request, before it is sent. */
type Outcome = { readonly statusCode: number; readonly output: object } | { readonly error: ServiceError };

/** Responds to HTTP requests of both services. */
export class FrontEnd {
  public authorizer: RequestAuthorizer | undefined;
  private readonly quotas: Quotas;

  public constructor(private readonly options: FrontEndOptions) {
    this.quotas = new Quotas(options.behavior, options.clock);
  }

  /** `undefined` drops the connection. */
  public async answer(request: HttpRequest): Promise<HttpAnswer | TakeOver | undefined> {
    const { allowedOrigins } = this.options;
    const foreign = foreignReason(request, { allowedOrigins });
    if (foreign === undefined && isPreflight(request, allowedOrigins)) return preflightAnswer(request);
    const exchange = this.begin(request);
    if (foreign !== undefined) return this.refuse(exchange, forbidden(foreign));
    const clock = clientClock(request, this.options.clock); // the clock as of now: the emulator's may move in the meantime
    const outcome = await this.outcomeOf(exchange, request);
    if (outcome === 'dropped') return undefined;
    const answer = dated(toAnswer(exchange.requestId, outcome), clock.now());
    const exposed = [REQUEST_ID_HEADER, ERROR_TYPE_HEADER];
    return damaged(readableBy(request, allowedOrigins, answer, exposed), exchange.strike);
  }

  /** Begins a WebSocket session, or refuses the handshake. */
  public async connect(
    request: HttpRequest,
  ): Promise<HttpAnswer | ((connection: WebSocketConnection) => void)> {
    const exchange = this.begin(request);
    const foreign = foreignReason(request, { allowedOrigins: this.options.allowedOrigins });
    if (foreign !== undefined) return this.refuse(exchange, forbidden(foreign));
    try {
      const wanted = await this.sessionOf(exchange, request);
      this.record(exchange, { statusCode: 101, output: {} });
      return (connection) => void this.options.sessions.begin(wanted, connection);
    } catch (error) {
      const refused = toServiceError(error);
      const answer = this.refuse(exchange, refused);
      // A browser can't see why a handshake failed, and its client would retry forever.
      if (request.path !== SESSIONS_PATH) return answer;
      return (connection) => connection.close(CLOSE_CODE.unauthorized, refused.message);
    }
  }

  private refuse(exchange: Exchange, error: ServiceError): HttpAnswer {
    this.record(exchange, { error });
    return toAnswer(exchange.requestId, { error });
  }

  private begin(request: HttpRequest): Exchange {
    return {
      requestId: randomUUID(),
      accessKeyId: accessKeyIdOf(request),
      at: this.options.clock.now(),
      input: {},
    };
  }

  /** The session that a handshake asks for. */
  private async sessionOf(exchange: Exchange, request: HttpRequest): Promise<SessionRequest> {
    const { method, path, query } = request;
    if (method !== 'GET' || path !== SESSIONS_PATH) {
      throw new ServiceError('NotFoundException', `sessions are at GET ${SESSIONS_PATH}`);
    }
    exchange.operation = 'Connect';
    exchange.input = { userArn: query.get('userArn'), sessionId: query.get('sessionId') };
    for (const parameter of ['userArn', 'sessionId']) {
      if (!exchange.input[parameter]) throw badRequest(`'${parameter}' is required`);
    }
    const prefetch = prefetchOf(query);
    const expiresAt = await this.authenticate(request);
    const { userArn, sessionId } = exchange.input as Readonly<Record<'userArn' | 'sessionId', string>>;
    this.authorize(exchange, 'Connect', [userArn]);
    if (!this.options.service.hasUser(userArn)) throw forbidden();
    return { userArn, sessionId, prefetch, expiresAt };
  }

  /** The result of a request, which is recorded as soon as it is known. */
  private async outcomeOf(exchange: Exchange, request: HttpRequest): Promise<Outcome | 'dropped'> {
    try {
      const found = route(request.method, request.path, request.query);
      exchange.operation = found?.operation;
      await this.authenticate(request);
      if (!found) throw new ServiceError('NotFoundException', 'no operation has this method and path');
      const name = found.operation;
      exchange.input = inputOf(operationNamed(name), found.members, request);
      return await this.options.service.idempotency.exclusively(name, exchange.input.ClientRequestToken, () =>
        this.work(exchange, name),
      );
    } catch (error) {
      const outcome = { error: toServiceError(error) };
      this.record(exchange, outcome);
      return outcome;
    }
  }

  private async work(exchange: Exchange, name: OperationName): Promise<Outcome | 'dropped'> {
    const { service, faults, clock } = this.options;
    exchange.strike = faults.strike(name, exchange.input);
    if (exchange.strike?.delay) await clock.delayResponse(exchange.strike.delay);
    if (exchange.strike?.reset) {
      this.record(exchange, 'dropped');
      return 'dropped';
    }
    if (exchange.strike?.error) throw exchange.strike.error;
    this.quotas.admit(name, exchange.input);
    const input = service.check(name, exchange.input);
    this.authorize(exchange, name, service.resources(name, input));
    service.checkDependents(name, input, ({ action, resource, context }) =>
      this.isAllowed({ accessKeyId: exchange.accessKeyId, action, resources: [resource], context }),
    );
    const outcome = { statusCode: operationNamed(name).statusCode, output: service.execute(name, input) };
    this.record(exchange, outcome); // before anyone who waits for its effects continues
    return outcome;
  }

  /**
   * Clients in functions follow the emulator's clock, and all others follow real time. If a test replaces `Date.now`,
   * the clients in its process follow that.
   *
   * @returns when the credentials expire, if ever
   * @throws ServiceError
   */
  private async authenticate(request: HttpRequest): Promise<number | undefined> {
    const { behavior, clock } = this.options;
    if (behavior.signatures === 'ignored') return undefined;
    const signature = signatureOf(request, [new Date(Date.now()), new Date(clock.now())]);
    const key = this.authorizer?.accessKey?.(signature.accessKeyId);
    if (!key) return undefined;
    await verifySignature(request, signature, key);
    if (key.expiresAt !== undefined && key.expiresAt <= clock.now()) {
      throw new ServiceError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
      );
    }
    return key.expiresAt;
  }

  private authorize({ accessKeyId }: Exchange, name: OperationName | 'Connect', resources: string[]): void {
    const action = `chime:${name}`;
    const decision = this.authorizer?.authorize({ accessKeyId, action, resources });
    if (!decision || decision.allowed) return;
    const message =
      decision.reason ?? `not authorized to perform: ${action} on resource: ${resources.join(', ')}`;
    throw new ServiceError('AccessDeniedException', message);
  }

  private isAllowed(request: AuthorizationRequest): boolean {
    return this.authorizer?.authorize(request).allowed ?? true;
  }

  private record(
    { operation, input, requestId, accessKeyId, at, strike }: Exchange,
    outcome: Outcome | 'dropped',
  ): void {
    const error = outcome !== 'dropped' && 'error' in outcome ? outcome.error : undefined;
    const statusCode =
      outcome === 'dropped' ? 0 : 'error' in outcome ? outcome.error.statusCode : outcome.statusCode;
    this.options.log.add({
      operation,
      input,
      statusCode,
      ...(error && { errorName: error.name, errorMessage: error.message }),
      requestId,
      ...(accessKeyId !== undefined && { accessKeyId }),
      ...(outcome !== 'dropped' && damageOf(strike, { statusCode })),
      at,
    });
  }
}

/** The data that a session begins with: none by default, or channels with unread messages first. */
function prefetchOf(query: URLSearchParams): SessionRequest['prefetch'] {
  const isWanted = chosen(query, 'prefetch-on', ['connect']) === 'connect';
  const order = chosen(query, 'prefetch-sort-by', PREFETCH_ORDERS) ?? 'unread';
  return isWanted ? { order } : undefined;
}

/** The value of an optional parameter that only accepts certain values. */
function chosen<T extends string>(query: URLSearchParams, name: string, values: readonly T[]): T | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const value = values.find((known) => known === given);
  if (value === undefined) throw badRequest(`'${name}' must be ${values.join(' or ')}, got '${given}'`);
  return value;
}

/** The response to anything that is not HTTP. */
export function malformed(): HttpAnswer {
  return toAnswer(randomUUID(), { error: badRequest('the request is not valid HTTP') });
}

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof URIError) return badRequest('the path is not properly encoded');
  return new ServiceError('ServiceFailureException', `the emulator failed: ${messageOf(error)}`);
}

/** Sets the `Date` header, for which Node.js would use real time. */
function dated(answer: HttpAnswer, at: number): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, date: new Date(at).toUTCString() } };
}

function toAnswer(requestId: string, outcome: Outcome): HttpAnswer {
  const headers = { 'content-type': 'application/json', [REQUEST_ID_HEADER]: requestId };
  if ('error' in outcome) {
    const { name, code, message, statusCode } = outcome.error;
    return {
      statusCode,
      headers: { ...headers, [ERROR_TYPE_HEADER]: name },
      body: JSON.stringify({ Code: code, Message: message }),
    };
  }
  const { statusCode, output } = outcome;
  return { statusCode, headers, body: statusCode === 204 ? undefined : JSON.stringify(output) };
}
