import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectStore, StoredText, Timed } from './object-store';
import { StoreError } from './store-error';
import { SOON_GIVEN_UP } from '../protocol';

/** Another write came first, even if it is still under way, or the object was deleted. */
const NOT_WRITTEN = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

let client: S3Client | undefined;
let patientClient: S3Client | undefined;

/** The client, built on first use and kept while the function is warm. */
function s3(): S3Client {
  return (client ??= new S3Client({ requestHandler: SOON_GIVEN_UP }));
}

/** A client for objects that take longer to transfer than a function usually waits. It waits until no data has moved for a while. */
function patientS3(): S3Client {
  return (patientClient ??= new S3Client({
    requestHandler: { connectionTimeout: 1_000, socketTimeout: 10_000 },
  }));
}

/** An object in a bucket. Its clock is the `Date` of the responses. */
export class S3ObjectStore implements ObjectStore {
  constructor(
    private readonly bucket: string,
    private readonly key: string,
    /** Whether the object may be large. */
    private readonly isLarge = false,
  ) {}

  async read(): Promise<Timed<StoredText | undefined>> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: this.key });
    const time = timeOf(command);
    try {
      const { Body, ETag } = await this.client.send(command);
      return { value: { text: await Body!.transformToString(), etag: ETag! }, at: time() };
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return { value: undefined, at: time() };
      throw new StoreError('GetObject', this.bucket, error as Error);
    }
  }

  async write(
    text: string,
    etag: string | undefined,
    signal?: AbortSignal,
  ): Promise<Timed<string | undefined>> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    const object = { Bucket: this.bucket, Key: this.key, Body: text, ContentType: 'application/json' };
    const command = new PutObjectCommand({ ...object, ...condition });
    const time = timeOf(command);
    try {
      const { ETag } = await this.client.send(command, { abortSignal: signal });
      return { value: ETag!, at: time() };
    } catch (error) {
      if (NOT_WRITTEN.includes(nameOf(error))) return { value: undefined, at: time() };
      throw new StoreError('PutObject', this.bucket, error as Error);
    }
  }

  private get client(): S3Client {
    return this.isLarge ? patientS3() : s3();
  }
}

/** Deletes the contents of a bucket that has no versions. */
export async function emptyBucket(bucket: string): Promise<void> {
  let isMore: boolean | undefined;
  do {
    const list = new ListObjectsV2Command({ Bucket: bucket });
    const { Contents = [], IsTruncated } = await s3().send(list).catch(fail('ListObjectsV2', bucket));
    for (const { Key } of Contents) {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key });
      await s3().send(command).catch(fail('DeleteObject', bucket));
    }
    isMore = IsTruncated;
  } while (isMore);
}

export async function isBucketEmpty(bucket: string): Promise<boolean> {
  const list = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
  const { Contents = [] } = await s3().send(list).catch(fail('ListObjectsV2', bucket));
  return Contents.length === 0;
}

function fail(operation: string, bucket: string): (error: Error) => never {
  return (error) => {
    throw new StoreError(operation, bucket, error);
  };
}

/** Records the time of the last response to a command, even of an error: the client passes it on in neither case. */
function timeOf(command: GetObjectCommand | PutObjectCommand): () => number {
  let date: string | undefined;
  const { middlewareStack } = command as GetObjectCommand; // the same for both
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers: Record<string, string> }).headers.date;
      return result;
    },
    { step: 'deserialize', name: 'timeOfStore', priority: 'low' }, // inside what turns a response into an error
  );
  return () => {
    const time = Date.parse(date ?? '');
    if (Number.isNaN(time)) throw new Error('a response of Amazon S3 has no Date');
    return time;
  };
}

function nameOf(error: unknown): string {
  return (error as Error).name;
}
