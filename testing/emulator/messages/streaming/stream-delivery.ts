import type { StreamRecord } from './stream-sink';
import type { EmulatorBehavior } from '../../behavior';
import type { EmulatorClock } from '../../clock';

/** The delay of a record that others overtake, in milliseconds. */
const OVERTAKEN_BY = 1_000;

/** Delivers records to their stream as often, in the order, and with the delay that the behavior sets. */
export class StreamDelivery {
  private count = 0;

  public constructor(
    private readonly behavior: EmulatorBehavior,
    private readonly clock: EmulatorClock,
    private readonly put: (record: StreamRecord) => void,
  ) {}

  public deliver(record: StreamRecord): void {
    const { streamDelivery, streamDelay } = this.behavior;
    if (streamDelivery === 'dropped') return;
    const isOvertaken = streamDelivery === 'reordered' && this.count++ % 2 === 0;
    const delay = streamDelay + (isOvertaken ? OVERTAKEN_BY : 0);
    const times = streamDelivery === 'duplicated' ? 2 : 1;
    for (let time = 0; time < times; time++) {
      if (delay > 0) this.clock.setTimeout(() => this.put(record), delay);
      else this.put(record);
    }
  }
}
