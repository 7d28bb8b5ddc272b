import { Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import { agreeOn } from './guard-agreements';
import type { ChannelFlowProcessor } from '../../channel-flow-processor';
import { ErrorAction } from '../../error-action';
import { FallbackAction } from '../../fallback-action';
import { ProcessorGuard } from '../../processor-guard';
import { isAlias, isVersion } from '../providers/qualified-function';
import { warnUnguarded } from '../unguarded';
import { isElsewhere } from '../validation/place';
import { got, ValidationError } from '../validation/validation-error';

/**
 * Hands the failures of a flow's processors to their guards.
 *
 * @returns what has to be there before the first message
 */
export function guardProcessors(
  flow: Construct,
  processors: ChannelFlowProcessor[],
  appInstanceArn: string,
): IDependable[] {
  return processors.flatMap((processor, index) => {
    const { function: fn, guard } = processor;
    const errorAction = errorActionOf(processor);
    validateGuard(flow, index, processor, errorAction);
    const agreement = agreeOn(flow, `processors[${index}]`, fn, { errorAction, guard });
    if (errorAction === ErrorAction.LEAVE_PENDING) return [];

    const role = guardableRole(fn);
    if (!role) return [];
    const isAllowed = errorAction === ErrorAction.ALLOW;
    // two stacks may import one function: the first of them has its guard
    agreement.assigned ??= guard ?? ProcessorGuard._of(fn);
    return agreement.assigned._guard(flow, appInstanceArn, { fn, role, isAllowed });
  });
}

/** What a failure leads to follows what an unreachable function leads to, unless something else is said. */
function errorActionOf({ errorAction, fallbackAction }: ChannelFlowProcessor): ErrorAction {
  return errorAction ?? (fallbackAction === FallbackAction.CONTINUE ? ErrorAction.ALLOW : ErrorAction.DENY);
}

function validateGuard(
  flow: Construct,
  index: number,
  { function: fn, guard }: ChannelFlowProcessor,
  errorAction: ErrorAction,
): void {
  if (!guard) return;
  if (Stack.of(guard) !== Stack.of(fn)) {
    throw new ValidationError(
      `'processors[${index}].guard' must be in the stack of the function, as each refers to the other, ${got(guard.node.path)}`,
      flow,
    );
  }
  if (errorAction !== ErrorAction.LEAVE_PENDING) return;
  throw new ValidationError(
    `'processors[${index}].guard' needs 'errorAction' DENY or ALLOW, ${got(errorAction)}`,
    flow,
  );
}

/** The role that Lambda needs to invoke the guard, unless the function cannot be guarded. */
function guardableRole(fn: lambda.IFunction): lambda.IFunction['role'] {
  if (isElsewhere(Stack.of(fn), fn)) {
    const place = 'it is in another account or region than its stack, and cannot be configured from here';
    warnUnguarded(fn, 'processor-guard-place', place);
    return undefined;
  }
  if (!fn.role) {
    const unknown =
      'its role is not known, and must allow lambda:InvokeFunction on the guard before Lambda accepts the guard as its' +
      ` destination. Import it with ${importOf(fn)}`;
    warnUnguarded(fn, 'processor-guard-unknown-role', unknown);
  }
  return fn.role;
}

/** How a function is imported with its role. */
function importOf(fn: lambda.IFunction): string {
  const whole = 'Function.fromFunctionAttributes() and its role';
  if (isAlias(fn)) {
    return `Alias.fromAliasAttributes(), of a version by Version.fromVersionAttributes() of a function by ${whole}`;
  }
  return isVersion(fn) ? `Version.fromVersionAttributes(), of a function by ${whole}` : whole;
}
