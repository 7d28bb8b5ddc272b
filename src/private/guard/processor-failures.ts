import { Annotations, Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct, IDependable } from 'constructs';
import { agreeOn } from './guard-agreements';
import type { ChannelFlowProcessor } from '../../channel-flow-processor';
import { ErrorAction } from '../../error-action';
import { FallbackAction } from '../../fallback-action';
import type { IProcessorGuard } from '../../i-processor-guard';
import { isAlias, isVersion } from '../providers';
import { got, ValidationError } from '../validation';

/**
 * Sends the failures of a flow's processors to their guards.
 *
 * @param defaultGuard the guard of a function whose processor names none
 * @returns the resources that must exist before the first message
 */
export function guardProcessors(
  flow: Construct,
  processors: ChannelFlowProcessor[],
  appInstance: aws_chime.IAppInstanceRef,
  defaultGuard: (fn: lambda.IFunction) => IProcessorGuard,
): IDependable[] {
  return processors.flatMap((processor, index) => {
    const { function: fn } = processor;
    const prefix = `processors[${index}].`;
    const errorAction = errorActionOf(processor);
    validateGuard(flow, prefix, processor, errorAction);
    const canBeGuarded = errorAction !== ErrorAction.LEAVE_PENDING && hasKnownRole(fn);
    const terms = canBeGuarded ? { errorAction, guard: processor.guard, defaultGuard } : { errorAction };
    const guard = agreeOn(flow, prefix, fn, terms);
    return guard ? [guard._guard(flow, fn, { appInstance, errorAction })] : [];
  });
}

/** By default, a function that fails has the same consequence as one that can't be invoked. */
function errorActionOf({ errorAction, fallbackAction }: ChannelFlowProcessor): ErrorAction {
  return errorAction ?? (fallbackAction === FallbackAction.CONTINUE ? ErrorAction.ALLOW : ErrorAction.DENY);
}

function validateGuard(
  flow: Construct,
  prefix: string,
  { function: fn, guard }: ChannelFlowProcessor,
  errorAction: ErrorAction,
): void {
  if (!guard) return;
  if (Stack.of(guard) !== Stack.of(fn)) {
    throw new ValidationError(
      `'${prefix}guard' must be in the stack of the function, because each refers to the other, ${got(guard.node.path)}`,
      flow,
    );
  }
  if (errorAction !== ErrorAction.LEAVE_PENDING) return;
  throw new ValidationError(`'${prefix}guard' needs 'errorAction' DENY or ALLOW, ${got(errorAction)}`, flow);
}

/** Lambda accepts a guard as the destination of a function only if the function's role may invoke it. */
function hasKnownRole(fn: lambda.IFunction): boolean {
  if (fn.role) return true;
  Annotations.of(fn).addWarningV2(
    'cdk-chime-sdk-messaging:processor-guard-unknown-role',
    `messages stay PENDING when ${fn.node.path} fails: its role is not known, and must allow lambda:InvokeFunction on the guard` +
      ` before Lambda accepts the guard as its destination. Import it with ${importOf(fn)}; or, to accept this, set 'errorAction'` +
      ' to LEAVE_PENDING',
  );
  return false;
}

/** Checks that a function has a role that can be allowed to invoke its guard. */
export function validateKnownRole(guard: Construct, property: string, fn: lambda.IFunction): void {
  if (fn.role) return;
  throw new ValidationError(
    `'${property}' must have a known role, ${got(fn.node.path)}: import it with ${importOf(fn)}`,
    guard,
  );
}

/** How a function is imported with its role. */
function importOf(fn: lambda.IFunction): string {
  const whole = 'Function.fromFunctionAttributes() and its role';
  if (isAlias(fn)) {
    return `Alias.fromAliasAttributes(), of a version by Version.fromVersionAttributes() of a function by ${whole}`;
  }
  return isVersion(fn) ? `Version.fromVersionAttributes(), of a function by ${whole}` : whole;
}
