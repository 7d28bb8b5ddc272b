import { run, type Sample } from '../runner';
import type { Finding, Series, Suite } from '../suite';

/** The share of channels that are new since the last sweep. */
const NEW = 0.05;
const BEARERS = 5;
/** The calls in addition to pages and associations: docs/coverage.md. */
const OTHER_CALLS = 4;
const FLOWS = 1;
/** The factor by which the calls may exceed the least possible number. */
const SURPLUS = 1.02;
/** The function's memory by default, in bytes; the heap of Node.js in it, in megabytes. */
const MEMORY = 256 * 1_024 * 1_024;
const HEAP = 200;
/** This many channels without the flow must take no longer than this, in milliseconds of real time. */
const BACK_FILLED = 100_000;
const BACK_FILL_LIMIT = 120_000;

/** Sweeps of a coverage by simulation, from a small app instance to a large one. */
export const coverage: Suite = async ({ quick }) => {
  const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
  const sweeps = await sweepEach(sizes, NEW);
  const backFilled = quick ? [1_000, 10_000] : [1_000, 10_000, BACK_FILLED];
  const backFills = await sweepEach(backFilled, 1);

  const largest = backFilled.at(-1)!;
  const calls: Series = {
    name: 'coverage',
    title: 'A sweep, 5 % of the channels new',
    x: 'channels',
    y: 'calls',
    lines: {
      'this library': sweeps.map(({ channels, sample }) => [channels, sample.calls!] as const),
      target: sizes.map((channels) => [channels, SURPLUS * leastCalls(channels, NEW)] as const),
    },
  };
  const memory: Series = {
    name: 'coverage-memory',
    title: 'Memory of a sweep, the process included',
    x: 'channels',
    y: 'bytes',
    lines: { 'this library': sweeps.map(({ channels, sample }) => [channels, sample.memory!] as const) },
  };
  return {
    findings: [
      ...sweeps.flatMap(findingsOf),
      ...backFills.flatMap((swept) => [...findingsOf(swept), rateFinding(swept)]),
      {
        what: `${nameOf(backFills.at(-1)!)}: the simulation, in real time`,
        value: backFills.at(-1)!.sample.realTime!,
        unit: 'ms',
        ...(largest === BACK_FILLED && { target: { atMost: BACK_FILL_LIMIT } }),
      },
    ],
    series: [calls, memory],
  };
};

interface Swept {
  readonly channels: number;
  /** The share of channels without the flow. */
  readonly missing: number;
  readonly sample: Sample;
}

async function sweepEach(sizes: readonly number[], missing: number): Promise<Swept[]> {
  const swept: Swept[] = [];
  for (const channels of sizes) {
    const sample = await run('sweep', {
      args: [channels, missing * channels, BEARERS],
      nodeOptions: [`--max-old-space-size=${HEAP}`],
    });
    swept.push({ channels, missing, sample });
  }
  return swept;
}

function leastCalls(channels: number, missing: number): number {
  return channels / 25 + missing * channels + FLOWS + OTHER_CALLS;
}

function findingsOf(swept: Swept): Finding[] {
  const what = nameOf(swept);
  const { channels, missing, sample } = swept;
  return [
    {
      what: `${what}: calls ÷ (channels ÷ 25 + missing + flows + 4)`,
      value: sample.calls! / leastCalls(channels, missing),
      unit: '×',
      target: { atMost: SURPLUS },
    },
    {
      what: `${what}: highest rate of a bearer ÷ allowed`,
      value: sample.mostUsed!,
      unit: '×',
      target: { atMost: 1 },
    },
    { what: `${what}: memory`, value: sample.memory!, unit: 'bytes', target: { atMost: MEMORY } },
  ];
}

/** Only if each page has enough channels to associate for all bearers, because lists are read by one bearer. */
function rateFinding(swept: Swept): Finding {
  return {
    what: `${nameOf(swept)}: rate ÷ allowed, while associating`,
    value: swept.sample.used!,
    unit: '×',
    target: { atLeast: 0.95 },
  };
}

function nameOf({ channels, missing }: Swept): string {
  return `${format(channels)} channels, ${missing === 1 ? 'all' : format(missing * channels)} without the flow`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
