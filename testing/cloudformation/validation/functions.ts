import { isObject } from '../../inputs';
import { CALL_SENTENCES } from '../call-sentences';
import { intrinsicName, isScalar } from '../intrinsics';
import type { Template } from '../template';
import { membersOf, valuesIn } from './members';
import { functionError } from './template-error';

/** The correct call of a function, and CloudFormation's message about an incorrect one. */
interface Call {
  readonly isRight: (argument: unknown) => boolean;
  readonly sentence: string;
}

const CALLS: Readonly<Record<string, Call>> = {
  Ref: { isRight: isText, sentence: 'every Ref object must have a single String value.' },
  'Fn::GetAtt': {
    isRight: (argument) =>
      isText(argument)
        ? /^[^.]+\../.test(argument)
        : isList(argument, 2) && isFilled(argument[0]) && (isFilled(argument[1]) || isCall(argument[1])),
    sentence: CALL_SENTENCES['Fn::GetAtt'],
  },
  'Fn::Join': {
    isRight: (argument) =>
      isList(argument, 2) && isText(argument[0]) && (isListOfTexts(argument[1]) || isCall(argument[1])),
    sentence: CALL_SENTENCES['Fn::Join'],
  },
  'Fn::Split': {
    isRight: (argument) =>
      isList(argument, 2) && isFilled(argument[0]) && (isText(argument[1]) || isCall(argument[1])),
    sentence: CALL_SENTENCES['Fn::Split'],
  },
  'Fn::Select': {
    isRight: (argument) =>
      isList(argument, 2) && (isIndex(argument[0]) || isCall(argument[0])) && isListOrCall(argument[1]),
    sentence: CALL_SENTENCES['Fn::Select'],
  },
  'Fn::Sub': {
    isRight: (argument) =>
      isText(argument) ||
      (isList(argument, 2) && isText(argument[0]) && isObject(argument[1]) && !isCall(argument[1])),
    sentence: CALL_SENTENCES['Fn::Sub'],
  },
  'Fn::FindInMap': {
    isRight: (argument) =>
      (isList(argument, 3) || (isList(argument, 4) && isObject(argument[3]))) &&
      argument.slice(0, 3).every((key) => isScalar(key) || isCall(key)),
    sentence: CALL_SENTENCES['Fn::FindInMap'],
  },
  'Fn::If': {
    isRight: (argument) => isList(argument, 3) && isText(argument[0]),
    sentence: CALL_SENTENCES['Fn::If'],
  },
  'Fn::Base64': textOrCall(CALL_SENTENCES['Fn::Base64']),
  'Fn::GetAZs': textOrCall(CALL_SENTENCES['Fn::GetAZs']),
  'Fn::ImportValue': textOrCall(CALL_SENTENCES['Fn::ImportValue']),
  'Fn::Cidr': {
    isRight: (argument) =>
      (isList(argument, 2) || isList(argument, 3)) &&
      argument.every((each) => isScalar(each) || isCall(each)),
    sentence: CALL_SENTENCES['Fn::Cidr'],
  },
  'Fn::GetStackOutput': {
    isRight: (argument) => isObject(argument) && 'StackName' in argument && 'OutputName' in argument,
    sentence: CALL_SENTENCES['Fn::GetStackOutput'],
  },
  'Fn::Length': {
    isRight: isListOrCall,
    sentence: CALL_SENTENCES['Fn::Length'],
  },
  'Fn::ToJsonString': {
    isRight: (argument) => isObject(argument) || Array.isArray(argument),
    sentence: CALL_SENTENCES['Fn::ToJsonString'],
  },
};

function textOrCall(sentence: string): Call {
  return { isRight: (argument) => isText(argument) || isCall(argument), sentence };
}

/** @throws Error if a function in resources or outputs is called incorrectly */
export function checkFunctions({ Resources: resources, Outputs: outputs }: Template): void {
  for (const [id, { Properties: properties, Metadata: metadata }] of Object.entries(resources)) {
    checkCallsIn([properties, metadata], id);
  }
  for (const [id, output] of membersOf(outputs)) checkCallsIn(output, id);
}

/** @param id the resource, output, or condition that calls the functions */
export function checkCallsIn(part: unknown, id: string): void {
  for (const [, value] of valuesIn(part, '')) {
    if (!isObject(value)) continue;
    const name = intrinsicName(value) ?? '';
    const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    if (call && !call.isRight(value[name])) throw functionError(`${call.sentence} (${name} in ${id})`);
    if (name === 'Fn::Sub') checkVariables(value[name], id);
  }
}

function checkVariables(argument: unknown, id: string): void {
  const [template] = [argument].flat();
  const wrong = [...String(template).matchAll(/\$\{([^!}][^}]*|)\}/g)].find(
    ([, name]) => !/^[\w.:]+$/.test(name!),
  );
  if (!wrong) return;
  throw functionError(
    'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons,' +
      ` got ${wrong[0]} (Fn::Sub in ${id})`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFilled(value: unknown): boolean {
  return isText(value) && value !== '';
}

function isIndex(value: unknown): boolean {
  return isScalar(value) && /^\d+$/.test(String(value));
}

function isList(value: unknown, length: number): value is unknown[] {
  return Array.isArray(value) && value.length === length;
}

function isCall(value: unknown): boolean {
  return isObject(value) && intrinsicName(value) !== undefined;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => isScalar(item) || isCall(item));
}

function isListOrCall(value: unknown): boolean {
  return Array.isArray(value) || isCall(value);
}
