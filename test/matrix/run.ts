/**
 * Tries the providers with everything that can go wrong in a deployment: each lifecycle × call of the service × fault ×
 * delivery of events × behavior that AWS does not document. There are three ways, all on virtual clocks and on all
 * available cores: cases, random lives of several stacks, and a sample of the cases with the shipped bundles in their
 * own processes.
 *
 *     npm run test:matrix -- --cases 20000 --lives 2000 --processes 2000 --seed 1
 *     npm run test:matrix -- --case 'association-flow,AssociateChannelFlow:lost:once,…'   # one that failed, again
 *     npm run test:matrix -- --lives 1 --seed 7 --path '3:0:1'                            # a life that failed, again
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases, decode, lifecyclesOf } from './cases';
import { groupsOf, live } from './lives/lives';
import { sample, tryInProcesses } from './processes/sample';
import { inProcesses, type Message } from './shards';
import { Tally } from './tally';
import { VirtualWorld } from './virtual-world';
import { tryCases, type Result } from './worker';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    lives: { type: 'string', default: '0' },
    processes: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    case: { type: 'string' },
    /** Of a failed life, from its report. */
    path: { type: 'string' },
    /** The part of the cases and lives for one process. */
    shard: { type: 'string' },
  },
});

const seed = Number(values.seed);

/** How many results of a shard are sent at once. */
const BATCH = 50;

/** Every item of one shard. */
function* part<T>(all: Iterable<T>, shard: number, shards: number): Generator<T> {
  let index = 0;
  for (const one of all) {
    if (index++ % shards === shard) yield one;
  }
}

/** The total number of cases and lives to run; of a life that runs again, unknown, because fast-check also tries its shorter forms. */
function asked(): number | undefined {
  if (values.path !== undefined) return undefined;
  return values.case ? 1 : Number(values.cases) + Number(values.lives) + Number(values.processes);
}

/** This process's part of the work. */
async function workOn(shard: number, shards: number): Promise<void> {
  const send = (message: Message) => process.send!(message);
  Error.stackTraceLimit = 0; // the stacks of expected errors take more time than the errors themselves
  const results: Result[] = [];
  const flush = () => send({ results: results.splice(0) });
  const onResult = (result: Result) => {
    results.push({ ...result, calls: [] }); // no one reads these
    if (results.length === BATCH) flush(); // each message takes as long as a call
  };
  const { only } = values;
  await tryInProcesses(part(sample(Number(values.processes), seed, only), shard, shards), onResult);
  const chosen = part(cases(Number(values.cases), seed, only), shard, shards);
  await tryCases(await VirtualWorld.start(), chosen, onResult);
  for (const group of part(groupsOf(Number(values.lives), seed), shard, shards)) {
    send({ lives: await live(group.runs, group.seed) });
  }
  flush();
  process.disconnect();
}

async function main(): Promise<void> {
  if (values.shard) {
    const [shard, shards] = values.shard.split('/').map(Number);
    return workOn(shard!, shards!);
  }
  lifecyclesOf(values.only);
  const tally = new Tally();
  const add = (result: Result) => tally.add(result);
  if (values.path !== undefined) {
    tally.addLives(await live(Number(values.lives), seed, values.path));
  } else if (values.case) {
    const showing = (result: Result) => {
      console.log(result.calls.join(' '));
      tally.add(result);
    };
    const chosen = [decode(values.case)];
    if (values.case.endsWith(',process')) await tryInProcesses(chosen, showing);
    else await tryCases(await VirtualWorld.start(), chosen, showing);
  } else {
    await inProcesses(__filename, availableParallelism(), (message) =>
      'results' in message ? message.results.forEach(add) : tally.addLives(message.lives),
    );
  }
  tally.print(asked());
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
