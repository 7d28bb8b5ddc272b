/** A text as it is stored. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** What a call of the store found, and when, by the store's own clock, so that those of functions do not matter. */
export interface Timed<T> {
  readonly value: T;
  /** Milliseconds since 1970; the store tells whole seconds. */
  readonly at: number;
}

/** One object of Amazon S3, which is written on a condition only. */
export interface ObjectStore {
  /** The object, if there is one. */
  read(): Promise<Timed<StoredText | undefined>>;
  /**
   * Writes the object if it is still the one that was read, or if there is none yet.
   *
   * @param etag that of the object that was read; undefined if there was none
   * @param signal gives the write up
   * @returns the new one, or undefined if another one has been written
   * @throws if that is not known, because no response came, or if nothing can be written
   */
  write(text: string, etag: string | undefined, signal?: AbortSignal): Promise<Timed<string | undefined>>;
}
