/** Reads the properties in templates of this version and of every earlier one. There has been only one version so far. */
import { physicalIdOf, type AdminId } from './physical-id';
import type { AppInstanceAdminData, AppInstanceAdminProperties } from '../../src/private/protocol';
import { ifValid, InvalidPropertyError, record, type Result, text } from '../protocol';

/** @throws if a property is missing or malformed */
export function decodeAdmin(raw: unknown): AppInstanceAdminProperties {
  const properties = record(raw, 'ResourceProperties');
  const AppInstanceArn = text(properties, 'AppInstanceArn');
  const MemberArn = text(properties, 'MemberArn');
  if (!/^\/(user|bot)\/[^/]+$/.test(withoutPrefix(MemberArn, AppInstanceArn))) {
    throw new InvalidPropertyError('MemberArn', `the ARN of a user or bot in ${AppInstanceArn}`, MemberArn);
  }
  return { AppInstanceArn, MemberArn };
}

/** Decodes the admin if it can be read, to compare it or clean it up rather than create it. */
export function decodeKnown(raw: unknown): AppInstanceAdminProperties | undefined {
  return ifValid(() => decodeAdmin(raw));
}

/**
 * The result that CloudFormation receives for an admin.
 *
 * @param isPromoted whether the role is ours
 */
export function adminResult(id: AdminId, isPromoted: boolean): Result {
  const data: AppInstanceAdminData = { MemberArn: id.memberArn, Promoted: isPromoted ? 'true' : 'false' };
  return { PhysicalResourceId: physicalIdOf(id), Data: data };
}

function withoutPrefix(arn: string, prefix: string): string {
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : '';
}
