/** ARNs of Amazon Chime SDK messaging: of app instances, and of resources in them. */

export type MemberKind = 'user' | 'bot' | 'channel' | 'channel-flow';

export interface ParsedArn {
  readonly appInstanceArn: string;
  /** `undefined` for the app instance itself. */
  readonly kind: MemberKind | undefined;
}

const CHIME_ARN =
  /^(arn:[^:]+:chime:[^:]*:[^:]*:app-instance\/[^/]+)(?:\/(user|bot|channel|channel-flow)\/[^/]+)?$/;

/** Parses an ARN; `undefined` if it is not of this service. */
export function parseArn(arn: string): ParsedArn | undefined {
  const match = CHIME_ARN.exec(arn);
  return match ? { appInstanceArn: match[1]!, kind: match[2] as MemberKind | undefined } : undefined;
}

export function memberArn(appInstanceArn: string, kind: MemberKind, id: string): string {
  return `${appInstanceArn}/${kind}/${id}`;
}
