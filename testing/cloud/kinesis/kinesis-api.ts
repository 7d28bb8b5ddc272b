import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../../http';
import type { LocalIam } from '../iam';
import { callerOf } from '../signed-request';
import { KinesisError, notFound } from './kinesis-error';
import { kinesisInput } from './kinesis-input';
import { listStreams, STREAM_OPERATIONS, type StreamCall, streamArnOf } from './kinesis-operations';
import type { LocalKinesis } from './local-kinesis';
import type { StreamKeys } from './stream-keys';

/** Options for `KinesisApi`. */
export interface KinesisApiOptions {
  readonly iam: LocalIam;
  readonly kinesis: LocalKinesis;
  readonly keys: StreamKeys;
  readonly account: string;
  /** The part of a stream's ARN before its name. */
  readonly arnPrefix: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TARGET = 'Kinesis_20131202.';

/**
 * The part of Amazon Kinesis's API that producers and consumers need, in its JSON 1.1 protocol. The caller's policies
 * must allow the action and, if records are encrypted, the use of their key. Signatures are not verified, and a request
 * can hold up to 1 MiB.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html
 */
export class KinesisApi {
  public constructor(private readonly options: KinesisApiOptions) {}

  /** Responds to a request, if it is for Kinesis. */
  public async answer(request: HttpRequest): Promise<HttpAnswer | undefined> {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (!target.startsWith(TARGET)) return undefined;
    try {
      return toAnswer(200, this.perform(target.slice(TARGET.length), request));
    } catch (error) {
      if (!(error instanceof KinesisError)) throw error;
      return toAnswer(400, { __type: error.code, message: error.message });
    }
  }

  private perform(name: string, request: HttpRequest): object {
    const { kinesis, arnPrefix } = this.options;
    const input = kinesisInput(request.body);
    if (name === 'ListStreams') {
      this.authorize(request, name, '*');
      return listStreams(kinesis, input);
    }
    if (!Object.hasOwn(STREAM_OPERATIONS, name)) {
      const known = ['ListStreams', ...Object.keys(STREAM_OPERATIONS)].join(', ');
      const message = `the operation ${name} is not implemented on this machine: there are ${known}`;
      throw new KinesisError('UnknownOperationException', message);
    }
    const arn = streamArnOf(input, (streamName) => `${arnPrefix}${streamName}`);
    this.authorize(request, name, arn);
    const stream = kinesis.findByArn(arn);
    if (stream) return STREAM_OPERATIONS[name]!(stream, input, this.callBy(request));
    const shownName = arn.split(':stream/')[1] ?? arn;
    throw notFound(`Stream ${shownName} under account ${this.options.account} not found.`);
  }

  private callBy(request: HttpRequest): StreamCall {
    const { keys, now } = this.options;
    const { accessKeyId } = callerOf(request);
    return {
      now: now(),
      authorizeEncryption: (stream) => throwIf(keys.encryptionProblem(stream, accessKeyId)),
      authorizeDecryption: (stream, records) => throwIf(keys.decryptionProblem(stream, records, accessKeyId)),
    };
  }

  private authorize(request: HttpRequest, name: string, resource: string): void {
    const { accessKeyId } = callerOf(request);
    const decision = this.options.iam.authorize({
      accessKeyId,
      action: `kinesis:${name}`,
      resources: [resource],
    });
    if (!decision.allowed) {
      throw new KinesisError('AccessDeniedException', decision.reason ?? 'access denied');
    }
  }
}

function throwIf(problem: KinesisError | undefined): void {
  if (problem) throw problem;
}

function toAnswer(statusCode: number, output: object): HttpAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return { statusCode, headers, body: JSON.stringify(output) };
}
