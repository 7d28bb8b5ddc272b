import type { Case } from './cases';

const DAMAGED = [
  'resetBefore',
  'resetAfter',
  'lost',
  'stalled',
  'late',
  'overdue',
  'cutOff',
  'torn',
  'hollow',
];

/** The promises of docs/reliability.md, with the cases that could break them. */
const PROMISES: Readonly<Record<string, (tried: Case) => boolean>> = {
  // There is no reason to cancel a deletion.
  'a called-off change never lands after its rollback': ({ lifecycle, course }) =>
    course.delivery.mode === 'calledOff' && !lifecycle.includes('-delete'),
  'a creation that is rolled back leaves nothing and restores what it displaced': ({ lifecycle, course }) =>
    lifecycle.includes('-create') && !course.commits,
  'a damaged response is no success without a look': ({ fault }) =>
    fault !== undefined && DAMAGED.includes(fault.kind),
  'a retained flow or admin survives its successor': ({ lifecycle }) =>
    /^(flow|admin)-create-beside-retained$/.test(lifecycle),
  'an event that is repeated, or delivered late, does no harm': ({ course }) =>
    [course.delivery, course.undoing].some((delivery) =>
      /^(duplicated|killed|late)$/.test(delivery?.mode ?? ''),
    ),
  'others keep theirs, each event gets one response, logs keep secrets, the next deployment converges': () =>
    true,
};

/** The promises that a case tests. */
export function promisesOf(tried: Case): string[] {
  return Object.keys(PROMISES).filter((promise) => PROMISES[promise]!(tried));
}
