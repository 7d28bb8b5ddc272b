import { listOf, type PolicyConditions } from './policy-document';
import { matchesArn, matchesWildcard } from './wildcard';

/** The condition keys of a request, with their values. Keys are not case-sensitive. */
export type ConditionContext = Record<string, OneOrManyStrings>;
type OneOrManyStrings = string | string[];

type Comparison = (expected: string, actual: string) => boolean;

const equal: Comparison = (expected, actual) => expected === actual;
const equalIgnoringCase: Comparison = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

const COMPARISONS: Record<string, Comparison> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalIgnoringCase,
};

/** The operators that hold if none of their values match. */
const NEGATIONS: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** Whether every condition of a statement holds; a condition with an unknown operator never does. */
export function conditionsHold(conditions: PolicyConditions | undefined, context: ConditionContext): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      conditionHolds(operator, listOf(expected).map(String), valuesOf(context, key)),
    ),
  );
}

function conditionHolds(operator: string, expected: string[], actual: string[] | undefined): boolean {
  if (operator === 'Null') return expected.some((value) => (value === 'true') === (actual === undefined));

  const { name, qualifier, ifExists } = parseOperator(operator);
  const negated = name in NEGATIONS;
  const comparison = COMPARISONS[NEGATIONS[name] ?? name];
  if (!comparison) return false;
  if (actual === undefined) return ifExists || negated || qualifier === 'ForAllValues';

  const holds = (value: string) => expected.some((candidate) => comparison(candidate, value)) !== negated;
  return qualifier === 'ForAllValues' || negated ? actual.every(holds) : actual.some(holds);
}

function parseOperator(operator: string) {
  const ifExists = operator.endsWith('IfExists');
  const bare = ifExists ? operator.slice(0, -'IfExists'.length) : operator;
  const [first, second] = bare.split(':');
  return { name: second ?? first!, qualifier: second === undefined ? undefined : first, ifExists };
}

function valuesOf(context: ConditionContext, key: string): string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found && listOf(found[1]);
}
