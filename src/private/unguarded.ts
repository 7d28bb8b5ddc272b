import { Annotations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Says that messages may stay pending when a function fails, why, and what can be done about it. */
export function warnUnguarded(fn: lambda.IFunction, id: string, reason: string): void {
  Annotations.of(fn).addWarningV2(
    `cdk-chime-sdk-messaging:${id}`,
    `messages stay pending when ${fn.node.path} fails: ${reason}. 'errorAction' LEAVE_PENDING says that this is meant`,
  );
}
