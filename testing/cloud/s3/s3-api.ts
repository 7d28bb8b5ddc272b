import { randomBytes } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../../http';
import type { LocalIam } from '../iam';
import type { LocalKms } from '../kms';
import { callerOf } from '../signed-request';
import { type EncryptedObject, encryptionHeaders, KeyAccess } from './key-access';
import type { BucketKey, LocalS3, StoredObject, WriteConditions } from './local-s3';
import { noSuchKey, S3Error } from './s3-error';
import { errorXml, listXml } from './s3-xml';

/** Options for `S3Api`. */
export interface S3ApiOptions {
  readonly iam: LocalIam;
  readonly kms: LocalKms;
  readonly s3: LocalS3;
  readonly partition: string;
  readonly region: string;
  /** The time for the `Date` header of each response, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** A request about a bucket of this machine. */
interface Call {
  readonly request: HttpRequest;
  readonly accessKeyId: string | undefined;
  readonly bucket: string;
  /** Empty for a call about the bucket itself. */
  readonly key: string;
}

/** The maximum number of objects per page. */
const PAGE = 1_000;

/**
 * The part of Amazon S3's API that is about single objects: `GetObject`, `HeadObject`, `PutObject`, and `DeleteObject`,
 * the latter two also with the conditions `If-Match` and `If-None-Match`; and `ListObjectsV2`. The caller's policies
 * must allow the action and, if the bucket has a key, its use. Signatures are not verified. Buckets are addressed by
 * path, as SDKs do if the endpoint is an IP address, and an object can hold up to 1 MiB.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export class S3Api {
  private readonly keys: KeyAccess;

  public constructor(private readonly options: S3ApiOptions) {
    this.keys = new KeyAccess(options);
  }

  /** Responds to a request, if it is about a bucket that exists here. */
  public async answer(request: HttpRequest): Promise<HttpAnswer | undefined> {
    const { service, accessKeyId } = callerOf(request);
    const [, bucket = '', ...rest] = request.path.split('/').map(decodeURIComponent);
    if (service !== 's3' || !this.options.s3.hasBucket(bucket)) return undefined;
    const call = { request, accessKeyId, bucket, key: rest.join('/') };
    try {
      return this.dated(this.perform(call));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      const { statusCode, code, message } = error;
      const body = request.method === 'HEAD' ? undefined : errorXml(code, message, call);
      return this.dated({ statusCode, headers: { 'content-type': 'application/xml' }, body });
    }
  }

  private perform(call: Call): HttpAnswer {
    const { request, key } = call;
    if (key === '') {
      if (request.method === 'GET' && request.query.get('list-type') === '2') return this.list(call);
      throw notImplemented();
    }
    const { 'list-type': _, 'x-id': __, ...others } = Object.fromEntries(request.query);
    if (Object.keys(others).length > 0 || request.headers['x-amz-copy-source']) throw notImplemented();
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.get(call);
      case 'PUT':
        return this.put(call);
      case 'DELETE':
        return this.delete(call);
      default:
        throw notImplemented();
    }
  }

  private get(call: Call): HttpAnswer {
    this.authorize(call, 's3:GetObject');
    const { body, etag, contentType, lastModified, encryption } = this.object(call);
    const headers = {
      etag,
      ...encryptionHeaders(encryption),
      'content-type': contentType,
      'last-modified': new Date(lastModified).toUTCString(),
    };
    if (call.request.method === 'GET') {
      this.keys.decrypt(this.encrypted(call, encryption));
      return { statusCode: 200, headers, body };
    }
    return {
      statusCode: 200,
      headers: { ...headers, 'content-length': String(body.length) },
      body: undefined,
    };
  }

  /** A caller who may not list a bucket isn't told that a key is missing. */
  private object(call: Call): StoredObject {
    const { s3 } = this.options;
    const found = s3.find(call.bucket, call.key);
    if (found) return found;
    this.authorize({ ...call, key: '' }, 's3:ListBucket');
    throw noSuchKey();
  }

  private put(call: Call): HttpAnswer {
    const { request, bucket, key } = call;
    this.authorize(call, 's3:PutObject');
    const { 'content-encoding': encoding = '', 'content-type': contentType = 'binary/octet-stream' } =
      request.headers;
    if (encoding.includes('aws-chunked')) throw notImplemented(); // only streams are sent like this
    if (!request.body) {
      throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    }
    const { s3 } = this.options;
    const encryption = s3.encryptionOf(bucket);
    this.keys.encrypt(this.encrypted(call, encryption));
    const { etag } = s3.put(bucket, key, { body: request.body, contentType }, conditionsOf(request));
    return { statusCode: 200, headers: { etag, ...encryptionHeaders(encryption) }, body: '' };
  }

  private delete(call: Call): HttpAnswer {
    const { request, bucket, key } = call;
    this.authorize(call, 's3:DeleteObject');
    this.options.s3.delete(bucket, key, conditionsOf(request));
    return { statusCode: 204, headers: {}, body: undefined };
  }

  private list(call: Call): HttpAnswer {
    this.authorize(call, 's3:ListBucket');
    const { query } = call.request;
    const prefix = query.get('prefix') ?? '';
    const size = Math.min(PAGE, Number(query.get('max-keys') ?? PAGE));
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const remaining = this.options.s3.list(call.bucket, prefix).filter(([key]) => key > after);
    const body = listXml({
      bucket: call.bucket,
      prefix,
      maximum: size,
      page: remaining.slice(0, size),
      isTruncated: remaining.length > size,
    });
    return { statusCode: 200, headers: { 'content-type': 'application/xml' }, body };
  }

  private encrypted({ accessKeyId, bucket, key }: Call, encryption: BucketKey | undefined): EncryptedObject {
    return { accessKeyId, encryption, bucketArn: this.arnOf(bucket), key };
  }

  private arnOf(bucket: string): string {
    return `arn:${this.options.partition}:s3:::${bucket}`;
  }

  private authorize({ accessKeyId, bucket, key }: Call, action: string): void {
    const { iam } = this.options;
    const arn = this.arnOf(bucket);
    const decision = iam.authorize({ accessKeyId, action, resources: [key === '' ? arn : `${arn}/${key}`] });
    if (!decision.allowed) throw new S3Error(403, 'AccessDenied', decision.reason ?? 'Access Denied');
  }

  /** Leases follow the service's `Date`, which must match all other times here. */
  private dated(answer: HttpAnswer): HttpAnswer {
    const id = randomBytes(8).toString('hex').toUpperCase();
    const date = new Date(this.options.now()).toUTCString();
    return { ...answer, headers: { ...answer.headers, date, 'x-amz-request-id': id } };
  }
}

function conditionsOf({ headers }: HttpRequest): WriteConditions {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
}

function notImplemented(): S3Error {
  return new S3Error(
    501,
    'NotImplemented',
    'This is not implemented on this machine: objects can be read, written, deleted and listed',
  );
}
