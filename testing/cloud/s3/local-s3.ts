import { createHash } from 'node:crypto';
import { noSuchKey, preconditionFailed, S3Error } from './s3-error';

/** An object of a bucket. */
export interface StoredObject {
  readonly body: Buffer;
  /** Including its quotes. */
  readonly etag: string;
  readonly contentType: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** The key of the bucket when the object was written. */
  readonly encryption?: BucketKey;
}

/** The key of AWS KMS that the objects of a bucket are encrypted with. */
export interface BucketKey {
  readonly keyArn: string;
  /** Whether objects use a bucket-level key that is derived from it, so that not every object requires a call. */
  readonly isBucketKey: boolean;
}

interface Bucket {
  readonly objects: Map<string, StoredObject>;
  encryption?: BucketKey;
}

/** The conditions for writing or deleting an object, from the headers of these names. */
export interface WriteConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

/** The buckets of this machine. They are lost when the emulator ends, and have no versioning. */
export class LocalS3 {
  private readonly buckets = new Map<string, Bucket>();

  /** @param now returns milliseconds since the epoch */
  public constructor(private readonly now: () => number) {}

  /** @throws if the bucket already exists */
  public createBucket(name: string): void {
    if (this.buckets.has(name)) throw new Error(`bucket already exists: '${name}'`);
    this.buckets.set(name, { objects: new Map() });
  }

  /** @throws if the bucket has objects */
  public deleteBucket(name: string): void {
    const { size = 0 } = this.buckets.get(name)?.objects ?? {};
    if (size > 0) {
      throw new Error(`bucket '${name}' must be empty to be deleted, got ${size} objects: delete them first`);
    }
    this.buckets.delete(name);
  }

  public emptyBucket(name: string): void {
    this.buckets.get(name)?.objects.clear();
  }

  public hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  /** Sets the key for new objects; `undefined` for the key that S3 provides to everyone. */
  public encrypt(bucket: string, encryption: BucketKey | undefined): void {
    this.bucket(bucket).encryption = encryption;
  }

  public encryptionOf(bucket: string): BucketKey | undefined {
    return this.bucket(bucket).encryption;
  }

  /** The objects whose keys start with a prefix, sorted by key. */
  public list(bucket: string, prefix = ''): [key: string, object: StoredObject][] {
    const objects = [...this.bucket(bucket).objects].filter(([key]) => key.startsWith(prefix));
    return objects.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  }

  public find(bucket: string, key: string): StoredObject | undefined {
    return this.bucket(bucket).objects.get(key);
  }

  /** Writes an object if the conditions hold, atomically. */
  public put(
    bucket: string,
    key: string,
    content: Pick<StoredObject, 'body' | 'contentType'>,
    conditions: WriteConditions = {},
  ): StoredObject {
    this.checkConditions(this.find(bucket, key), conditions);
    const etag = `"${createHash('md5').update(content.body).digest('hex')}"`;
    const { objects, encryption } = this.bucket(bucket);
    const stored = { ...content, etag, lastModified: this.now(), encryption };
    objects.set(key, stored);
    return stored;
  }

  /** Deletes an object if it exists and the conditions hold. */
  public delete(bucket: string, key: string, conditions: WriteConditions = {}): void {
    this.checkConditions(this.find(bucket, key), conditions);
    this.bucket(bucket).objects.delete(key);
  }

  private checkConditions(
    existing: StoredObject | undefined,
    { ifMatch, ifNoneMatch }: WriteConditions,
  ): void {
    if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
      const message = 'A header you provided implies functionality that is not implemented';
      throw new S3Error(501, 'NotImplemented', message);
    }
    if (ifNoneMatch === '*' && existing) throw preconditionFailed();
    if (ifMatch === undefined) return;
    if (!existing) throw noSuchKey();
    if (ifMatch !== '*' && ifMatch.replace(/"/g, '') !== existing.etag.replace(/"/g, '')) {
      throw preconditionFailed();
    }
  }

  private bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return bucket;
  }
}
