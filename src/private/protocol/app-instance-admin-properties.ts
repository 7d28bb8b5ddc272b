/**
 * The properties that a template passes to the app instance admin provider; see `channel-flow-properties.ts`.
 */

/** The type of the custom resource for an app instance admin. */
export const APP_INSTANCE_ADMIN_RESOURCE_TYPE = 'Custom::ChimeAppInstanceAdmin';

/**
 * The prefix of the keys of the tags that the provider adds to the users and bots that it promotes: see
 * docs/adr/0016-marks-of-admins.md.
 */
export const ADMIN_TAG_PREFIX = 'cdk-chime-sdk-messaging:admin:';

/** Properties of `Custom::ChimeAppInstanceAdmin`; its physical id is derived from the ARN of the member. */
export interface AppInstanceAdminProperties {
  readonly AppInstanceArn: string;
  /** The user or bot to promote. */
  readonly MemberArn: string;
}

/** Its attributes, for `Fn::GetAtt`. */
export interface AppInstanceAdminData {
  /** The member, once it is an admin. */
  readonly MemberArn: string;
  /** Whether the role is the library's: `false` if somebody else made the member an admin, so that a deletion leaves the role. */
  readonly Promoted: 'true' | 'false';
}
