/** Sends cases with the AWS SDK for JavaScript. */
import * as identity from '@aws-sdk/client-chime-sdk-identity';
import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import type { Case } from './cases';
import type { Answer, NotSent } from './check';
import type { Clients } from './endpoint';
import type { ServiceName } from './service-model';

/** The part of a client that is used here; the two services' clients have no common type. */
interface AnyClient {
  readonly middlewareStack: { clone(): Middlewares };
  send(command: AnyCommand): Promise<{ readonly $metadata: unknown }>;
}
interface AnyCommand {
  readonly middlewareStack: Middlewares;
}
interface Middlewares {
  add(middleware: Middleware, options: object): void;
}
type Middleware = (next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>;
interface Args {
  readonly request: { body?: string | Uint8Array };
}
interface Result {
  readonly response: HttpResponse;
}
interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

const COMMANDS = { messaging, identity } as unknown as Readonly<
  Record<ServiceName, Readonly<Record<string, new (input: unknown) => AnyCommand>>>
>;

export async function sendWithSdk(clients: Clients, cases: readonly Case[]): Promise<(Answer | NotSent)[]> {
  const answers: (Answer | NotSent)[] = [];
  for (const test of cases) answers.push(await send(clients[test.service] as unknown as AnyClient, test));
  return answers;
}

async function send(client: AnyClient, test: Case): Promise<Answer | NotSent> {
  const command = new COMMANDS[test.service][`${test.operation}Command`]!(withTimes(test.input));
  let wire: Omit<Answer, 'output' | 'errorName'> | undefined;
  command.middlewareStack.add(removing(test.withoutMember), { step: 'build', priority: 'high' });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      wire = await recorded(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  try {
    const { $metadata, ...output } = await client.send(command);
    return { ...wire!, output: JSON.parse(JSON.stringify(output)) as unknown };
  } catch (error) {
    return wire ? { ...wire, errorName: (error as Error).name } : { reason: String(error) };
  }
}

/** Removes a member that the client filled in from the body. */
function removing(member: string | undefined): Middleware {
  return (next) => (args) => {
    if (member !== undefined) {
      const body = JSON.parse(String(args.request.body)) as Record<string, unknown>;
      delete body[member];
      args.request.body = JSON.stringify(body);
    }
    return next(args);
  };
}

async function recorded(response: HttpResponse): Promise<Omit<Answer, 'output' | 'errorName'>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  response.body = Buffer.concat(chunks);
  const { statusCode, headers } = response;
  return {
    statusCode,
    errorType: headers['x-amzn-errortype']?.split(':')[0],
    requestId: headers['x-amzn-requestid'],
    body: Buffer.concat(chunks).toString(),
  };
}

/** An input as the SDK expects it: JSON has no type for times. */
function withTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  const time = (value as { $timestamp?: number }).$timestamp;
  if (time !== undefined) return new Date(time * 1000);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTimes(item)]));
}
