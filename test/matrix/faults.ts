/** What can go wrong with a call of the service. */
export interface Fault {
  readonly operation: string;
  readonly kind: string;
  readonly lasts: FaultDuration;
}

/** `once` strikes one call; `forEver` ends before what people repeat by hand, once the deployment has failed. */
export type FaultDuration = 'once' | '30s' | 'forEver';

export const DURATIONS: readonly FaultDuration[] = ['once', '30s', 'forEver'];

/** Errors of the service, by name, with their status. */
export const ERRORS: Readonly<Record<string, number>> = {
  BadRequestException: 400,
  ResourceLimitExceededException: 400,
  UnauthorizedClientException: 401,
  AccessDeniedException: 403,
  ForbiddenException: 403,
  NotFoundException: 404,
  ConflictException: 409,
  ThrottledClientException: 429,
  ServiceFailureException: 500,
  ServiceUnavailableException: 503,
};

/** Errors of Amazon S3, by name, with their status. */
export const S3_ERRORS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ConditionalRequestConflict: 409,
  InternalError: 500,
  SlowDown: 503,
};

const S3_OPERATION = /Objects?(V2)?$/;

/**
 * `resetBefore` and `resetAfter` end the connection before and after the work; `lost` never responds; `stalled` sends the first half of
 * a response and then nothing, on a connection that stays open; `cutOff` ends a successful response in its middle, `torn` sends half of
 * its JSON, `hollow` none of its members; `slow`, `late` and `overdue` work only after a while.
 */
export const CONNECTION_FAULTS = [
  'resetBefore',
  'resetAfter',
  'lost',
  'stalled',
  'cutOff',
  'torn',
  'hollow',
  'slow',
  'late',
  'overdue',
] as const;

/**
 * How long after it was asked a service works, in milliseconds: while its client waits; when its client has given up; and when
 * everybody must have ended who may change anything.
 */
export const DELAYS: Readonly<Record<string, number>> = { slow: 3_000, late: 8_000, overdue: 100_000 };

/** By these an operation says that there is nothing: true or not, it is no failure. */
const NOTHING_THERE: Readonly<Record<string, readonly string[]>> = {
  GetMessagingStreamingConfigurations: ['NotFoundException', 'hollow'],
};

/** The operations whose models have a limit of what there may be. */
const LIMITED = [
  'CreateAppInstanceAdmin',
  'CreateChannelFlow',
  'DeleteAppInstanceAdmin',
  'ListAppInstanceAdmins',
  'TagResource',
];

/** What an operation can meet: a call that only reads has nothing to be in conflict with, and nothing to do too late. */
export function faultKinds(operation: string): readonly string[] {
  if (S3_OPERATION.test(operation)) return s3FaultKinds(operation);
  const isRead = /^(Get|List|Describe)/.test(operation);
  const cannot = [
    ...(isRead ? ['ConflictException', 'overdue'] : []),
    !LIMITED.includes(operation) && 'ResourceLimitExceededException',
  ];
  const errors = Object.keys(ERRORS).filter((name) => !cannot.includes(name));
  const { [operation]: nothing = [] } = NOTHING_THERE;
  return [...errors, ...CONNECTION_FAULTS].filter((kind) => !nothing.includes(kind));
}

/** Only what is written can be in conflict, and only what is read be cut off or stall. An object comes whole, or its client says so. */
function s3FaultKinds(operation: string): readonly string[] {
  const errors = Object.keys(S3_ERRORS).filter(
    (name) => name !== 'ConditionalRequestConflict' || operation === 'PutObject',
  );
  const damages = ['torn', 'hollow', ...(operation === 'GetObject' ? ['overdue'] : ['cutOff', 'stalled'])];
  const cannot = operation === 'ListObjectsV2' ? [...damages, 'overdue'] : damages;
  return [...errors, ...CONNECTION_FAULTS.filter((kind) => !cannot.includes(kind))];
}
