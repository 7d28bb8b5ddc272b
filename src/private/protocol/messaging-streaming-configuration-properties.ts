/**
 * What a template passes to the messaging streaming configuration provider; see `channel-flow-properties.ts`.
 */

/** The type of the custom resource that says which streams get the data of an app instance. */
export const MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE = 'Custom::ChimeMessagingStreamingConfiguration';

/** What an app instance can stream, each to one stream. */
export const STREAMED_DATA_TYPES = ['Channel', 'ChannelMessage'] as const;

export type StreamedDataType = (typeof STREAMED_DATA_TYPES)[number];

/** ARNs of streams, by what is streamed to them. */
export type StreamsByDataType = { readonly [T in StreamedDataType]?: string };

/** What the names of streams that the service writes to begin with. */
export const STREAM_NAME_PREFIX = 'chime-messaging-';

/** Properties of `Custom::ChimeMessagingStreamingConfiguration`; its physical id is derived from the ARN of the app instance. */
export interface MessagingStreamingConfigurationProperties {
  readonly AppInstanceArn: string;
  /** One at least. */
  readonly Streams: StreamsByDataType;
}
