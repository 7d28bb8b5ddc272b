import { Readable } from 'node:stream';
import { ChimeSDKMessagingServiceException } from '@aws-sdk/client-chime-sdk-messaging';
import { ERRORS } from './faults';
import type { ChimeMessagingEmulator, OperationName, ServiceError } from '../../testing/emulator';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../../testing/http/server';

/** The part of an SDK request that is used. */
export interface SdkRequest {
  readonly hostname?: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
}

/** The possible outcomes of one call, in terms of the sender. */
export interface Exchange<T> {
  readonly answer: () => Promise<T>;
  /** An error of the service, without doing the work. */
  readonly refuse: (error: string) => T | Promise<T>;
  /** The part of a damaged response that arrives. */
  readonly damage: (kind: string, response: T) => T;
}

/** A call that an SDK client writes, and whose response it reads. */
export function throughClient(emulator: ChimeMessagingEmulator, request: SdkRequest): Exchange<SdkResponse> {
  return { answer: async () => answerOf(emulator, request), refuse: errorResponse, damage };
}

/** A call with the result that a client would return for the response, unless that is damaged. */
export function pastClient(
  emulator: ChimeMessagingEmulator,
  operation: OperationName,
  input: object,
): Exchange<object> {
  return {
    answer: async () => {
      const sent = Object.entries(input).filter(([, value]) => value !== undefined);
      try {
        return withDates(await emulator.call(operation, Object.fromEntries(sent) as never));
      } catch (error) {
        const { name, message, statusCode } = error as ServiceError;
        throw errorOfClient(name, statusCode, message);
      }
    },
    refuse: (name) => {
      throw errorOfClient(name, ERRORS[name]!, 'as injected');
    },
    damage: (kind) => {
      throw new Error(`only a client can read a response that is '${kind}'`);
    },
  };
}

/** A connection that ends too early. */
export function reset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

async function answerOf(emulator: ChimeMessagingEmulator, request: SdkRequest): Promise<SdkResponse> {
  return toResponse((await askFrontEnd(emulator, request)) as HttpAnswer);
}

/** The emulator's response to a request, including its own faults of the connection. */
export async function askFrontEnd(
  emulator: ChimeMessagingEmulator,
  request: SdkRequest,
): Promise<Awaited<ReturnType<HttpHandler>>> {
  const { frontEnd } = emulator as unknown as { frontEnd: { answer: HttpHandler } };
  return frontEnd.answer(toHttpRequest(request, { host: 'localhost' })); // the emulator refuses any other host
}

export function queryOf({ query = {} }: SdkRequest): URLSearchParams {
  return new URLSearchParams(Object.entries(query) as [string, string][]);
}

/** A request as a server receives it. */
export function toHttpRequest(request: SdkRequest, moreHeaders: Record<string, string> = {}): HttpRequest {
  const { method, path } = request;
  const names = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    protocol: 'http',
    method,
    path,
    query: queryOf(request),
    headers: { ...Object.fromEntries(names), ...moreHeaders },
    body: bodyOf(request),
  };
}

/** The SDK's byte arrays warn if they are used as strings. */
export function bodyOf({ body = '' }: SdkRequest): Buffer {
  return Buffer.from(typeof body === 'string' ? body : Uint8Array.from(body));
}

/** A response whose body the client reads as a stream, as it does with objects of Amazon S3. */
export function toStreamedResponse(answer: HttpAnswer): SdkResponse {
  const response = toResponse(answer);
  return { ...response, body: Readable.from([response.body]) };
}

export function toResponse({ statusCode, headers, body = '' }: HttpAnswer): SdkResponse {
  return { statusCode, headers: { ...headers }, body: Buffer.from(body) };
}

function errorResponse(name: string): SdkResponse {
  const body = { Code: name.replace('Exception', ''), Message: 'as injected' };
  return {
    statusCode: ERRORS[name]!,
    headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'injected' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function damage(kind: string, response: SdkResponse): SdkResponse {
  const body = Buffer.from(response.body as Uint8Array);
  switch (kind) {
    case 'cutOff':
      return { ...response, body: cutOff(body) };
    case 'stalled':
      return { ...response, body: stalled(body) };
    case 'torn':
      return { ...response, body: body.subarray(0, Math.floor(body.length / 2)) };
    case 'hollow':
      return response.statusCode < 300 ? { ...response, body: Buffer.from('{}') } : response;
    default:
      throw new Error(`there is no fault '${kind}'`);
  }
}

/** A body whose connection ends before it is complete. */
export function cutOff(body: Buffer): Readable {
  return new Readable({
    read() {
      this.push(body.subarray(0, Math.floor(body.length / 2)));
      this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });
}

/** A body whose connection stays open but delivers nothing after the first half. */
export function stalled(body: Buffer): Readable {
  const begun = new Readable({ read: () => undefined });
  begun.push(body.subarray(0, Math.floor(body.length / 2)));
  return begun;
}

function errorOfClient(name: string, httpStatusCode: number, message: string): Error {
  return new ChimeSDKMessagingServiceException({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode, requestId: 'direct' },
  });
}

/** Times are numbers on the wire, and dates for users of the SDK. */
function withDates(output: object): object {
  const members = Object.entries(output).map(([name, value]: [string, unknown]) => {
    if (name.endsWith('Timestamp')) return [name, new Date((value as number) * 1000)];
    const isStructure = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [name, isStructure ? withDates(value) : value];
  });
  return Object.fromEntries(members) as object;
}
