/**
 * Tries the providers with what can go wrong in a deployment: each lifecycle × call of the service × fault × delivery of events
 * × what AWS does not document. With the real clients of the SDK, on a virtual clock, in as many processes as there are cores.
 *
 *     npm run test:matrix -- --cases 20000 --seed 1
 *     npm run test:matrix -- --case 'association-flow,AssociateChannelFlow:lost:once,…'   # one that failed, again
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases, decode } from './cases';
import { Tally } from './tally';
import { tryCases, type Result } from './worker';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    case: { type: 'string' },
    /** Which part of the cases, for a process of its own. */
    shard: { type: 'string' },
  },
});

function* chosen(shard: number, shards: number): ReturnType<typeof cases> {
  let index = 0;
  for (const one of cases(Number(values.cases), Number(values.seed), values.only)) {
    if (index++ % shards === shard) yield one;
  }
}

async function inProcesses(count: number, onResult: (result: Result) => void): Promise<void> {
  const shards = Array.from({ length: count }, async (_, shard) => {
    const child = fork(__filename, [...process.argv.slice(2), '--shard', `${shard}/${count}`]);
    child.on('message', onResult);
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`a process of the matrix ended with ${code}`);
  });
  await Promise.all(shards);
}

async function main(): Promise<void> {
  if (values.shard) {
    const [shard, shards] = values.shard.split('/').map(Number);
    await tryCases(chosen(shard!, shards!), (result) => process.send!(result));
    process.disconnect();
    return;
  }
  const tally = new Tally();
  if (values.case) {
    await tryCases([decode(values.case)], (result) => {
      console.log(result.calls.join(' '));
      tally.add(result);
    });
  } else {
    await inProcesses(availableParallelism(), (result) => tally.add(result));
  }
  tally.print();
}

void main();
