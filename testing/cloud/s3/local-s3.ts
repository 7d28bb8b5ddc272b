import { createHash } from 'node:crypto';
import { noSuchKey, preconditionFailed, S3Error } from './s3-error';

/** An object of a bucket. */
export interface StoredObject {
  readonly body: Buffer;
  /** With the quotes that belong to it. */
  readonly etag: string;
  readonly contentType: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** The key that the bucket had when the object was written. */
  readonly encryption?: BucketKey;
}

/** The key of AWS KMS that the objects of a bucket are encrypted with. */
export interface BucketKey {
  readonly keyArn: string;
  /** Whether the bucket has a key of its own that is derived from it, so that not each object asks for one. */
  readonly isBucketKey: boolean;
}

interface Bucket {
  readonly objects: Map<string, StoredObject>;
  encryption?: BucketKey;
}

/** What must hold for an object to be written or deleted, as the headers of these names say. */
export interface WriteConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

/** The buckets of this machine. Nothing of them is kept when the emulator ends, and none has versions. */
export class LocalS3 {
  private readonly buckets = new Map<string, Bucket>();

  /** @param now milliseconds since the epoch */
  public constructor(private readonly now: () => number) {}

  /** @throws if there is such a bucket */
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

  /** Sets the key for objects that are written from now on: `undefined` for one that the service has for everybody. */
  public encrypt(bucket: string, encryption: BucketKey | undefined): void {
    this.bucket(bucket).encryption = encryption;
  }

  public encryptionOf(bucket: string): BucketKey | undefined {
    return this.bucket(bucket).encryption;
  }

  /** The objects whose keys begin with a prefix, in the order of their keys. */
  public list(bucket: string, prefix = ''): [key: string, object: StoredObject][] {
    const objects = [...this.bucket(bucket).objects].filter(([key]) => key.startsWith(prefix));
    return objects.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  }

  public find(bucket: string, key: string): StoredObject | undefined {
    return this.bucket(bucket).objects.get(key);
  }

  /** Writes an object if the conditions hold; nothing can come between. */
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

  /** Deletes an object, if the conditions hold and there is one. */
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
