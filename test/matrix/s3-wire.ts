/** Calls to Amazon S3, whose clients report the time of each response, which leases need. */
import type { GetObjectCommand } from '@aws-sdk/client-s3';
import { S3_ERRORS } from './faults';
import {
  cutOff,
  type Exchange,
  type SdkRequest,
  type SdkResponse,
  stalled,
  toHttpRequest,
  toStreamedResponse,
} from './wire';
import { type LocalS3, S3Api } from '../../testing/cloud/s3';
import type { HttpAnswer, HttpRequest } from '../../testing/http';

/** The part of the commands that is used. */
export interface S3Command {
  readonly input: {
    readonly Bucket: string;
    readonly Key?: string;
    readonly Body?: string;
    readonly IfMatch?: string;
    readonly IfNoneMatch?: string;
  };
  readonly middlewareStack: GetObjectCommand['middlewareStack'];
}

/** A call with the result that a client would return for the response. */
export function pastS3Client(
  s3: LocalS3,
  now: () => number,
  operation: string,
  command: S3Command,
): Exchange<object> {
  return {
    answer: async () => read(command, now, () => perform(s3, operation, command.input)),
    refuse: (name) =>
      read(command, now, () => {
        throw Object.assign(new Error('as injected'), { code: name, statusCode: S3_ERRORS[name]! });
      }),
    damage: (kind) => {
      throw new Error(`only a client can read a response that is '${kind}'`);
    },
  };
}

/** A call that a client writes, and whose response it reads. */
export function throughS3Client(s3: LocalS3, now: () => number, request: SdkRequest): Exchange<SdkResponse> {
  return {
    answer: async () => toStreamedResponse(await answerOfS3(s3, now, toHttpRequest(request))),
    refuse: (name) => toStreamedResponse(refusalOfS3(name, now)),
    damage: (kind, response) => {
      const half = Buffer.from('{"revision":"');
      return { ...response, body: kind === 'stalled' ? stalled(half) : cutOff(half) };
    },
  };
}

/** The response of Amazon S3 to a request. */
export async function answerOfS3(s3: LocalS3, now: () => number, request: HttpRequest): Promise<HttpAnswer> {
  const iam = { authorize: () => ({ allowed: true }) } as never;
  const api = new S3Api({ iam, kms: iam, s3, partition: 'aws', region: 'us-east-1', now });
  return (await api.answer(request))!;
}

/** An error response of Amazon S3, without doing the work. */
export function refusalOfS3(name: string, now: () => number): HttpAnswer {
  return {
    statusCode: S3_ERRORS[name]!,
    headers: { date: new Date(now()).toUTCString(), 'content-type': 'application/xml' },
    body: `<Error><Code>${name}</Code><Message>as injected</Message></Error>`,
  };
}

/** The name of the operation that a request calls. */
export function s3OperationOf({ method, query }: Pick<HttpRequest, 'method' | 'query'>): string {
  if (query.has('list-type')) return 'ListObjectsV2';
  return { GET: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[method] ?? 'unknown';
}

function perform(s3: LocalS3, operation: string, input: S3Command['input']): object {
  const { Bucket, Key = '', Body = '', IfMatch: ifMatch, IfNoneMatch: ifNoneMatch } = input;
  switch (operation) {
    case 'GetObject': {
      const found = s3.find(Bucket, Key);
      if (!found) throw Object.assign(new Error('no such key'), { code: 'NoSuchKey', statusCode: 404 });
      return {
        Body: { transformToString: async () => Promise.resolve(found.body.toString()) },
        ETag: found.etag,
      };
    }
    case 'PutObject': {
      const content = { body: Buffer.from(Body), contentType: 'application/json' };
      return { ETag: s3.put(Bucket, Key, content, { ifMatch, ifNoneMatch }).etag };
    }
    case 'ListObjectsV2':
      return { Contents: s3.list(Bucket).map(([key]) => ({ Key: key })) };
    case 'DeleteObject':
      s3.delete(Bucket, Key);
      return {};
    default:
      throw new Error(`there is no operation '${operation}'`);
  }
}

/** The result of a response, including its `Date` for the command's own middleware. */
async function read(command: S3Command, now: () => number, work: () => object): Promise<object> {
  let output: object | undefined;
  let failure: unknown;
  try {
    output = work();
  } catch (error) {
    failure = error;
  }
  const response = { headers: { date: new Date(now()).toUTCString() } };
  const receive = async () => Promise.resolve({ response, output: {} });
  await command.middlewareStack.resolve(receive as never, {})({ input: command.input } as never);
  if (output) return output;
  const { code, statusCode, message } = failure as { code: string; statusCode: number; message: string };
  if (code === undefined) throw failure;
  throw Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: statusCode } });
}
