import type { Case } from './cases';
import type { Outcome } from './cloudformation';

/** What is known of a case that did not end as it should. */
interface Ended {
  readonly tried: Case;
  readonly outcome: Outcome | undefined;
  /** Whether a second delivery of the change was at work when its rollback began. */
  readonly isOvertaken: boolean;
  /** What is wrong, one at least. */
  readonly problems: readonly string[];
}

const REFUSALS = ['BadRequest', 'Unauthorized', 'Forbidden', 'NotFound', 'Conflict'];

/**
 * What is not promised, as docs/reliability.md has it, with why: each as narrow as a case can tell. A limit excuses the state of
 * what the stack owns, or what it displaced, but for one; never how a provider responds.
 */
const LIMITS: Readonly<Record<string, (ended: Ended) => boolean>> = {
  // What the first delivery found is lost with its function, and what it left looks like what was there before.
  'a creation that crashed does not know what it displaced': ({ tried }) =>
    isDisplacing(tried) && tried.course.delivery.mode === 'killed',

  // CloudFormation did not wait for what the creation found. The channel may be without a flow, but never has the creation's.
  'a creation that was called off does not know what it displaced': ({ tried, problems }) =>
    isDisplacing(tried) &&
    tried.course.delivery.mode === 'calledOff' &&
    problems.every((problem) => /^after the deployment: channel \d has no flow instead of /.test(problem)),

  // The last delivery fails without a call, and cannot tell a crash from an event that was kept for long.
  'an association of a creation that crashed for too long': ({ tried, outcome }) =>
    tried.lifecycle.startsWith('association-create') &&
    tried.course.delivery.mode === 'killed' &&
    /^(30s|forEver)$/.test(tried.fault?.lasts ?? '') &&
    outcome?.committed === false,

  // Nothing tells what is displaced, and the association works all the same.
  'a channel that does not show its flow to the bearer': ({ tried: { lifecycle, fault } }) =>
    /^association-(create-over|flow|channel|both)/.test(lifecycle) &&
    fault?.operation === 'DescribeChannel' &&
    REFUSALS.some((refusal) => fault.kind.startsWith(refusal)),

  // The forward change looks when its response is overdue, finds the state that the rollback has restored, and repeats itself.
  'a response that hangs while the rollback undoes the change': ({ tried: { lifecycle, fault }, outcome }) =>
    outcome?.committed === false &&
    /^(lost|stalled)$/.test(fault?.kind ?? '') &&
    (isOfTags(lifecycle) ||
      (lifecycle === 'association-flow' && fault?.operation === 'AssociateChannelFlow') ||
      (/^streaming-(stream|data-types?)$/.test(lifecycle) &&
        fault?.operation === 'PutMessagingStreamingConfigurations')),

  // The response of one delivery lets the rollback begin while the other, which the first got in the way of, still repeats a call.
  'a duplicate that is at work when the rollback begins': ({ tried, outcome, isOvertaken }) =>
    tried.course.delivery.mode === 'duplicated' && outcome?.committed === false && isOvertaken,

  // If IAM denies listing, it most likely also denied creation.
  'an unfinished creation that IAM forbids to look for': ({ tried: { lifecycle, fault, course } }) =>
    /^(flow|admin)-create/.test(lifecycle) &&
    /^(killed|calledOff)$/.test(course.delivery.mode) &&
    /^(ListChannelFlows|ListTagsForResource)$/.test(fault?.operation ?? '') &&
    fault?.kind === 'AccessDeniedException' &&
    fault.lasts === 'forEver',

  // Each delivery asks for the flow of its request before the other has made it.
  'two deliveries at once, where the service ignores request tokens': ({ tried }) =>
    /^flow-(create|app-instance)/.test(tried.lifecycle) &&
    tried.course.delivery.mode === 'duplicated' &&
    tried.variant === 'tokensIgnored',

  // What cannot be disassociated must not keep the rollback from its end.
  'a service that refuses to disassociate for as long as the rollback lasts': ({
    tried: { lifecycle, fault },
    outcome,
  }) =>
    /^association-(channel|both)$/.test(lifecycle) &&
    fault?.operation === 'DisassociateChannelFlow' &&
    ['Conflict', 'AccessDenied', ...REFUSALS].some((refusal) => fault.kind.startsWith(refusal)) &&
    fault.lasts !== 'once' &&
    outcome?.committed === false,

  // Everybody has ended who could undo it, and the service has no conditions for its calls. The next deployment puts it right.
  'a call that the service applies when all functions have ended': ({ tried: { fault }, problems }) =>
    fault?.kind === 'overdue' &&
    problems.every(
      (problem) => problem.startsWith('after the deployment: ') || LEFT_BY_OVERDUE.test(problem),
    ),

  // By the time that people repeat the clean-up the flow or the mark looks like one that was retained.
  'a clean-up of a called-off creation that fails for minutes': ({ tried, outcome }) =>
    /^(flow|admin)-create/.test(tried.lifecycle) &&
    tried.course.delivery.mode === 'calledOff' &&
    outcome?.repeated === true,
};

/** What the next deployment says when such a call changes what it has just put right. */
const OVERTAKEN = /^it fails again, without any fault: .*: a later change won; deploy again$/;

/** What a call that comes too late leaves behind, and no later deployment finds: docs/reliability.md. */
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

/** The only one that is about what others have. */
const LIMITS_OF_OTHERS: typeof LIMITS = {
  // No data type can be deleted by itself there, and nothing else knows what the other one was: docs/adr/0020.
  'a function that ends before it has put back what it had to delete with its own': ({
    tried: { lifecycle, course, variant },
    problems,
  }) =>
    lifecycle.startsWith('streaming-') &&
    variant === 'putMerges' &&
    [course.delivery, course.undoing].some((delivery) => delivery?.mode === 'killed') &&
    problems.every((problem) => /: somebody else's ChannelMessage goes to nowhere /.test(problem)),
};

/** The limit that explains all of the problems, if there is one. */
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
