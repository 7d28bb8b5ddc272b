import type { LocalKms } from '../kms';
import type { BucketKey } from './local-s3';
import { S3Error } from './s3-error';

/** Options for `KeyAccess`. */
export interface KeyAccessOptions {
  readonly kms: LocalKms;
  readonly region: string;
}

/** An object to encrypt or decrypt. */
export interface EncryptedObject {
  readonly accessKeyId: string | undefined;
  readonly encryption: BucketKey | undefined;
  readonly bucketArn: string;
  readonly key: string;
}

/**
 * Checks the use of objects' keys as S3 does, on behalf of the caller.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export class KeyAccess {
  public constructor(private readonly options: KeyAccessOptions) {}

  /** @throws if the caller may not encrypt the object */
  public encrypt(object: EncryptedObject): void {
    this.use('kms:GenerateDataKey', object);
  }

  /** @throws if the caller may not decrypt the object */
  public decrypt(object: EncryptedObject): void {
    this.use('kms:Decrypt', object);
  }

  private use(action: string, { accessKeyId, encryption, bucketArn, key }: EncryptedObject): void {
    if (!encryption) return;
    const { kms, region } = this.options;
    const { keyArn, isBucketKey } = encryption;
    if (kms.isDeleted(keyArn)) {
      throw new S3Error(400, 'KMS.KMSInvalidStateException', `${keyArn} is pending deletion.`);
    }
    const context = {
      'kms:ViaService': `s3.${region}.amazonaws.com`,
      'kms:EncryptionContext:aws:s3:arn': isBucketKey ? bucketArn : `${bucketArn}/${key}`,
    };
    const { allowed, reason = 'Access Denied' } = kms.authorize({ accessKeyId, action, keyArn, context });
    if (!allowed) throw new S3Error(403, 'AccessDenied', reason);
  }
}

/** The headers that describe the encryption of an object. */
export function encryptionHeaders(encryption: BucketKey | undefined): Record<string, string> {
  if (!encryption) return { 'x-amz-server-side-encryption': 'AES256' };
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn,
    ...(encryption.isBucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  };
}
