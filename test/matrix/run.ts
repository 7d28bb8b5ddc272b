/**
 * Tries the providers with what can go wrong in a deployment: each lifecycle × call of the service × fault × delivery of events
 * × what AWS does not document. In three ways, all on virtual clocks, and on as many cores as there are: cases, random lives of
 * several stacks, and a sample of the cases with the shipped bundles in processes of their own.
 *
 *     npm run test:matrix -- --cases 20000 --lives 2000 --processes 2000 --seed 1
 *     npm run test:matrix -- --case 'association-flow,AssociateChannelFlow:lost:once,…'   # one that failed, again
 *     npm run test:matrix -- --lives 1 --seed 7 --path '3:0:1'                            # a life that failed, again
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases, decode } from './cases';
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
    /** Of a life that failed, from its report. */
    path: { type: 'string' },
    /** Which part of the cases and lives, for a process of its own. */
    shard: { type: 'string' },
  },
});

const seed = Number(values.seed);

/** So many results of a shard are told at once. */
const BATCH = 50;

/** Every so manieth of what there is. */
function* part<T>(all: Iterable<T>, shard: number, shards: number): Generator<T> {
  let index = 0;
  for (const one of all) {
    if (index++ % shards === shard) yield one;
  }
}

/** How many cases and lives there should be in the end. */
function asked(): number {
  if (values.case) return 1;
  const lives = Number(values.lives);
  return values.path === undefined ? Number(values.cases) + lives + Number(values.processes) : lives;
}

/** The part of the work that is this process's own. */
async function workOn(shard: number, shards: number): Promise<void> {
  const send = (message: Message) => process.send!(message);
  Error.stackTraceLimit = 0; // stacks of errors that are expected take more time than the errors
  const results: Result[] = [];
  const flush = () => send({ results: results.splice(0) });
  const onResult = (result: Result) => {
    results.push({ ...result, calls: [] }); // nobody looks at these
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

void main();
