import { check, isObject, LIST_OF_OBJECTS, OBJECT } from '../../inputs';
import { intrinsicName } from '../intrinsics';
import type { Template } from '../template';
import { membersOf } from './members';
import { refuseResources } from './references';
import { formatError, functionError, validationError } from './template-error';

type Evaluate = (value: unknown) => unknown;

/** The functions of rules, which are evaluated once the values of parameters are known. */
const FUNCTIONS: Readonly<Record<string, { operands: [least: number, most: number]; holds: Holds }>> = {
  'Fn::And': { operands: [2, 10], holds: (operands, { isTrue }) => operands.every(isTrue) },
  'Fn::Or': { operands: [2, 10], holds: (operands, { isTrue }) => operands.some(isTrue) },
  'Fn::Not': { operands: [1, 1], holds: ([operand], { isTrue }) => !isTrue(operand) },
  'Fn::Equals': { operands: [2, 2], holds: ([one, other], { texts }) => same(texts(one), texts(other)) },
  'Fn::Contains': {
    operands: [2, 2],
    holds: ([list, value], { texts }) => texts(value).every((text) => texts(list).includes(text)),
  },
  'Fn::EachMemberEquals': {
    operands: [2, 2],
    holds: ([list, value], { texts }) => texts(list).every((text) => same([text], texts(value))),
  },
  'Fn::EachMemberIn': {
    operands: [2, 2],
    holds: ([list, others], { texts }) => texts(list).every((text) => texts(others).includes(text)),
  },
};

type Holds = (operands: unknown[], evaluation: Evaluation) => boolean;

interface Evaluation {
  readonly isTrue: (expression: unknown) => boolean;
  readonly texts: (value: unknown) => string[];
}

/** They examine the resources of an account, and there is none here. */
const OF_AN_ACCOUNT = ['Fn::RefAll', 'Fn::ValueOf', 'Fn::ValueOfAll'];

/** @throws Error if a rule of a template is malformed */
export function checkRuleFormat(template: Template): void {
  for (const [name, rule] of membersOf(template.Rules)) {
    const of = `'${name}' in 'Rules' of the template`;
    check(of, rule, OBJECT);
    const { Assertions: assertions, RuleCondition: condition } = rule as Record<string, unknown>;
    check(`'Assertions' of ${of}`, assertions, LIST_OF_OBJECTS);
    const asserted = (assertions as Record<string, unknown>[]).map(({ Assert: assert }) => assert);
    for (const expression of [...(condition === undefined ? [] : [condition]), ...asserted]) {
      checkExpression(expression, name);
    }
    refuseResources('Rules', rule, template);
  }
}

function checkExpression(expression: unknown, rule: string): void {
  const name = isObject(expression) ? (intrinsicName(expression) ?? '') : '';
  if (OF_AN_ACCOUNT.includes(name)) throw notSupported(name, rule);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : undefined;
  if (!known) {
    const names = Object.keys(FUNCTIONS).join(', ');
    throw formatError(`Rule ${rule} must assert with rule-specific intrinsic functions: ${names}`);
  }
  const operands = (expression as Record<string, unknown>)[name];
  const [least, most] = known.operands;
  if (!Array.isArray(operands) || operands.length < least || operands.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw functionError(`every ${name} object requires a list of ${wanted} parameters (in rule ${rule})`);
  }
  const takesExpressions = ['Fn::And', 'Fn::Or', 'Fn::Not'].includes(name);
  for (const operand of operands as unknown[]) {
    if (takesExpressions) checkExpression(operand, rule);
    const inner = isObject(operand) ? (intrinsicName(operand) ?? '') : '';
    if (OF_AN_ACCOUNT.includes(inner)) throw notSupported(inner, rule);
  }
}

function notSupported(name: string, rule: string): Error {
  return new Error(`the function ${name} in rule ${rule} is not supported by the local deployment`);
}

/**
 * Checks the parameters of a template against its rules.
 *
 * @param resolve returns the values of parameters
 * @throws Error with the description of the first assertion that is false
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function checkRules({ Rules: rules = {} }: Template, resolve: Evaluate): void {
  const texts = (value: unknown): string[] => [resolve(value)].flat().map(String);
  const isTrue = (expression: unknown): boolean => {
    const name = intrinsicName(expression as Record<string, unknown>)!;
    const operands = (expression as Record<string, unknown[]>)[name]!;
    return FUNCTIONS[name]!.holds(operands, { isTrue, texts });
  };
  for (const [name, { RuleCondition: condition, Assertions: assertions }] of Object.entries(rules)) {
    if (condition !== undefined && !isTrue(condition)) continue;
    const failed = assertions.find(({ Assert: assert }) => !isTrue(assert));
    if (!failed) continue;
    const reason = failed.AssertDescription ?? 'an assertion does not hold';
    throw validationError(`Rule ${name} failed: ${reason}`);
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
