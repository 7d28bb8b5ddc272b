import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { ErrorAction } from '../../error-action';
import type { IProcessorGuard } from '../../i-processor-guard';
import { invocationKeyOf, stageOf } from '../providers';
import { got, shown, ValidationError } from '../validation';

/** How to handle the failures of a function. */
export interface GuardTerms {
  readonly errorAction: ErrorAction;
  /** The guard that the user chose. */
  readonly guard?: IProcessorGuard;
  /** Returns the guard to use if none was chosen; left out if the function gets no guard. */
  readonly defaultGuard?: (fn: lambda.IFunction) => IProcessorGuard;
}

/** The terms that all users of a function share. */
interface Agreement {
  /** The first user. */
  readonly madeBy: string;
  readonly errorAction: ErrorAction;
  guard?: IProcessorGuard;
  isByDefault?: boolean;
}

const agreements = new WeakMap<IConstruct, Map<string, Agreement>>();

/**
 * Failures of a function are handled in one way, so all its users must have the same terms.
 *
 * @param user the flow or guard that has the terms
 * @param prefix the path of the properties that hold the terms
 * @returns the guard of the function, if it gets one
 */
export function agreeOn(
  user: IConstruct,
  prefix: string,
  fn: lambda.IFunction,
  terms: GuardTerms,
): IProcessorGuard | undefined {
  const agreed = agreementOn(fn, { madeBy: user.node.path, errorAction: terms.errorAction });
  const demand = (name: string, mine: unknown, theirs: unknown, hint = ''): void => {
    if (mine === theirs) return;
    throw new ValidationError(
      `'${prefix}${name}' must be the same wherever ${fn.node.path} is a processor${hint}, ${got(mine)}, and ${shown(theirs)} in` +
        ` ${agreed.madeBy}`,
      user,
    );
  };
  demand('errorAction', terms.errorAction, agreed.errorAction, " (its default depends on 'fallbackAction')");

  // two stacks may import one function: the first of them has its guard
  const guard = terms.guard ?? (agreed.isByDefault ? agreed.guard : terms.defaultGuard?.(fn));
  if (guard && agreed.guard) demand('guard', guard, agreed.guard);
  if (guard && !agreed.guard) {
    agreed.guard = guard;
    agreed.isByDefault = terms.guard === undefined;
  }
  return guard;
}

function agreementOn(fn: lambda.IFunction, first: Agreement): Agreement {
  const stage = stageOf(fn);
  const known = agreements.get(stage) ?? new Map<string, Agreement>();
  agreements.set(stage, known);
  const key = invocationKeyOf(fn);
  const agreed = known.get(key) ?? first;
  known.set(key, agreed);
  return agreed;
}
