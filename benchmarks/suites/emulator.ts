import { compare, median, run, type Sample } from '../runner';
import type { Suite } from '../suite';

/** The size of the content of every message. */
const CONTENT_BYTES = 100;

/** The emulator, from one message to many. */
export const emulator: Suite = async ({ pairs, quick }) => {
  const throughput = await compare(pairs, {
    floor: () => run('emulator/floor'),
    emulator: () => run('emulator/throughput'),
  });
  const audience = await compare(pairs, {
    floor: () => run('emulator/audience-floor'),
    emulator: () => run('emulator/audience-sessions'),
  });
  const starts = await compare(2 * pairs, { emulator: () => run('emulator/start') });

  const stored = quick ? [1_000, 9_000] : [1_000, 9_000, 20_000, 70_000];
  const totals = stored.map((_, index) => stored.slice(0, index + 1).reduce((sum, count) => sum + count, 0));
  const [fewest, most] = [stored[0]!, stored.at(-1)!];
  const samples: Sample[] = [];
  for (let round = 0; round < pairs; round++) {
    samples.push(await run('emulator/growth', { args: stored, nodeOptions: ['--expose-gc'] }));
  }
  const each = (figure: (sample: Sample) => number) => median(samples.map(figure));
  const memory = (count: number) => each((sample) => sample[`memory ${count}`]!) - CONTENT_BYTES;
  const line = (figure: (count: number) => number) =>
    stored.map((count, index) => [totals[index]!, figure(count)] as const);

  return {
    findings: [
      { what: 'messages, a bare server', value: throughput.median('floor', 'perSecond'), unit: 'per second' },
      {
        what: 'messages, the emulator',
        value: throughput.median('emulator', 'perSecond'),
        unit: 'per second',
      },
      {
        what: 'messages, the emulator ÷ a bare server',
        value: throughput.ratio('emulator', 'floor', 'perSecond'),
        unit: '×',
        target: { atLeast: 0.7 },
      },
      {
        what: 'messages to 1,000 clients, a bare `ws` server',
        value: audience.median('floor', 'perSecond'),
        unit: 'per second',
      },
      {
        what: 'messages to 1,000 sessions, the emulator',
        value: audience.median('emulator', 'perSecond'),
        unit: 'per second',
      },
      {
        what: 'messages to 1,000 sessions, the emulator ÷ a bare `ws` server',
        value: audience.ratio('emulator', 'floor', 'perSecond'),
        unit: '×',
        target: { atLeast: 0.5 },
      },
      {
        what: 'start and close',
        value: starts.median('emulator', 'time'),
        unit: 'ms',
        target: { atMost: 50 },
      },
      {
        what: 'memory of a stored message beyond its content',
        value: stored.reduce((sum, count) => sum + count * memory(count), 0) / totals.at(-1)!,
        unit: 'bytes',
        target: { atMost: 1_500 },
      },
      {
        what: 'the same with the log of its three requests',
        value: each((sample) => sample.exchange!) - CONTENT_BYTES,
        unit: 'bytes',
      },
      {
        what: `a message at ${format(totals.at(-1)!)} stored ÷ at ${format(totals[0]!)}`,
        value: each((sample) => sample[`time ${most}`]! / sample[`time ${fewest}`]!),
        unit: '×',
        target: { atMost: 1.2 },
      },
    ],
    series: [
      {
        name: 'emulator',
        title: 'A message, end to end',
        x: 'messages stored',
        y: 'ms',
        lines: { emulator: line((count) => each((sample) => sample[`time ${count}`]!)) },
      },
      {
        name: 'emulator-memory',
        title: 'Memory of one more message, beyond its content',
        x: 'messages stored',
        y: 'bytes',
        lines: { emulator: line(memory) },
      },
    ],
  };
};

function format(count: number): string {
  return count.toLocaleString('en-US');
}
