/**
 * The properties that a template passes to the messaging streaming configuration provider; see
 * `channel-flow-properties.ts`.
 */

/** The type of the custom resource for the streams that receive the data of an app instance. */
export const MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE = 'Custom::ChimeMessagingStreamingConfiguration';

/** The types of data that an app instance can stream, each to one stream. */
export const STREAMED_DATA_TYPES = ['Channel', 'ChannelMessage'] as const;

export type StreamedDataType = (typeof STREAMED_DATA_TYPES)[number];

/** ARNs of streams, by the type of data that they receive. */
export type StreamsByDataType = { readonly [T in StreamedDataType]?: string };

/** The required prefix for the names of streams that the service writes to. */
export const STREAM_NAME_PREFIX = 'chime-messaging-';

/** Properties of `Custom::ChimeMessagingStreamingConfiguration`; its physical id is derived from the ARN of the app instance. */
export interface MessagingStreamingConfigurationProperties {
  readonly AppInstanceArn: string;
  /** At least one. */
  readonly Streams: StreamsByDataType;
}
