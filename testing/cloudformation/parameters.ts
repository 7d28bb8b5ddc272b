import { matchesPattern } from './allowed-pattern';
import type { StackSource } from './cloud-assembly';
import type { Template, TemplateParameter } from './template';
import { didYouMean, isObject, shown } from '../inputs';

/**
 * The values of a template's parameters.
 *
 * @param given values by parameter name; the other parameters have their defaults
 * @param storedParameter looks up a parameter of Systems Manager
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
  storedParameter: (name: string) => string | undefined,
): Map<string, unknown> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `${name}${didYouMean(name, Object.keys(declared))}`);
    throw new Error(`the template has no parameter ${names.join(', ')}`);
  }

  const values = new Map<string, unknown>();
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    const value = given[name] ?? parameter.Default;
    if (isObject(value) || Array.isArray(value)) {
      throw new Error(`'Default' of parameter ${name} must be a value, got ${shown(value)}`);
    }
    if (value === undefined) missing.push(name);
    else values.set(name, parameterValue(name, parameter, String(value), storedParameter));
  }
  if (missing.length > 0) {
    throw new Error(
      `parameters without a value: ${missing.join(', ')}: give each a default, or pass its value as 'parameters' (--parameters for the command)`,
    );
  }
  return values;
}

/**
 * Checks everything that can be checked before other stacks have stored their parameters in Systems Manager.
 *
 * @throws Error if parameters have no value, or an invalid one
 */
export function checkParameters(
  { stackName, template }: StackSource,
  given: Readonly<Record<string, string>>,
): void {
  try {
    parameterValues(template, given, () => '');
  } catch (error) {
    throw new Error(`stack ${stackName}: ${(error as Error).message}`);
  }
}

function parameterValue(
  name: string,
  parameter: TemplateParameter,
  given: string,
  storedParameter: (name: string) => string | undefined,
): unknown {
  const { Type: type } = parameter;
  if (!TYPES.test(type)) {
    throw new Error(`parameter ${name} must have a type of CloudFormation, got '${type}'`);
  }
  const value = isList(type) ? splitList(given) : given;
  checkConstraints(name, parameter, value);

  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1];
  if (stored === undefined) return value;
  const found = storedParameter(given);
  if (found === undefined) {
    throw new Error(`parameter ${name} refers to an SSM parameter that does not exist: '${given}'`);
  }
  return isList(stored) ? splitList(found) : found;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
const TYPES =
  /^(String|Number|CommaDelimitedList|List<(Number|AWS::[\w:]+)>|AWS::SSM::Parameter::Value<.+>|AWS::[\w:]+)$/;

/**
 * The prefix of the ids of an AWS-specific type. CloudFormation checks whether the resource exists in the account;
 * here, only those of local stacks exist.
 */
const PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::Image::Id': 'ami-',
  'AWS::EC2::Instance::Id': 'i-',
  'AWS::EC2::SecurityGroup::Id': 'sg-',
  'AWS::EC2::Subnet::Id': 'subnet-',
  'AWS::EC2::Volume::Id': 'vol-',
  'AWS::EC2::VPC::Id': 'vpc-',
};

/** The placeholder that a nested stack receives from a stub instead of an id. */
const PLACEHOLDER = /^stub-of-/;

/** Checks a parameter as CloudFormation does; constraints apply to each value of a list. */
function checkConstraints(name: string, parameter: TemplateParameter, value: string | string[]): void {
  const { Type: type, NoEcho: isSecret = false, ConstraintDescription: description } = parameter;
  for (const item of [value].flat()) {
    const single = type.replace(/^List<(.+)>$/, '$1');
    const problem = idProblem(item, PREFIXES[single]) ?? problemOf(item, parameter, single === 'Number');
    if (problem === undefined) continue;
    const advice = description === undefined ? '' : `: ${description}`;
    throw new Error(
      `parameter ${name} must ${problem}, got ${isSecret ? 'another value' : `'${item}'`}${advice}`,
    );
  }
}

function idProblem(value: string, prefix: string | undefined): string | undefined {
  if (prefix === undefined || value.startsWith(prefix) || PLACEHOLDER.test(value)) return undefined;
  return `be an id that starts with ${prefix}`;
}

function problemOf(
  value: string,
  { AllowedValues: allowed, AllowedPattern: pattern, ...limits }: TemplateParameter,
  isNumber: boolean,
): string | undefined {
  const { MinLength: shortest, MaxLength: longest, MinValue: least, MaxValue: most } = limits;
  if (isNumber && (value.trim() === '' || Number.isNaN(Number(value)))) return 'be a number';
  if (allowed && !allowed.map(String).includes(value)) return `be one of ${allowed.join(', ')}`;
  if (pattern !== undefined && !matchesPattern(pattern, value)) return `match ${pattern}`;
  if (value.length < Number(shortest ?? 0)) return `have at least ${shortest} characters`;
  if (value.length > Number(longest ?? Infinity)) return `have at most ${longest} characters`;
  if (isNumber && Number(value) < Number(least ?? -Infinity)) return `be at least ${least}`;
  if (isNumber && Number(value) > Number(most ?? Infinity)) return `be at most ${most}`;
  return undefined;
}

/** White space around the values of a list is ignored. */
function splitList(value: string): string[] {
  return value.split(',').map((item) => item.trim());
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}
