import { isPeerAvailable, PEER, PEER_HOME, PEER_MISSING } from '../peer';
import { compare, run, type Comparison } from '../runner';
import type { Finding, Series, Suite } from '../suite';

const LIBRARY = 'this library';
const NATIVE = 'this library, native type';
const SAME_BY_L1 = 'the same template by L1s';
const L1 = 'L1 CfnChannelFlow';
const AWS_CUSTOM_RESOURCE = 'AwsCustomResource';
/** In an app that has an app instance and a function of its own. */
const APP = 'an app, this library';
const APP_NATIVE = 'an app, this library, native type';
const APP_L1 = 'an app, L1s and permissions by hand';

const PROGRAMS: Readonly<Record<string, string>> = {
  [APP]: 'app-custom-resource',
  [APP_NATIVE]: 'app-native',
  [APP_L1]: 'app-l1',
  [LIBRARY]: 'custom-resource',
  [NATIVE]: 'native',
  [SAME_BY_L1]: 'same-by-l1',
  [L1]: 'l1',
  [AWS_CUSTOM_RESOURCE]: 'aws-custom-resource',
  [PEER]: 'peer',
};

/** Whether the CDK's template validator is off or on. */
const VALIDATION = ['off', 'on'] as const;
type Validation = (typeof VALIDATION)[number];

/** The variant that another one is compared with. */
interface Base {
  readonly base: string;
  readonly label?: string;
}

const TO_L1: Base = { base: L1, label: 'L1' };
const TO_PEER: Base = { base: PEER, label: 'peer' };

const BASES: Readonly<Record<string, readonly Base[]>> = {
  [LIBRARY]: [TO_L1, TO_PEER, { base: SAME_BY_L1 }],
  [NATIVE]: [TO_L1, TO_PEER],
  [SAME_BY_L1]: [TO_L1, TO_PEER],
};

/** The most that an app may take over the same app by L1s, by the number of its flows, without validation. */
const APP_TARGETS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  [APP]: { 1: 1.15, 10: 1.15, 400: 1.25 },
  [APP_NATIVE]: { 1: 1.1, 10: 1.1, 400: 1.2 },
};
const APPS = [...Object.keys(APP_TARGETS), APP_L1];
const VALIDATED_TARGET = 1.05;
const GROWTH_TARGET = 1.15;

/**
 * Stacks of many flows, from the start of the program to the written template: apps at every size, everything else at the
 * largest.
 */
export const synthesis: Suite = async ({ pairs, quick }) => {
  const hasPeer = isPeerAvailable();
  const sizes = quick ? [1, 10, 100] : [1, 10, 100, 400];
  const largest = sizes.at(-1)!;
  const others = Object.keys(PROGRAMS).filter((name) => !APPS.includes(name) && (name !== PEER || hasPeer));
  const apps = await bothWays(
    pairs,
    APPS.flatMap((name) => sizes.map((flows) => ({ name, flows }))),
  );
  const flows = await bothWays(
    pairs,
    others.map((name) => ({ name, flows: largest })),
  );
  return {
    findings: [
      ...Object.keys(APP_TARGETS).flatMap((name) => appRatios(name, sizes, apps)),
      ...APPS.map((name) => growth(name, sizes, apps.off)),
      ...others.flatMap((name) => ratios(name, largest, flows, hasPeer)),
      ...others.flatMap((name) => sizesOf(name, largest, flows.off)),
      ...(await resources()),
    ],
    series: [
      series('synthesis', 'Synthesis, validation off', sizes, apps.off),
      series('synthesis-validated', 'Synthesis, validation on', sizes, apps.on),
    ],
    notes: hasPeer ? [] : [PEER_MISSING],
  };
};

/** A program, and how many flows it has. */
interface Stack {
  readonly name: string;
  readonly flows: number;
}

type Times = Readonly<Record<Validation, Comparison<string>>>;

/**
 * All stacks in turns, so that sizes can be compared within a round, too: without validation, and with it. A round without it
 * takes a fifth of the time, so there are twice as many, and one more, as differences between sizes need more rounds.
 */
async function bothWays(pairs: number, stacks: readonly Stack[]): Promise<Times> {
  const times = async (rounds: number, validation: Validation) =>
    compare(
      rounds,
      Object.fromEntries(
        stacks.map(({ name, flows }) => [
          key(name, flows),
          () =>
            run(`synthesis/${PROGRAMS[name]}`, {
              args: [flows],
              cwd: PEER_HOME,
              env: { CDK_VALIDATION: String(validation === 'on') },
            }),
        ]),
      ),
    );
  return { off: await times(2 * pairs + 1, 'off'), on: await times(pairs, 'on') };
}

function key(name: string, flows: number): string {
  return `${name}, flows: ${flows}`;
}

function series(name: string, title: string, sizes: readonly number[], times: Comparison<string>): Series {
  const line = (app: string) => sizes.map((flows) => [flows, times.median(key(app, flows), 'time')] as const);
  const lines = Object.fromEntries(APPS.map((app) => [app, line(app)]));
  return { name, title, x: 'flows in the stack', y: 'ms', lines };
}

function ratios(name: string, flows: number, times: Times, hasPeer: boolean): Finding[] {
  const bases = (BASES[name] ?? []).filter(({ base }) => base !== PEER || hasPeer);
  return [
    ...VALIDATION.map((validation) => ({
      what: `${flows} flows, validation ${validation}: ${name}`,
      value: times[validation].median(key(name, flows), 'time'),
      unit: 'ms' as const,
    })),
    ...bases.flatMap(({ base, label = base }) =>
      VALIDATION.map((validation) => ({
        what: `  ÷ ${label}, ${validation}`,
        value: times[validation].ratio(key(name, flows), key(base, flows), 'time'),
        unit: '×' as const,
      })),
    ),
  ];
}

/** How much longer an app with flows of this library takes than the same app by L1s. */
function appRatios(name: string, sizes: readonly number[], times: Times): Finding[] {
  return VALIDATION.flatMap((validation) =>
    sizes.map((flows) => {
      const atMost = validation === 'on' ? VALIDATED_TARGET : APP_TARGETS[name]?.[flows];
      return {
        what: `${name} ÷ ${APP_L1}, flows: ${flows}, validation ${validation}`,
        value: times[validation].ratio(key(name, flows), key(APP_L1, flows), 'time'),
        unit: '×' as const,
        ...(atMost && { target: { atMost } }),
      };
    }),
  );
}

function sizesOf(name: string, flows: number, samples: Comparison<string>): Finding[] {
  const isOurs = name === LIBRARY || name === NATIVE;
  return [
    {
      what: `resources, ${flows} flows: ${name}`,
      value: samples.median(key(name, flows), 'resources'),
      unit: 'resources',
      ...(isOurs && { target: { atMost: flows + 6 } }),
    },
    {
      what: `template, a flow: ${name}`,
      value: samples.median(key(name, flows), 'templateBytes') / flows,
      unit: 'bytes',
      ...(isOurs && { target: { atMost: 800 } }),
    },
    {
      what: `assets of the provider: ${name}`,
      value: samples.median(key(name, flows), 'assetBytes'),
      unit: 'bytes',
    },
  ];
}

/**
 * The time for a flow in a large stack over the time for one in a small stack: 1 is linear. Without validation, which
 * takes so long that the flows of a small stack would not be noticeable.
 */
function growth(name: string, sizes: readonly number[], times: Comparison<string>): Finding {
  const [first, middle, last] = [sizes[0]!, sizes.at(-2)!, sizes.at(-1)!];
  const value = times.perRound('time', (of) => {
    const each = (from: number, to: number) => (of(key(name, to)) - of(key(name, from))) / (to - from);
    return each(middle, last) / each(first, middle);
  });
  return {
    what: `a flow beyond ${middle} ÷ a flow up to ${middle}: ${name}`,
    value,
    unit: '×',
    ...(name in APP_TARGETS && { target: { atMost: GROWTH_TARGET } }),
  };
}

async function resources(): Promise<Finding[]> {
  const count = await run('resources', { env: { CDK_VALIDATION: 'false' } });
  return [
    { what: 'resources: each flow', value: count.eachFlow!, unit: 'resources', target: { atMost: 1 } },
    {
      what: 'resources: beside the flows',
      value: count.besideFlows!,
      unit: 'resources',
      target: { atMost: 6 },
    },
    { what: 'resources: the guard', value: count.guard!, unit: 'resources', target: { atMost: 6 } },
    {
      what: 'resources: each association',
      value: count.eachAssociation!,
      unit: 'resources',
      target: { atMost: 1 },
    },
    {
      what: 'resources: provider of associations',
      value: count.associationProvider!,
      unit: 'resources',
      target: { atMost: 4 },
    },
  ];
}
