import fc from 'fast-check';
import { Admins } from './admins';
import { Associations } from './associations';
import { Coverages } from './coverages';
import { Flows } from './flows';
import type { ResourceKind, Step } from './kind';
import { Lookups } from './lookups';
import { CHANNELS, type Scene, STACKS } from './scene';
import { Streams } from './streams';
import type { Course, Delivery } from '../cloudformation';
import { DURATIONS, faultKinds } from '../faults';
import { VARIANTS } from '../variants';

interface Kind {
  /** The steps for resources of the kind. */
  readonly steps: readonly string[];
  /** The operations that their changes may call, for the faults. */
  readonly operations: readonly string[];
  new (scene: Scene): ResourceKind;
}

/** The kinds of resources that are deployed and changed in lives. */
export const KINDS: readonly Kind[] = [Flows, Lookups, Associations, Admins, Streams, Coverages];

export interface Life {
  readonly variant: string;
  readonly seed: number;
  readonly steps: readonly Step[];
}

const killed = fc.integer({ min: 1, max: 8 }).map((atStep): Delivery => ({ mode: 'killed', atStep }));

const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.constant<Delivery>({ mode: 'single' }),
  fc.constant<Delivery>({ mode: 'duplicated' }),
  killed,
  fc.constantFrom<Delivery>({ mode: 'late', by: 20_000 }, { mode: 'late', by: 100_000 }),
  fc.constantFrom(0, 40, 1_000, 3_000).map((after): Delivery => ({ mode: 'calledOff', after })),
);

/** Most rollbacks are delivered once. */
const undoing: fc.Arbitrary<Delivery> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Delivery>({ mode: 'single' }) },
  fc.constant<Delivery>({ mode: 'duplicated' }),
  killed,
);

const course: fc.Arbitrary<Course> = fc
  .record({
    delivery,
    undoing,
    commits: fc.boolean(),
    rollsBackWith: fc.constantFrom<Course['rollsBackWith']>('newId', 'oldId'),
    stackIsNew: fc.boolean(),
  })
  .map((one) => ({ ...one, commits: one.commits && one.delivery.mode !== 'calledOff' }));

/** A random step for resources of one kind. */
const stepOf = ({ steps, operations }: Kind): fc.Arbitrary<Step> => {
  const fault = fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      kind: fc.constantFrom(...faultKinds(operation)),
      lasts: fc.constantFrom(...DURATIONS),
    }),
  );
  return fc.record({
    kind: fc.constantFrom(...steps),
    stack: fc.constantFrom(...STACKS),
    channel: fc.constantFrom(...CHANNELS),
    otherChannel: fc.constantFrom(...CHANNELS),
    otherStack: fc.constantFrom(...STACKS),
    number: fc.nat(9),
    fault: fc.option(fault, { nil: undefined, freq: 2 }),
    course,
  });
};

/** In each life, only a few kinds of resources meet, but often. */
const steps = fc
  .subarray([...KINDS], { minLength: 2, maxLength: 3 })
  .chain((kinds) => fc.array(fc.oneof(...kinds.map(stepOf)), { minLength: 2, maxLength: 8 }));

export const life: fc.Arbitrary<Life> = fc.record({
  variant: fc.constantFrom(...Object.keys(VARIANTS)),
  seed: fc.nat(),
  steps,
});
