import type { Course, Delivery } from './cloudformation';
import { DURATIONS, faultKinds, type Fault } from './faults';
import { LIFECYCLES } from './lifecycles';
import { VARIANTS } from './variants';
import { seededRandom } from './virtual-clock';

/** One change, and the faults that it meets. */
export interface Case {
  readonly lifecycle: string;
  readonly fault: Fault | undefined;
  readonly course: Course;
  readonly variant: string;
  /** The seed for jitter and all other random values. */
  readonly seed: number;
}

const DELIVERIES: readonly ((random: () => number) => Delivery)[] = [
  () => ({ mode: 'single' }),
  () => ({ mode: 'duplicated' }),
  (random) => ({ mode: 'killed', atStep: 1 + Math.floor(random() * 8) }),
  () => ({ mode: 'late', by: 20_000 }),
  () => ({ mode: 'late', by: 100_000 }),
  ...[0, 40, 1_000, 3_000].map((after) => (): Delivery => ({ mode: 'calledOff', after })),
];

/** Most rollbacks are delivered once, but Lambda can deliver them like any other event. */
const UNDOINGS: readonly ((random: () => number) => Delivery)[] = [
  ...Array<() => Delivery>(4).fill(() => ({ mode: 'single' })),
  () => ({ mode: 'duplicated' }),
  (random) => ({ mode: 'killed', atStep: 1 + Math.floor(random() * 8) }),
];

/** The share of cases with many channels, each of which takes as long as fifty others. */
const HEAVY = 0.005;

/** This many of all possible cases, chosen by a seed: the same ones for the same seed. */
export function* cases(count: number, seed: number, only = ''): Generator<Case> {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const lifecycles = lifecyclesOf(only);
  const heavy = lifecycles.filter((name) => name.endsWith('-pages'));
  const light = lifecycles.filter((name) => !heavy.includes(name));
  for (let index = 0; index < count; index++) {
    const isHeavy = random() < HEAVY ? heavy.length > 0 : light.length === 0;
    const lifecycle = pick(isHeavy ? heavy : light);
    const delivery = pick(DELIVERIES)(random);
    const operation = pick(LIFECYCLES[lifecycle]!.operations);
    const kind = pick(faultKinds(operation));
    yield {
      lifecycle,
      fault: random() < 0.1 ? undefined : { operation, kind, lasts: pick(DURATIONS) },
      course: {
        delivery,
        undoing: pick(UNDOINGS)(random),
        commits: delivery.mode !== 'calledOff' && random() < 0.6,
        rollsBackWith: pick(['newId', 'oldId']),
        stackIsNew: random() < 0.5,
      },
      variant: pick(Object.keys(VARIANTS)),
      seed: Math.floor(random() * 2 ** 31),
    };
  }
}

/** A case in one line, for running it again. */
export function encode({ lifecycle, fault, course, variant, seed }: Case): string {
  const { delivery, undoing = { mode: 'single' }, commits, rollsBackWith, stackIsNew } = course;
  return [
    lifecycle,
    fault ? `${fault.operation}:${fault.kind}:${fault.lasts}` : '-',
    Object.values(delivery).join(':'),
    commits ? 'commits' : 'rollsBack',
    Object.values(undoing).join(':'),
    rollsBackWith,
    stackIsNew ? 'newStack' : 'oldStack',
    variant,
    seed,
  ].join(',');
}

/** The lifecycles whose names begin like this. */
export function lifecyclesOf(beginning: string): string[] {
  const names = Object.keys(LIFECYCLES).filter((name) => name.startsWith(beginning));
  if (names.length > 0) return names;
  throw new Error(
    `--only must be the beginning of one of ${Object.keys(LIFECYCLES).join(', ')}, got '${beginning}'`,
  );
}

const MODES = ['single', 'duplicated', 'killed', 'late', 'calledOff'];

/** What each part of a line can be; a number can follow the delivery modes. */
const PARTS: readonly (readonly [name: string, isValid: (text: string) => boolean])[] = [
  ['lifecycle', (text) => Object.hasOwn(LIFECYCLES, text)],
  ['fault', (text) => text === '-' || isFault(text)],
  ['delivery', isDelivery],
  ['outcome', (text) => ['commits', 'rollsBack'].includes(text)],
  ['delivery of the rollback', isDelivery],
  ['id', (text) => ['newId', 'oldId'].includes(text)],
  ['stack', (text) => ['newStack', 'oldStack'].includes(text)],
  ['variant', (text) => Object.hasOwn(VARIANTS, text)],
  ['seed', (text) => /^\d+$/.test(text)],
];

function isFault(text: string): boolean {
  const [operation = '', kind = '', lasts = ''] = text.split(':');
  return faultKinds(operation).includes(kind) && (DURATIONS as readonly string[]).includes(lasts);
}

function isDelivery(text: string): boolean {
  const [mode = '', number] = text.split(':');
  return MODES.includes(mode) && /^\d*$/.test(number ?? '');
}

export function decode(text: string): Case {
  const parts = text.replace(/,process$/, '').split(',');
  const wrong = PARTS.findIndex(([, isValid], index) => !isValid(parts[index] ?? ''));
  if (wrong >= 0 || parts.length !== PARTS.length) {
    const [name] = PARTS[wrong] ?? ['number of parts'];
    throw new Error(`a case must be a line that the matrix printed, got '${text}', with an unknown ${name}`);
  }
  return decoded(parts);
}

function decoded([
  lifecycle,
  fault,
  delivery,
  commits,
  undoing,
  rollsBackWith,
  stack,
  variant,
  seed,
]: string[]): Case {
  const [operation, kind, lasts] = fault!.split(':') as [string, string, Fault['lasts']];
  return {
    lifecycle: lifecycle!,
    fault: fault === '-' ? undefined : { operation, kind, lasts },
    course: {
      delivery: deliveryOf(delivery!),
      undoing: deliveryOf(undoing!),
      commits: commits === 'commits',
      rollsBackWith: rollsBackWith as Course['rollsBackWith'],
      stackIsNew: stack === 'newStack',
    },
    variant: variant!,
    seed: Number(seed),
  };
}

function deliveryOf(text: string): Delivery {
  const [mode, number] = text.split(':') as [Delivery['mode'], string];
  const value = Number(number);
  switch (mode) {
    case 'killed':
      return { mode, atStep: value };
    case 'late':
      return { mode, by: value };
    case 'calledOff':
      return { mode, after: value };
    default:
      return { mode };
  }
}
