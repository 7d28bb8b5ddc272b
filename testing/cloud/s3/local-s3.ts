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
}

/** What must hold for an object to be written or deleted, as the headers of these names say. */
export interface WriteConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

/** The buckets of this machine. Nothing of them is kept when the emulator ends, and none has versions. */
export class LocalS3 {
  private readonly buckets = new Map<string, Map<string, StoredObject>>();

  /** @param now milliseconds since the epoch */
  public constructor(private readonly now: () => number) {}

  /** @throws if there is such a bucket */
  public createBucket(name: string): void {
    if (this.buckets.has(name)) throw new Error(`bucket already exists: '${name}'`);
    this.buckets.set(name, new Map());
  }

  /** @throws if the bucket has objects */
  public deleteBucket(name: string): void {
    const { size = 0 } = this.buckets.get(name) ?? {};
    if (size > 0) {
      throw new Error(`bucket '${name}' must be empty to be deleted, got ${size} objects: delete them first`);
    }
    this.buckets.delete(name);
  }

  public emptyBucket(name: string): void {
    this.buckets.get(name)?.clear();
  }

  public hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  /** The objects whose keys begin with a prefix, in the order of their keys. */
  public list(bucket: string, prefix = ''): [key: string, object: StoredObject][] {
    const objects = [...this.objectsOf(bucket)].filter(([key]) => key.startsWith(prefix));
    return objects.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  }

  public find(bucket: string, key: string): StoredObject | undefined {
    return this.objectsOf(bucket).get(key);
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
    const stored = { ...content, etag, lastModified: this.now() };
    this.objectsOf(bucket).set(key, stored);
    return stored;
  }

  /** Deletes an object, if the conditions hold and there is one. */
  public delete(bucket: string, key: string, conditions: WriteConditions = {}): void {
    this.checkConditions(this.find(bucket, key), conditions);
    this.objectsOf(bucket).delete(key);
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

  private objectsOf(bucket: string): Map<string, StoredObject> {
    const objects = this.buckets.get(bucket);
    if (!objects) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return objects;
  }
}
