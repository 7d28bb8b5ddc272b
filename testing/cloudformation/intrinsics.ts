import { CALL_SENTENCES } from './call-sentences';
import { availabilityZones, cidrBlocks } from './network-functions';
import { isObject } from '../inputs';

/** The targets of intrinsic functions. */
export interface IntrinsicScope {
  /** The Region of the stack. */
  readonly region: string;
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  /** `undefined` if the mapping has no such value. */
  findInMap(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  importValue(name: string): unknown;
  stackOutput(reference: StackOutputReference): unknown;
}

/** The stack output that an Fn::GetStackOutput refers to. */
export interface StackOutputReference {
  readonly stackName: string;
  readonly outputName: string;
  readonly region?: string;
  readonly roleArn?: string;
}

export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: IntrinsicScope) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(name))),
  'Fn::GetAtt': (argument, scope) => scope.getAtt(...parseGetAtt(argument, scope)),
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = list(argument, scope);
    if (!Array.isArray(values) || !values.every(isScalar)) throw wrongCall('Fn::Join');
    return values.join(String(delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument, scope);
    if (!Array.isArray(values) || !/^\d+$/.test(String(index))) throw wrongCall('Fn::Select');
    const selected = (values as unknown[])[Number(index)];
    if (selected === undefined) {
      throw new Error(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
    }
    return selected;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, value] = list(argument, scope);
    if (!isScalar(value)) throw wrongCall('Fn::Split');
    return String(value).split(String(delimiter));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = subArguments(argument);
    return template.replace(SUB_VARIABLE, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = Object.hasOwn(variables, name) ? resolve(variables[name], scope) : lookUp(name, scope);
      if (value === NO_VALUE) return '';
      if (!isScalar(value)) throw wrongCall('Fn::Sub');
      return String(value);
    });
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second, options] = list(argument, scope);
    const found = scope.findInMap(String(map), String(top), String(second));
    const value = found ?? (isObject(options) ? options.DefaultValue : undefined);
    if (value !== undefined) return value;
    throw new Error(
      `Template error: Unable to get mapping for ${String(map)}::${String(top)}::${String(second)}`,
    );
  },
  'Fn::GetAZs': (argument, scope) => availabilityZones(text('Fn::GetAZs', argument, scope) || scope.region),
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = list(argument, scope);
    return cidrBlocks(String(block), Number(count), bits === undefined ? undefined : Number(bits));
  },
  'Fn::Length': (argument, scope) => {
    const values = resolve(argument, scope);
    if (!Array.isArray(values)) throw wrongCall('Fn::Length');
    return values.length;
  },
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
  'Fn::ImportValue': (argument, scope) => scope.importValue(text('Fn::ImportValue', argument, scope)),
  'Fn::GetStackOutput': (argument, scope) => scope.stackOutput(stackOutputReference(argument, scope)),
  'Fn::Base64': (argument, scope) => Buffer.from(text('Fn::Base64', argument, scope)).toString('base64'),
};

const SUB_VARIABLE = /\$\{(!?)([^}]+)\}/g;

/** The name of the intrinsic function that an object calls, if it is a call. */
export function intrinsicName(value: Record<string, unknown>): string | undefined {
  const keys = Object.keys(value);
  const name = keys.length === 1 ? keys[0]! : '';
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : undefined;
}

/** Evaluates every intrinsic function in a value, and removes `AWS::NoValue`. */
export function resolve(value: unknown, scope: IntrinsicScope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value;

  const name = intrinsicName(value);
  if (name !== undefined && name !== 'Condition') {
    if (!isIntrinsic(name)) throw new Error(notSupported(name));
    return INTRINSICS[name]!(value[name], scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** Whether a function can be evaluated here. */
export function isIntrinsic(name: string): boolean {
  return Object.hasOwn(INTRINSICS, name);
}

export function notSupported(name: string): string {
  return `the intrinsic function ${name} is not supported by the local deployment`;
}

/** The functions that require the transform `AWS::LanguageExtensions`. */
export const LANGUAGE_EXTENSIONS: readonly string[] = ['Fn::Length', 'Fn::ToJsonString'];

/** The first intrinsic function in a value that cannot be evaluated. */
export function unsupportedIntrinsic(value: unknown, hasExtensions: boolean): string | undefined {
  const first = (values: unknown[]) =>
    values.map((item) => unsupportedIntrinsic(item, hasExtensions)).find((name) => name !== undefined);
  if (Array.isArray(value)) return first(value);
  if (!isObject(value)) return undefined;
  const name = intrinsicName(value);
  const isHere = name === undefined || name === 'Condition' || Object.hasOwn(INTRINSICS, name);
  if (!isHere || (!hasExtensions && LANGUAGE_EXTENSIONS.includes(name ?? ''))) return name;
  return first(Object.values(value));
}

/** The references in the text of an `Fn::Sub`, without its own variables: `Name`, or `Name.Attribute`. */
export function namesInSub(argument: unknown): string[] {
  const [template, variables] = subArguments(argument);
  return [...template.matchAll(SUB_VARIABLE)]
    .filter(([, literal, name]) => !literal && !Object.hasOwn(variables, name!))
    .map(([, , name]) => name!);
}

/** The names of everything that a value refers to: parameters, pseudo parameters, and resources. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  switch (intrinsicName(value)) {
    case 'Ref':
      return [String(value.Ref)];
    case 'Fn::GetAtt': {
      const argument = value['Fn::GetAtt'];
      return Array.isArray(argument) ? [String(argument[0])] : [String(argument).split('.')[0]!];
    }
    case 'Fn::Sub': {
      const [template, variables] = subArguments(value['Fn::Sub']);
      const own = namesInSub([template, variables]).map((name) => name.split('.')[0]!);
      return [...own, ...references(Object.values(variables))];
    }
    default:
      return Object.values(value).flatMap(references);
  }
}

/** Whether a value is valid where CloudFormation requires text. */
export function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function text(name: keyof typeof CALL_SENTENCES, argument: unknown, scope: IntrinsicScope): string {
  const value = resolve(argument, scope);
  if (!isScalar(value)) throw wrongCall(name);
  return String(value);
}

/** An argument turned out to be of a different type than the function needs. */
function wrongCall(name: keyof typeof CALL_SENTENCES): Error {
  return new Error(`Template error: ${CALL_SENTENCES[name]}`);
}

function list(argument: unknown, scope: IntrinsicScope): unknown[] {
  return resolve(argument, scope) as unknown[]; // the type was checked before
}

function stackOutputReference(argument: unknown, scope: IntrinsicScope): StackOutputReference {
  const resolved = resolve(argument, scope);
  const { StackName, OutputName, Region, RoleArn } = isObject(resolved) ? resolved : {};
  if (typeof StackName !== 'string' || typeof OutputName !== 'string') {
    throw new Error(`Fn::GetStackOutput needs StackName and OutputName, got ${JSON.stringify(argument)}`);
  }
  return {
    stackName: StackName,
    outputName: OutputName,
    ...(Region !== undefined && { region: String(Region) }),
    ...(RoleArn !== undefined && { roleArn: String(RoleArn) }),
  };
}

function parseGetAtt(argument: unknown, scope: IntrinsicScope): [logicalId: string, attribute: string] {
  const parts = Array.isArray(argument) ? list(argument, scope).map(String) : String(argument).split('.');
  return [parts[0]!, parts.slice(1).join('.')];
}

function subArguments(argument: unknown): [template: string, variables: Record<string, unknown>] {
  const [template, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  return [String(template), isObject(variables) ? variables : {}];
}

function lookUp(name: string, scope: IntrinsicScope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const [logicalId, ...attribute] = name.split('.');
  return attribute.length === 0 ? scope.ref(name) : scope.getAtt(logicalId!, attribute.join('.'));
}
