import type { LocalKms } from '../kms';
import { KinesisError } from './kinesis-error';
import type { LocalStream } from './local-stream';
import type { ShardRecord } from './shard';

/** Options for `StreamKeys`. */
export interface StreamKeysOptions {
  readonly kms: LocalKms;
  readonly region: string;
}

/** The keys that services own, of which nobody needs permission: `alias/aws/kinesis`. */
const OWNED_BY_AWS = /:key\/aws\//;

/**
 * Asks for the keys of streams as Kinesis does, on behalf of whoever writes or reads.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export class StreamKeys {
  public constructor(private readonly options: StreamKeysOptions) {}

  /** Why a writer may not encrypt the records of a stream; `undefined` if it may. */
  public encryptionProblem(stream: LocalStream, accessKeyId: string | undefined): KinesisError | undefined {
    return this.problem('kms:GenerateDataKey', stream, stream.keyArn, accessKeyId);
  }

  /** Why a reader may not decrypt records, each of which needs the key that it was written with; `undefined` if it may. */
  public decryptionProblem(
    stream: LocalStream,
    records: readonly ShardRecord[],
    accessKeyId: string | undefined,
  ): KinesisError | undefined {
    for (const keyArn of new Set(records.map((record) => record.keyArn))) {
      const problem = this.problem('kms:Decrypt', stream, keyArn, accessKeyId);
      if (problem) return problem;
    }
    return undefined;
  }

  private problem(
    action: string,
    stream: LocalStream,
    keyArn: string | undefined,
    accessKeyId: string | undefined,
  ): KinesisError | undefined {
    if (keyArn === undefined || OWNED_BY_AWS.test(keyArn)) return undefined;
    const { kms, region } = this.options;
    if (kms.isDeleted(keyArn)) {
      return new KinesisError('KMSInvalidStateException', `${keyArn} is pending deletion.`);
    }
    const context = {
      'kms:ViaService': `kinesis.${region}.amazonaws.com`,
      'kms:EncryptionContext:aws:kinesis:arn': stream.arn,
    };
    const { allowed, reason = 'access denied' } = kms.authorize({ accessKeyId, action, keyArn, context });
    return allowed ? undefined : new KinesisError('KMSAccessDeniedException', reason);
  }
}
