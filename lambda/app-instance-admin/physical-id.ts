/** Prefix of the physical id of an admin whose creation failed before it changed anything. The request id follows it. */
export const NOT_CREATED = 'app-instance-admin-not-created';

/** The information in the physical id of an admin. */
export interface AdminId {
  readonly memberArn: string;
  /** The request that created the admin. It is used to find the mark, because the stack and the logical id may change. */
  readonly request: string;
}

const ID = /^(?<memberArn>arn:.+)\/app-instance-admin\/(?<request>[^/]+)$/;

export function physicalIdOf({ memberArn, request }: AdminId): string {
  return `${memberArn}/app-instance-admin/${request}`;
}

/** The information in a physical id, or undefined if the id is not ours. */
export function parsePhysicalId(physicalId: string): AdminId | undefined {
  const { memberArn, request } = ID.exec(physicalId)?.groups ?? {};
  return memberArn && request ? { memberArn, request } : undefined;
}

/** The app instance of a user or bot: the part of the ARN before `/user/` or `/bot/`. */
export function appInstanceArnOf(memberArn: string): string {
  return memberArn.split('/').slice(0, 2).join('/');
}
