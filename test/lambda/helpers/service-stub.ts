import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it came over the wire. */
export interface ReceivedCall {
  readonly operation: string;
  /** The ARNs of the path, decoded. */
  readonly path: string[];
  readonly query: Record<string, string>;
  readonly body: Record<string, unknown>;
  readonly bearer?: string;
}

/** A refusal of the service, or a connection that ends without an answer. */
export type Refusal =
  { readonly error: string; readonly status?: number; readonly message?: string } | 'reset';

type Reply = Refusal | object;
type Script = Reply | ((call: ReceivedCall, index: number) => Reply | Promise<Reply>);

const STREAMING = /^\/app-instances\/([^/]+)\/streaming-configurations$/;

const ROUTES: [operation: string, method: string, pattern: RegExp][] = [
  ['CreateChannelFlow', 'POST', /^\/channel-flows$/],
  ['ListChannelFlows', 'GET', /^\/channel-flows$/],
  ['DescribeChannelFlow', 'GET', /^\/channel-flows\/([^/]+)$/],
  ['UpdateChannelFlow', 'PUT', /^\/channel-flows\/([^/]+)$/],
  ['DeleteChannelFlow', 'DELETE', /^\/channel-flows\/([^/]+)$/],
  ['ListChannelsAssociatedWithChannelFlow', 'GET', /^\/channels$/],
  ['DescribeChannel', 'GET', /^\/channels\/([^/]+)$/],
  ['AssociateChannelFlow', 'PUT', /^\/channels\/([^/]+)\/channel-flow$/],
  ['DisassociateChannelFlow', 'DELETE', /^\/channels\/([^/]+)\/channel-flow\/([^/]+)$/],
  ['ListTagsForResource', 'GET', /^\/tags$/],
  ['TagResource', 'POST', /^\/tags$/],
  ['DescribeAppInstanceAdmin', 'GET', /^\/app-instances\/([^/]+)\/admins\/([^/]+)$/],
  ['ListAppInstances', 'GET', /^\/app-instances$/],
  ['GetMessagingStreamingConfigurations', 'GET', STREAMING],
  ['PutMessagingStreamingConfigurations', 'PUT', STREAMING],
];

/** Both services behind one port, answering what a test says. */
export class ServiceStub {
  readonly calls: ReceivedCall[] = [];
  private readonly scripts = new Map<string, Script>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.receive(request).then((reply) => {
        if (reply === 'reset') return request.socket.destroy();
        const { status, headers, body } = toHttp(reply);
        return response.writeHead(status, headers).end(body);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The names of the calls that came, in order. */
  get operations(): string[] {
    return this.calls.map((call) => call.operation);
  }

  /** Says what an operation answers: always the same, or depending on the call and how many came before. */
  on(operation: string, script: Script): this {
    this.scripts.set(operation, script);
    return this;
  }

  clear(): void {
    this.calls.length = 0;
    this.scripts.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage): Promise<Reply> {
    const call = await readCall(request);
    const index = this.operations.filter((operation) => operation === call.operation).length;
    this.calls.push(call);
    const script = this.scripts.get(call.operation) ?? { error: 'UnexpectedCallException', status: 400 };
    return typeof script === 'function' ? script(call, index) : script;
  }
}

async function readCall(request: IncomingMessage): Promise<ReceivedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', 'http://stub');
  const query = Object.fromEntries(url.searchParams);
  const route = ROUTES.find(([, method, pattern]) => method === request.method && pattern.test(url.pathname));
  const operation = query.operation === 'untag-resource' ? 'UntagResource' : (route?.[0] ?? 'unknown');
  const path = (route?.[2].exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
  const bearer = request.headers['x-amz-chime-bearer'] as string | undefined;
  return { operation, path, query, body: text ? (JSON.parse(text) as Record<string, unknown>) : {}, bearer };
}

function toHttp(reply: Exclude<Reply, 'reset'>) {
  const requestId = { 'x-amzn-requestid': 'service-request-1' };
  if (!('error' in reply)) return { status: 200, headers: requestId, body: JSON.stringify(reply) };
  const {
    error,
    status = STATUS[error] ?? 400,
    message = `told ${error}`,
  } = reply as Exclude<Refusal, 'reset'>;
  const headers = { ...requestId, 'x-amzn-errortype': error };
  return { status, headers, body: JSON.stringify({ Code: error, Message: message }) };
}

const STATUS: Record<string, number> = {
  AccessDeniedException: 403,
  ConflictException: 409,
  ForbiddenException: 403,
  NotFoundException: 404,
  ServiceFailureException: 500,
  ThrottledClientException: 429,
};
