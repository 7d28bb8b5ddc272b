import type { Case } from './cases';
import type { Outcome } from './cloudformation';

/** The facts about a case that did not end as it should. */
interface Ended {
  readonly tried: Case;
  readonly outcome: Outcome | undefined;
  /** Whether a second delivery of the change was in progress when its rollback began. */
  readonly isOvertaken: boolean;
  /** At least one problem. */
  readonly problems: readonly string[];
}

const REFUSALS = ['BadRequest', 'Unauthorized', 'Forbidden', 'NotFound', 'Conflict'];

/**
 * The limits of the promises in docs/reliability.md, with the reasons: each as narrow as a case can tell. All but two
 * excuse only the state of resources that the stack owns or displaced, and none excuses how a provider responds.
 */
const LIMITS: Readonly<Record<string, (ended: Ended) => boolean>> = {
  // The findings of the first delivery are lost with its function, and its results look like the state before.
  'a creation that crashed does not know what it displaced': ({ tried }) =>
    isDisplacing(tried) && tried.course.delivery.mode === 'killed',

  // CloudFormation did not wait for the findings of the creation. The channel may have no flow, but never the
  // creation's.
  'a creation that was called off does not know what it displaced': ({ tried, problems }) =>
    isDisplacing(tried) &&
    tried.course.delivery.mode === 'calledOff' &&
    problems.every((problem) => /^after the deployment: channel \d has no flow instead of /.test(problem)),

  // The last delivery fails without a call, and can't distinguish a crash from an event that was delayed for long.
  'an association of a creation that crashed for too long': ({ tried, outcome }) =>
    tried.lifecycle.startsWith('association-create') &&
    tried.course.delivery.mode === 'killed' &&
    /^(30s|forEver)$/.test(tried.fault?.lasts ?? '') &&
    outcome?.committed === false,

  // Nothing shows what is displaced, and the association succeeds nevertheless.
  'a channel that does not show its flow to the bearer': ({ tried: { lifecycle, fault } }) =>
    /^association-(create-over|flow|channel|both)/.test(lifecycle) &&
    fault?.operation === 'DescribeChannel' &&
    REFUSALS.some((refusal) => fault.kind.startsWith(refusal)),

  // The forward change checks when its response is overdue, finds the state that the rollback restored, and repeats
  // itself.
  'a response that hangs while the rollback undoes the change': ({ tried: { lifecycle, fault }, outcome }) =>
    outcome?.committed === false &&
    /^(lost|stalled)$/.test(fault?.kind ?? '') &&
    (isOfTags(lifecycle) ||
      (lifecycle === 'association-flow' && fault?.operation === 'AssociateChannelFlow') ||
      (/^streaming-(stream|data-types?)$/.test(lifecycle) &&
        fault?.operation === 'PutMessagingStreamingConfigurations')),

  // The response of one delivery starts the rollback while the other, which conflicted with it, still repeats a call.
  'a duplicate that is at work when the rollback begins': ({ tried, outcome, isOvertaken }) =>
    tried.course.delivery.mode === 'duplicated' && outcome?.committed === false && isOvertaken,

  // If IAM denies listing, it most likely also denied creation.
  'an unfinished creation that IAM forbids to look for': ({ tried: { lifecycle, fault, course } }) =>
    /^(flow|admin)-create/.test(lifecycle) &&
    /^(killed|calledOff)$/.test(course.delivery.mode) &&
    /^(ListChannelFlows|ListTagsForResource)$/.test(fault?.operation ?? '') &&
    fault?.kind === 'AccessDeniedException' &&
    fault.lasts === 'forEver',

  // Each delivery looks for the flow of its request before the other has created it.
  'two deliveries at once, where the service ignores request tokens': ({ tried }) =>
    /^flow-(create|app-instance)/.test(tried.lifecycle) &&
    tried.course.delivery.mode === 'duplicated' &&
    tried.variant === 'tokensIgnored',

  // An association that can't be removed must not keep the rollback from completing.
  'a service that refuses to disassociate for as long as the rollback lasts': ({
    tried: { lifecycle, fault },
    outcome,
  }) =>
    /^association-(channel|both)$/.test(lifecycle) &&
    fault?.operation === 'DisassociateChannelFlow' &&
    ['Conflict', 'AccessDenied', ...REFUSALS].some((refusal) => fault.kind.startsWith(refusal)) &&
    fault.lasts !== 'once' &&
    outcome?.committed === false,

  // Everything that could undo it has ended, and the service's calls have no conditions. The next deployment fixes it.
  'a call that the service applies when all functions have ended': ({ tried: { fault }, problems }) =>
    fault?.kind === 'overdue' &&
    problems.every(
      (problem) => problem.startsWith('after the deployment: ') || LEFT_BY_OVERDUE.test(problem),
    ),

  // By the time that users repeat the cleanup, the flow or the mark looks like a retained one.
  'a clean-up of a called-off creation that fails for minutes': ({ tried, outcome }) =>
    /^(flow|admin)-create/.test(tried.lifecycle) &&
    tried.course.delivery.mode === 'calledOff' &&
    outcome?.repeated === true,
};

/** The error of the next deployment if such a call changes the state that it has just fixed. */
const OVERTAKEN = /^it fails again, without any fault: .*: a later change won; deploy again$/;

/** The leftovers of a call that takes effect too late, which no later deployment finds: docs/reliability.md. */
const LEFT_BY_OVERDUE = new RegExp(
  [
    OVERTAKEN.source,
    /: \d+ (own )?flows instead of \d+$/.source,
    /: the physical id is not the ARN of the flow$/.source,
    /: \w+ has \d+ marks instead of \d+$/.source,
    /: \w+ is an admin$/.source,
    /: .* is left in the bucket$/.source,
    /: a turn of an older generation wrote after a newer one$/.source,
  ].join('|'),
);

/** Whether a merging service lost what somebody else streams, and nothing else is wrong. */
function endsOthers({ tried: { lifecycle, variant }, problems }: Ended): boolean {
  return (
    lifecycle.startsWith('streaming-') &&
    variant === 'putMerges' &&
    problems.every((problem) => /: somebody else's ChannelMessage goes to nowhere /.test(problem))
  );
}

/** The limits about resources of others. */
const LIMITS_OF_OTHERS: typeof LIMITS = {
  // On such a service, no data type can be deleted alone, and nothing else knows the other one's configuration:
  // docs/adr/0020.
  'a function that ends before it has put back what it had to delete with its own': (ended) =>
    endsOthers(ended) &&
    [ended.tried.course.delivery, ended.tried.course.undoing].some((delivery) => delivery?.mode === 'killed'),

  // The same, but the function has put it back before the service applies the deletion.
  'a deletion that the service applies after what it deletes of others was put back': (ended) =>
    endsOthers(ended) &&
    ended.tried.fault?.kind === 'overdue' &&
    ended.tried.fault.operation === 'DeleteMessagingStreamingConfigurations',
};

/** The limit that explains all problems, if there is one. */
export function limitOf(ended: Ended): string | undefined {
  const limits = ended.problems.every(isOfOwnState) ? LIMITS : LIMITS_OF_OTHERS;
  return Object.keys(limits).find((name) => limits[name]!(ended));
}

function isOfOwnState(problem: string): boolean {
  return (
    /^(after the deployment|deployed again|deleted)(: (?!somebody else's)|, it fails)/.test(problem) ||
    OVERTAKEN.test(problem)
  );
}

function isDisplacing({ lifecycle }: Case): boolean {
  return lifecycle.startsWith('association-create-over');
}

function isOfTags(lifecycle: string): boolean {
  return /^flow-(tags|all)$/.test(lifecycle);
}
