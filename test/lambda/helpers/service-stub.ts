import { bodyOf, reset, type SdkRequest, type SdkResponse, toResponse } from '../../matrix/wire';

/** A call as a client sends it. */
export interface ReceivedCall {
  readonly operation: string;
  /** The ARNs of the path, decoded. */
  readonly path: string[];
  readonly query: Record<string, string>;
  readonly body: Record<string, unknown>;
  readonly bearer?: string;
}

/** An error from the service, or a connection that ends without a response. */
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

/** Both services behind one endpoint, with the responses that a test sets. */
export class ServiceStub {
  readonly endpoint = 'http://stub.test';
  readonly calls: ReceivedCall[] = [];
  private readonly scripts = new Map<string, Script>();

  /** The names of the calls that arrived, in order. */
  get operations(): string[] {
    return this.calls.map((call) => call.operation);
  }

  /** Sets how an operation responds: always the same way, or depending on the call and the number of earlier ones. */
  on(operation: string, script: Script): this {
    this.scripts.set(operation, script);
    return this;
  }

  clear(): void {
    this.calls.length = 0;
    this.scripts.clear();
  }

  async answer(request: SdkRequest): Promise<SdkResponse> {
    const call = readCall(request);
    const index = this.operations.filter((operation) => operation === call.operation).length;
    this.calls.push(call);
    const script = this.scripts.get(call.operation) ?? { error: 'UnexpectedCallException', status: 400 };
    const reply = await (typeof script === 'function' ? script(call, index) : script);
    if (reply === 'reset') throw reset();
    return toResponse(toHttp(reply));
  }
}

function readCall(request: SdkRequest): ReceivedCall {
  const { method, path: requested, headers, query = {} } = request;
  const route = ROUTES.find(([, verb, pattern]) => verb === method && pattern.test(requested));
  const operation = query.operation === 'untag-resource' ? 'UntagResource' : (route?.[0] ?? 'unknown');
  const path = (route?.[2].exec(requested) ?? []).slice(1).map(decodeURIComponent);
  const text = bodyOf(request).toString();
  return {
    operation,
    path,
    query: query as Record<string, string>,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    bearer: headers['x-amz-chime-bearer'],
  };
}

function toHttp(reply: Exclude<Reply, 'reset'>) {
  const requestId = { 'x-amzn-requestid': 'service-request-1' };
  if (!('error' in reply)) return { statusCode: 200, headers: requestId, body: JSON.stringify(reply) };
  const {
    error,
    status = STATUS[error] ?? 400,
    message = `told ${error}`,
  } = reply as Exclude<Refusal, 'reset'>;
  const headers = { ...requestId, 'x-amzn-errortype': error };
  return { statusCode: status, headers, body: JSON.stringify({ Code: error, Message: message }) };
}

const STATUS: Record<string, number> = {
  AccessDeniedException: 403,
  ConflictException: 409,
  ForbiddenException: 403,
  NotFoundException: 404,
  ServiceFailureException: 500,
  ThrottledClientException: 429,
};
