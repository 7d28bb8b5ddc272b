import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { LocalIam } from './iam';
import { foreignReason, listen, portOf, stop, type HttpAnswer, type HttpRequest } from '../http';
import { element } from './xml-element';

/** The description of a stack that DescribeStacks returns. */
export interface StackDescription {
  readonly stackName: string;
  /** The ARN of the stack. */
  readonly stackId: string;
  /** For example `UPDATE_ROLLBACK_IN_PROGRESS`. */
  readonly stackStatus: string;
  readonly creationTime: Date;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Options for `CloudFormationApi`. */
export interface CloudFormationApiOptions {
  readonly iam: LocalIam;
  /** By name. */
  readonly stacks: ReadonlyMap<string, StackDescription>;
  /** The ARN of stacks with this name, whatever their ids. */
  readonly arnOf: (stackName: string) => string;
}

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/**
 * The part of CloudFormation's API that functions use to inspect their stack: `DescribeStacks`, in the AWS Query
 * protocol. The caller's policies must allow the action; signatures are not verified.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export class CloudFormationApi {
  private listening?: Promise<Server>;
  private port?: number;

  public constructor(private readonly options: CloudFormationApiOptions) {}

  /** Environment variables that send any AWS SDK or CLI here; none until the API listens. */
  public get environment(): Record<string, string> {
    return this.port === undefined
      ? {}
      : { AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${this.port}` };
  }

  /** Starts to listen, unless it already does. */
  public async start(): Promise<void> {
    this.listening ??= listen(0, {
      onRequest: (request) => Promise.resolve(this.answer(request)),
      onHandshake: () => Promise.resolve(toAnswer(invalid('InvalidAction', 'there are no WebSockets here'))),
      onMalformed: () => toAnswer(invalid('MalformedInput', 'the request is not valid HTTP')),
    });
    this.port = portOf(await this.listening);
  }

  public async close(): Promise<void> {
    const server = await this.listening;
    this.port = undefined;
    if (server) await stop(server);
  }

  private answer(request: HttpRequest): HttpAnswer {
    try {
      const foreign = foreignReason(request, {});
      if (foreign !== undefined) throw new QueryError(403, 'AccessDenied', foreign);
      const parameters = parametersOf(request);
      const action = parameters.get('Action') ?? '';
      if (action !== 'DescribeStacks') {
        throw invalid('InvalidAction', `the local CloudFormation does not support the action '${action}'`);
      }
      const stacks = this.describe(parameters.get('StackName') ?? undefined, accessKeyIdOf(request));
      return toAnswer(`<Stacks>${stacks.map(toXml).join('')}</Stacks>`);
    } catch (error) {
      if (error instanceof QueryError) return toAnswer(error);
      throw error;
    }
  }

  private describe(reference: string | undefined, accessKeyId: string): StackDescription[] {
    const { iam, stacks, arnOf } = this.options;
    const all = [...stacks.values()];
    const found = all.find(({ stackName, stackId }) => reference === stackName || reference === stackId);
    const isArn = reference?.startsWith('arn:') ?? false;
    const resource =
      reference === undefined ? '*' : (found?.stackId ?? (isArn ? reference : arnOf(reference)));
    const decision = iam.authorize({
      accessKeyId,
      action: 'cloudformation:DescribeStacks',
      resources: [resource],
    });
    if (!decision.allowed) throw new QueryError(403, 'AccessDenied', decision.reason ?? 'access denied');
    if (reference === undefined) return all;
    if (!found) throw invalid('ValidationError', `Stack with id ${reference} does not exist`);
    return [found];
  }
}

/** The caller's mistake. */
class QueryError extends Error {
  public constructor(
    public readonly statusCode: number,
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function invalid(code: string, message: string): QueryError {
  return new QueryError(400, code, message);
}

function parametersOf({ body, query }: HttpRequest): URLSearchParams {
  return new URLSearchParams([...query, ...new URLSearchParams(body?.toString())]);
}

function accessKeyIdOf({ headers }: HttpRequest): string {
  const [, accessKeyId] =
    /^AWS4-HMAC-SHA256 .*?Credential=([^/,\s]+)\//.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId !== undefined) return accessKeyId;
  throw new QueryError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
}

function toXml({ stackName, stackId, stackStatus, creationTime, outputs }: StackDescription): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`,
  );
  return [
    '<member>',
    element('StackId', stackId),
    element('StackName', stackName),
    element('CreationTime', creationTime.toISOString()),
    element('StackStatus', stackStatus),
    `<Outputs>${members.join('')}</Outputs>`,
    '</member>',
  ].join('');
}

function toAnswer(result: string | QueryError): HttpAnswer {
  const requestId = randomUUID();
  const isError = result instanceof QueryError;
  return {
    statusCode: isError ? result.statusCode : 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: isError
      ? `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type>${element('Code', result.code)}` +
        `${element('Message', result.message)}</Error>${element('RequestId', requestId)}</ErrorResponse>`
      : `<DescribeStacksResponse xmlns="${NAMESPACE}"><DescribeStacksResult>${result}</DescribeStacksResult>` +
        `<ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata></DescribeStacksResponse>`,
  };
}
