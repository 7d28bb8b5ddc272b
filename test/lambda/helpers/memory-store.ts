import type { ObjectStore, StoredText, Timed } from '../../../lambda/coverage-state';

/** The fate of one write. */
export type WriteFault =
  /** It takes effect, but its response is lost. */
  | 'response lost'
  /** It never arrives. */
  | 'request lost'
  /** It is abandoned, and takes effect when `deliver` is called. */
  | 'late';

/** An object of a store that several functions use, each through its own view. */
export class MemoryStore implements ObjectStore {
  /** The fates of the next writes, in order; normal once it is empty. */
  readonly faults: (WriteFault | undefined)[] = [];
  /** How far the clock of the store is ahead, in milliseconds. */
  skew = 0;
  private stored: StoredText | undefined;
  private writes = 0;
  private readonly late: (() => void)[] = [];

  /** @param now the clock of the store */
  constructor(private readonly now: () => number) {}

  async read(): Promise<Timed<StoredText | undefined>> {
    return { value: this.stored, at: this.now() + this.skew };
  }

  async write(text: string, etag: string | undefined): Promise<Timed<string | undefined>> {
    const fault = this.faults.shift();
    if (fault === 'late') this.late.push(() => void this.put(text, etag));
    if (fault === 'response lost') this.put(text, etag);
    if (fault !== undefined) throw new Error(fault);
    return { value: this.put(text, etag), at: this.now() + this.skew };
  }

  /** Applies the abandoned writes. */
  deliver(): void {
    for (const write of this.late.splice(0)) write();
  }

  delete(): void {
    this.stored = undefined;
  }

  private put(text: string, etag: string | undefined): string | undefined {
    if (this.stored?.etag !== etag) return undefined;
    this.stored = { text, etag: `"${++this.writes}"` };
    return this.stored.etag;
  }
}
