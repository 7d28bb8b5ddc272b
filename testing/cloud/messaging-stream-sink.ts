import type { StreamSink } from '../emulator';
import type { LocalIam } from './iam';
import type { LocalKinesis, LocalStream, StreamKeys } from './kinesis';

/** The services that the sink needs. */
export interface MessagingStreamSinkOptions {
  readonly iam: LocalIam;
  readonly kinesis: LocalKinesis;
  readonly keys: StreamKeys;
  readonly partition: string;
  readonly account: string;
}

/**
 * Writes the records of app instances as the service does: with its service-linked role, whose policy allows it to use
 * any key. If a key's policy keeps that role from encrypting a record, the record is lost; AWS does not document what
 * the service does then.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonChimeSDKMessagingServiceRolePolicy.html
 */
export function messagingStreamSink(options: MessagingStreamSinkOptions): StreamSink {
  const { iam, kinesis, keys, partition, account } = options;
  const role = 'role/aws-service-role/messaging.chime.amazonaws.com/AWSServiceRoleForChimeSDKMessaging';
  const { accessKeyId } = iam.credentialsFor(`arn:${partition}:iam::${account}:${role}`, 'ChimeSDKMessaging');
  return {
    put({ streamArn, partitionKey, data }) {
      const stream = kinesis.findByArn(streamArn);
      if (!stream || keys.encryptionProblem(stream, accessKeyId)) return;
      stream.put({ partitionKey, data: Buffer.from(data) });
    },
    problemOf: (streamArn) => streamProblem(kinesis.findByArn(streamArn)),
  };
}

/** Why the service can't write to a stream; streams that are not here pass. */
function streamProblem(stream: LocalStream | undefined): string | undefined {
  if (stream && stream.openShards.length < 2) return 'it must have at least two shards, got 1';
  if (stream && stream.definition.keyId === undefined) return 'it must be encrypted';
  return undefined;
}
