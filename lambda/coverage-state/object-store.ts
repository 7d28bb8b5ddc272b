/** A stored text. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** The result of a call to the store, and its time by the store's own clock, so that the clocks of functions do not matter. */
export interface Timed<T> {
  readonly value: T;
  /** Milliseconds since 1970. The store reports whole seconds. */
  readonly at: number;
}

/** One object in Amazon S3, which is only written conditionally. */
export interface ObjectStore {
  /** The object, if there is one. */
  read(): Promise<Timed<StoredText | undefined>>;
  /**
   * Writes the object if it is still the one that was read, or if there is none yet.
   *
   * @param etag the ETag of the object that was read; undefined if there was none
   * @param signal aborts the write
   * @returns the new ETag, or undefined if another object has been written
   * @throws if that is not known, because no response came, or if nothing can be written
   */
  write(text: string, etag: string | undefined, signal?: AbortSignal): Promise<Timed<string | undefined>>;
}
