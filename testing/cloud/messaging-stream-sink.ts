import type { StreamSink } from '../emulator';
import type { LocalIam } from './iam';
import type { LocalKinesis, LocalStream, StreamKeys } from './kinesis';

/** What the sink needs from the services around it. */
export interface MessagingStreamSinkOptions {
  readonly iam: LocalIam;
  readonly kinesis: LocalKinesis;
  readonly keys: StreamKeys;
  readonly partition: string;
  readonly account: string;
}

/**
 * Writes what app instances stream, as the service does: by its service-linked role, whose policy allows it to use any key. What
 * that role may not encrypt, because the policy of the key does not let it, is lost; what the service does about it is not documented.
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

/** What the service demands of a stream that it writes to; nothing is known of streams that are not here. */
function streamProblem(stream: LocalStream | undefined): string | undefined {
  if (stream && stream.openShards.length < 2) return 'it must have at least two shards, got 1';
  if (stream && stream.definition.keyId === undefined) return 'it must be encrypted';
  return undefined;
}
