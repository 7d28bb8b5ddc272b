import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { ErrorAction } from '../../error-action';
import type { ProcessorGuard } from '../../processor-guard';
import { invocationKeyOf, stageOf } from '../providers/qualified-function';
import { got, ValidationError } from '../validation/validation-error';

/** What a flow says of the failures of a function. */
export interface GuardTerms {
  readonly errorAction: ErrorAction;
  readonly guard: ProcessorGuard | undefined;
}

export interface GuardAgreement extends GuardTerms {
  readonly flow: string;
  /** The guard that the function has come to. */
  assigned?: ProcessorGuard;
}

const agreements = new WeakMap<IConstruct, Map<string, GuardAgreement>>();

/**
 * Failures of a function are handled in one way, so all flows that use it have to say the same of them.
 *
 * @returns what the flows that use the function have in common
 */
export function agreeOn(
  flow: IConstruct,
  property: string,
  fn: lambda.IFunction,
  terms: GuardTerms,
): GuardAgreement {
  const stage = stageOf(flow);
  const known = agreements.get(stage) ?? new Map<string, GuardAgreement>();
  agreements.set(stage, known);

  const key = invocationKeyOf(fn);
  const other = known.get(key);
  if (!other) {
    const agreement = { ...terms, flow: flow.node.path };
    known.set(key, agreement);
    return agreement;
  }
  const fail = (name: string, mine: unknown, theirs: unknown, hint = ''): never => {
    const where = `${JSON.stringify(theirs)} in ${other.flow}`;
    const rule = `must be the same in all flows that use ${fn.node.path}${hint}`;
    throw new ValidationError(`'${property}.${name}' ${rule}, ${got(mine)}, and ${where}`, flow);
  };
  if (other.errorAction !== terms.errorAction) {
    fail('errorAction', terms.errorAction, other.errorAction, " (its default depends on 'fallbackAction')");
  }
  if (other.guard !== terms.guard) fail('guard', terms.guard?.node.path, other.guard?.node.path);
  return other;
}
