import type { LocalKms } from '../kms';
import { KinesisError } from './kinesis-error';
import type { LocalStream } from './local-stream';
import type { ShardRecord } from './shard';

/** Options for `StreamKeys`. */
export interface StreamKeysOptions {
  readonly kms: LocalKms;
  readonly region: string;
}

/** Keys that AWS services own, which need no permission: `alias/aws/kinesis`. */
const OWNED_BY_AWS = /:key\/aws\//;

/**
 * Checks the use of streams' keys as Kinesis does, on behalf of the writer or reader.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export class StreamKeys {
  public constructor(private readonly options: StreamKeysOptions) {}

  /** Why a writer may not encrypt the records of a stream; `undefined` if it may. */
  public encryptionProblem(stream: LocalStream, accessKeyId: string | undefined): KinesisError | undefined {
    return this.problem('kms:GenerateDataKey', stream, stream.keyArn, accessKeyId);
  }

  /** Why a reader may not decrypt records; `undefined` if it may. Each record needs the key that encrypted it. */
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
