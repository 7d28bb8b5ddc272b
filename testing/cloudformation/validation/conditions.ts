import { isObject } from '../../inputs';
import { intrinsicName, isIntrinsic, notSupported } from '../intrinsics';
import type { Template } from '../template';
import { checkCallsIn } from './functions';
import { membersOf, valuesIn } from './members';
import { refuseResources } from './references';
import { formatError, functionError } from './template-error';

const SENTENCES: Readonly<Record<string, string>> = {
  Condition: 'every Condition object must have a single String value.',
  'Fn::Equals': 'every Fn::Equals object requires a list of 2 string parameters.',
  'Fn::Not': 'every Fn::Not object requires a list with exactly 1 boolean parameter.',
  'Fn::And': 'every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  'Fn::Or': 'every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
};

const MOST = 10;

/** @throws Error if a condition is invalid, or depends on values that are unknown before anything is created */
export function checkConditions(template: Template): void {
  const { Conditions: conditions = {} } = template;
  const dependencies = new Map<string, string[]>();
  for (const [name, expression] of membersOf(conditions)) {
    const used: string[] = [];
    checkBoolean(expression, name, used);
    checkCallsIn(expression, name);
    refuseUnknownFunctions(expression, name);
    const unknown = used.find((other) => !Object.hasOwn(conditions, other));
    if (unknown !== undefined) {
      throw functionError(`unresolved condition dependency ${unknown} in Condition (in ${name})`);
    }
    dependencies.set(name, used);
    refuseResources('Conditions', expression, template);
  }
  for (const name of dependencies.keys()) refuseCircle(name, dependencies, []);
}

function refuseUnknownFunctions(expression: unknown, id: string): void {
  for (const [, value] of valuesIn(expression, '')) {
    const name = isObject(value) ? intrinsicName(value) : undefined;
    if (name === undefined || name === 'Fn::If' || Object.hasOwn(SENTENCES, name)) continue;
    if (!isIntrinsic(name)) throw new Error(`${notSupported(name)} (in ${id})`);
  }
}

/** @param used collects the conditions that the expression refers to */
function checkBoolean(expression: unknown, id: string, used: string[]): void {
  const name = isObject(expression) ? intrinsicName(expression) : undefined;
  const sentence = name === undefined || !Object.hasOwn(SENTENCES, name) ? undefined : SENTENCES[name];
  if (name === undefined || sentence === undefined) {
    throw formatError(
      `Conditions can only be boolean operations on parameters and other conditions (in ${id})`,
    );
  }
  const argument = (expression as Record<string, unknown>)[name];
  if (!isRight(name, argument)) throw functionError(`${sentence} (in ${id})`);
  if (name === 'Condition') used.push(argument as string);
  else if (name === 'Fn::Equals') used.push(...conditionsIn(argument));
  else for (const each of argument as unknown[]) checkBoolean(each, id, used);
}

/** The conditions that select the operands of a comparison. */
function conditionsIn(operands: unknown): string[] {
  const values = [...valuesIn(operands, '')].map(([, value]) => value);
  return values.flatMap((value) =>
    isObject(value) && intrinsicName(value) === 'Fn::If' ? [String([value['Fn::If']].flat()[0])] : [],
  );
}

function isRight(name: string, argument: unknown): boolean {
  if (name === 'Condition') return typeof argument === 'string';
  if (!Array.isArray(argument)) return false;
  if (name === 'Fn::Equals') return argument.length === 2;
  if (name === 'Fn::Not') return argument.length === 1;
  return argument.length >= 2 && argument.length <= MOST;
}

function refuseCircle(name: string, dependencies: ReadonlyMap<string, string[]>, path: string[]): void {
  if (path.includes(name)) {
    const circle = [...path.slice(path.indexOf(name)), name].join(' → ');
    throw formatError(`Circular dependency between conditions: [${circle}]`);
  }
  for (const other of dependencies.get(name)!) refuseCircle(other, dependencies, [...path, name]);
}
