/**
 * Messaging streaming: the records that an app instance writes to its configured streams. It imports the state, and
 * passes the records to a sink; it knows nothing about the streams themselves.
 */
export { MessagingStreams } from './messaging-streams';
export type { StreamRecord, StreamSink } from './stream-sink';
