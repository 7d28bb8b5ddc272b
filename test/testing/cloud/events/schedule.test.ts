import { LocalCloud } from '../../../../testing/cloud';
import { LocalEventBus } from '../../../../testing/cloud/events';
import { intervalOf } from '../../../../testing/cloud/events/schedule';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../../testing/emulator';

const RULE = 'arn:aws:events:us-east-1:111122223333:rule/sweep';
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:ticks';
const START = Date.parse('2026-11-29T10:00:00Z');
const MINUTE = 60_000;

test.each([
  ['rate(1 minute)', MINUTE],
  ['rate(5 minutes)', 5 * MINUTE],
  ['rate(1 hour)', 60 * MINUTE],
  ['rate(2 days)', 2 * 24 * 60 * MINUTE],
  ['cron(0 12 * * ? *)', undefined],
])('reads the interval of %s', (expression, expected) => {
  expect(intervalOf(expression)).toBe(expected);
});

test.each(['rate(0 minutes)', 'rate(1 minutes)', 'rate(2 minute)', 'rate(5 seconds)', 'at(10:00)', ''])(
  "refuses '%s' as EventBridge does",
  (expression) => {
    expect(() => intervalOf(expression)).toThrow(`or rate(<number> minutes|hours|days), got '${expression}'`);
  },
);

describe('a rule on a schedule', () => {
  let clock: EmulatorClock;
  let emulator: ChimeMessagingEmulator;
  let cloud: LocalCloud;

  const rule = (schedule: string, enabled = true) =>
    cloud.eventBus.putRule(RULE, { schedule, enabled, targets: [{ id: 'queue', arn: QUEUE }] });
  const times = () =>
    cloud.inboxes.get(QUEUE)!.map((text) => (JSON.parse(text) as { time: string }).time.slice(11, 19));

  beforeEach(async () => {
    clock = EmulatorClock.manual(START);
    emulator = await ChimeMessagingEmulator.start({ clock });
    cloud = LocalCloud.of(emulator);
    cloud.inboxes.set(QUEUE, []);
  });
  afterEach(async () => emulator.close());

  test('runs once an interval, by the clock of the emulator', async () => {
    rule('rate(1 minute)');

    await clock.advance(3.5 * MINUTE);

    expect(times()).toEqual(['10:01:00', '10:02:00', '10:03:00']);
    expect(JSON.parse(cloud.inboxes.get(QUEUE)![0]!)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: '111122223333',
      region: 'us-east-1',
      resources: [RULE],
      detail: {},
    });
  });

  test('begins anew when it is changed', async () => {
    rule('rate(1 minute)');
    await clock.advance(0.5 * MINUTE);
    rule('rate(2 minutes)');

    await clock.advance(3 * MINUTE);

    expect(times()).toEqual(['10:02:30']);
  });

  test.each<[string, () => void | Promise<void>]>([
    ['it is deleted', () => cloud.eventBus.deleteRule(RULE)],
    ['it is disabled', () => rule('rate(1 minute)', false)],
    ['the emulator is closed', () => emulator.close()],
  ])('runs no more once %s', async (_, end) => {
    rule('rate(1 minute)');
    await clock.advance(MINUTE);
    await end();

    await clock.advance(5 * MINUTE);

    expect(times()).toEqual(['10:01:00']);
  });
});

test.each([
  ['a run that begins late does not delay the next one', 20, 40],
  ['runs that a machine missed while it slept are left out', 150, 60],
])('%s', (_, late, delay) => {
  let now = START;
  const timers: [run: () => void, delay: number][] = [];
  const clock = {
    now: () => now,
    setTimeout(run: () => void, milliseconds: number) {
      timers.push([run, milliseconds]);
      return { clear: () => {} };
    },
  };
  const bus = new LocalEventBus({ clock, send: async () => {} });
  bus.putRule(RULE, { schedule: 'rate(1 minute)', enabled: true, targets: [] });

  now += MINUTE + late * 1000;
  timers[0]![0]();

  expect(timers[1]![1]).toBe(delay * 1000);
});
