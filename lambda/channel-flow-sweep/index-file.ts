import { ChannelIndex } from './channel-index';
import type { ObjectStore } from '../coverage-state';

/** How often to try a write that loses to another one, from an earlier turn or from its own earlier attempts. */
const ATTEMPTS = 3;

/** The index of a sweep, for the next turn to go on with. It may be large, so it is not part of the state. */
export class IndexFile {
  constructor(private readonly store: ObjectStore) {}

  /** The index of a sweep; undefined if there is none. */
  async load(sweepId: string): Promise<ChannelIndex | undefined> {
    const { value } = await this.store.read();
    const [id, text] = value?.text.split(' ') ?? [];
    return id === sweepId && text !== undefined ? ChannelIndex.fromText(text) : undefined;
  }

  /** The holder of the lease overwrites what is there, until the signal says that the lease is lost. */
  async save(sweepId: string, index: ChannelIndex, signal: AbortSignal): Promise<void> {
    const text = `${sweepId} ${index.toText()}`;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      signal.throwIfAborted();
      const { value: found } = await this.store.read();
      if (found?.text === text) return;
      const { value: etag } = await this.store.write(text, found?.etag, signal);
      if (etag !== undefined) return;
    }
    throw new Error('the index could not be written: another invocation wrote it first each time');
  }
}
