/**
 * Messaging streaming: what an app instance writes to the streams that it is configured with. It knows the state, and whoever
 * takes the records; what a stream is, it does not know.
 */
export { MessagingStreams } from './messaging-streams';
export type { StreamRecord, StreamSink } from './stream-sink';
