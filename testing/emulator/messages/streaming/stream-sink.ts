/** A record for a stream. */
export interface StreamRecord {
  /** The ARN of the stream. */
  readonly streamArn: string;
  /** Records with the same key stay in their order. */
  readonly partitionKey: string;
  /** JSON with the members `EventType` and `Payload`. */
  readonly data: string;
}

/** Receives the records that app instances stream. */
export interface StreamSink {
  /** Accepts one record. */
  put(record: StreamRecord): void;

  /**
   * Why the service cannot write to a stream; `undefined` if it can, or if nothing is known of the stream.
   *
   * @default - every stream can be written to
   */
  problemOf?(streamArn: string): string | undefined;
}
