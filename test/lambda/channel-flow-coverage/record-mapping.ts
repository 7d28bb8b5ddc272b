import type { Response } from '../../../lambda/channel-flow-detection/handler';
import type { CoverageWorld, FunctionAtWork } from '../helpers/coverage-world';

const SHARDS = 2;
const BATCH = 10;
/** How long to collect a batch. */
const WINDOW = 500;
/** The function's timeout, after which its invoker sees a failure. */
const TIMEOUT = 120_000;

/**
 * Delivers the records of a stream to detection: those of each shard in batches, one after another. Unprocessed records
 * are delivered again, as is a batch whose function was killed.
 */
export class RecordMapping {
  private readonly shards: string[][] = Array.from({ length: SHARDS }, () => []);
  private readonly busy = new Set<string[]>();
  private isOver = false;

  /** @param onRun is called with each invoked function; it returns a function to call when that one ends */
  constructor(
    private readonly world: CoverageWorld,
    private readonly onRun: (run: FunctionAtWork) => () => void,
  ) {}

  /** Adds a record. Records with the same key stay in order. */
  put(key: string, data: string): void {
    const shard = this.shards[key.charCodeAt(key.length - 1) % SHARDS]!;
    shard.push(data);
    if (!this.busy.has(shard)) void this.work(shard);
  }

  /** Stops all deliveries. */
  end(): void {
    this.isOver = true;
  }

  private async work(shard: string[]): Promise<void> {
    this.busy.add(shard);
    while (shard.length > 0 && !this.isOver) {
      await this.world.clock.sleep(WINDOW);
      const batch = shard.splice(0, BATCH);
      const left = await this.invoke(batch);
      if (left.length > 0) await this.invoke(left);
    }
    this.busy.delete(shard);
  }

  /** Resolves to the unprocessed records of a batch. */
  private async invoke(batch: readonly string[]): Promise<readonly string[]> {
    const run = this.world.newFunction(TIMEOUT);
    const ended = this.onRun(run);
    const timeout = this.world.clock.sleep(TIMEOUT).then(() => undefined);
    const response: Response | undefined = await Promise.race([this.world.detect(batch, run), timeout]);
    ended();
    if (!response) return batch;
    return response.batchItemFailures.map(({ itemIdentifier }) => batch[Number(itemIdentifier)]!);
  }
}
