/** A fault of a call to the service. */
export interface Fault {
  readonly operation: string;
  readonly kind: string;
  readonly lasts: FaultDuration;
}

/** `once` strikes one call; `forEver` ends before users repeat a failed deployment manually. */
export type FaultDuration = 'once' | '30s' | 'forEver';

export const DURATIONS: readonly FaultDuration[] = ['once', '30s', 'forEver'];

/** Errors of the service, by name, with their status code. */
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

/** Errors of Amazon S3, by name, with their status code. */
export const S3_ERRORS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ConditionalRequestConflict: 409,
  InternalError: 500,
  SlowDown: 503,
};

const S3_OPERATION = /Objects?(V2)?$/;

/**
 * `resetBefore` and `resetAfter` end the connection before and after the work; `lost` never responds; `stalled` sends
 * the first half of a response and then nothing, on a connection that stays open; `cutOff` ends a successful response
 * in the middle, `torn` sends half of its JSON, `hollow` none of its members; `slow`, `late`, and `overdue` delay the
 * work.
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
 * How long after the request the service does its work, in milliseconds: while its client waits; after its client has
 * given up; and after everything that may change anything must have ended.
 */
export const DELAYS: Readonly<Record<string, number>> = { slow: 3_000, late: 8_000, overdue: 100_000 };

/** The errors by which an operation reports that something does not exist: true or not, they are no failure. */
const NOTHING_THERE: Readonly<Record<string, readonly string[]>> = {
  GetMessagingStreamingConfigurations: ['NotFoundException', 'hollow'],
};

/** The operations whose models have a limit on the number of resources. */
const LIMITED = [
  'CreateAppInstanceAdmin',
  'CreateChannelFlow',
  'DeleteAppInstanceAdmin',
  'ListAppInstanceAdmins',
  'TagResource',
];

/** The faults that an operation can meet: a call that only reads can't conflict, and can't take effect too late. */
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

/**
 * Only writes can conflict, and only reads can be cut off or stall. An object arrives complete, or its client reports
 * an error.
 */
function s3FaultKinds(operation: string): readonly string[] {
  const errors = Object.keys(S3_ERRORS).filter(
    (name) => name !== 'ConditionalRequestConflict' || operation === 'PutObject',
  );
  const damages = ['torn', 'hollow', ...(operation === 'GetObject' ? ['overdue'] : ['cutOff', 'stalled'])];
  const cannot = operation === 'ListObjectsV2' ? [...damages, 'overdue'] : damages;
  return [...errors, ...CONNECTION_FAULTS.filter((kind) => !cannot.includes(kind))];
}
