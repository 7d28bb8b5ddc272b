import { randomUUID } from 'node:crypto';
import type { ObjectStore } from './object-store';
import type { CoverageState } from './state';
import { isStoreDenied } from './store-error';

/** The object's contents: the state, and the write that it comes from. */
interface Revision {
  readonly revision: string;
  readonly state: CoverageState;
}

/** How often to try a write whose outcome is not known, or that lost to one of its own earlier attempts. */
const ATTEMPTS = 4;

/** Somebody else has written the state. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';

  constructor() {
    super('somebody else has written the state of the coverage');
  }
}

/**
 * The state in its store. It is changed only if nobody else has changed it since it was read. This one condition keeps two
 * turns apart, and a turn of an older generation from a newer one.
 */
export class StateFile {
  private etag: string | undefined;
  /** The writes that were tried, any of which may have taken effect, even late. */
  private readonly revisions = new Set<string>();

  constructor(private readonly store: ObjectStore) {}

  /** The state, if there is one, with the time at which it was read. */
  async read(): Promise<{ state: CoverageState | undefined; at: number }> {
    const { revision, at } = await this.load();
    return { state: revision?.state, at };
  }

  /**
   * Writes the state over the one that was read or written last.
   *
   * @returns when it was written, by the clock of the store
   * @throws {@link OvertakenError} if somebody else has written since
   */
  async write(state: CoverageState): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const revision = randomUUID();
      this.revisions.add(revision);
      let failure: unknown;
      try {
        const { value: etag, at } = await this.store.write(JSON.stringify({ revision, state }), this.etag);
        if (etag !== undefined) {
          this.etag = etag;
          return at;
        }
      } catch (error) {
        if (attempt === 1 && isStoreDenied(error)) throw error; // the write had no effect
        failure = error;
      }
      // an attempt whose response was lost may have taken effect: this one or an earlier one
      const before = this.etag;
      const { revision: found, at } = await this.load();
      if (found?.revision === revision) return at;
      const isOwn = found !== undefined && this.revisions.has(found.revision);
      if (!isOwn && this.etag !== before) throw new OvertakenError();
      if (attempt === ATTEMPTS) throw failure ?? new OvertakenError();
    }
  }

  private async load(): Promise<{ revision: Revision | undefined; at: number }> {
    const { value, at } = await this.store.read();
    this.etag = value?.etag;
    return { revision: value && (JSON.parse(value.text) as Revision), at };
  }
}
