/**
 * Measures the cost of a message, in time and memory, for each number of stored messages in the arguments, in ascending
 * order, and the memory for the log of its requests.
 */
import { Stage } from './stage';
import { report, timeEach } from '../report';

const EXCHANGES = 1000;

async function main(): Promise<void> {
  const stage = await Stage.set();
  const exchange = async () => stage.exchange();
  const store = async () => stage.store();
  await timeEach(EXCHANGES, exchange);
  const before = heapUsed();
  await timeEach(EXCHANGES, exchange);
  const figures: Record<string, number> = { exchange: (heapUsed() - before) / EXCHANGES };

  for (const count of process.argv.slice(2).map(Number)) {
    const start = heapUsed();
    await timeEach(count, store);
    figures[`memory ${count}`] = (heapUsed() - start) / count;
    figures[`time ${count}`] = await timeEach(EXCHANGES, exchange);
  }
  report(figures);
  await stage.close();
}

/** Needs `--expose-gc`. */
function heapUsed(): number {
  gc!();
  return process.memoryUsage().heapUsed;
}

void main();
