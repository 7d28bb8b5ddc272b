import { check, isObject, listOf, must, OBJECT, optional, TEXT } from '../../inputs';
import { isPattern } from '../allowed-pattern';
import type { Template } from '../template';
import { checkConditions } from './conditions';
import { checkFunctions } from './functions';
import { membersOf, unknownMember, valuesIn } from './members';
import { checkOutputs } from './outputs';
import { checkReferences } from './references';
import { checkResources } from './resources';
import { checkRuleFormat } from './rules';
import { formatError, functionError, validationError } from './template-error';
import { refuseTransforms } from './transforms';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
];

const PARAMETER = [
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
];

const LONGEST_DESCRIPTION = 1024;

/** @throws Error if CloudFormation would refuse a template, whatever its parameters */
export function checkTemplate(template: Template): void {
  refuseTransforms(template);
  checkSections(template);
  checkParameters(template);
  checkMappings(template);
  checkConditions(template);
  checkRuleFormat(template);
  checkResources(template);
  checkOutputs(template);
  refuseCommonNames(template);
  checkFunctions(template);
  checkReferences(template);
}

function checkSections(template: Template): void {
  const unknown = unknownMember(template, SECTIONS);
  if (unknown) {
    throw validationError(`Invalid template property or properties [${unknown.name}]${unknown.advice}`);
  }
  for (const [path, value] of valuesIn(template, '')) {
    if (value === null) throw formatError(`[${path}] 'null' values are not allowed in templates`);
  }
  const { AWSTemplateFormatVersion: version = '2010-09-09', Description: description = '' } = template;
  if (version !== '2010-09-09') throw formatError('unsupported value for AWSTemplateFormatVersion');
  check("'Description' of the template", description, TEXT);
  if (Buffer.byteLength(description as string) > LONGEST_DESCRIPTION) {
    throw formatError(`'Description' length is greater than ${LONGEST_DESCRIPTION}`);
  }
  for (const section of [
    'Parameters',
    'Mappings',
    'Conditions',
    'Resources',
    'Outputs',
    'Rules',
    'Metadata',
  ]) {
    check(`'${section}' of the template`, template[section], optional(OBJECT));
  }
}

function checkParameters({ Parameters: parameters }: Template): void {
  for (const [name, parameter] of membersOf(parameters)) {
    if (!/^[a-z0-9]+$/i.test(name)) throw formatError(`Parameter name ${name} is non alphanumeric`);
    const of = `'${name}' in 'Parameters' of the template`;
    check(of, parameter, OBJECT);
    const {
      Type: type,
      AllowedValues: values,
      AllowedPattern: pattern,
    } = parameter as Record<string, unknown>;
    check(`'Type' of ${of}`, type, TEXT);
    check(`'AllowedValues' of ${of}`, values, optional(listOf('values', A_SCALAR)));
    check(`'AllowedPattern' of ${of}`, pattern, optional(A_PATTERN));
    for (const limit of ['MinLength', 'MaxLength', 'MinValue', 'MaxValue']) {
      check(`'${limit}' of ${of}`, (parameter as Record<string, unknown>)[limit], optional(A_NUMBER));
    }
    const unknown = unknownMember(parameter, PARAMETER);
    if (!unknown) continue;
    throw validationError(
      `Invalid template parameter property '${unknown.name}' of ${name}${unknown.advice}`,
    );
  }
}

const A_PATTERN = must('a regular expression', (value) => typeof value === 'string' && isPattern(value));

const A_NUMBER = must('a number', (value) => !isObject(value) && /^-?\d+(\.\d+)?$/.test(String(value)));

const A_SCALAR = must('a value', (value) => !isObject(value) && !Array.isArray(value));

function checkMappings({ Mappings: mappings }: Template): void {
  for (const [name, mapping] of membersOf(mappings)) {
    check(`'${name}' in 'Mappings' of the template`, mapping, OBJECT);
    for (const [key, attributes] of membersOf(mapping)) {
      const path = `[/Mappings/${name}/${key}]`;
      if (!isObject(attributes)) throw formatError(`${path} Every Mappings attribute must be a map`);
      const isOfValues = membersOf(attributes).every(([, value]) => !isObject(value));
      if (!isOfValues) throw formatError(`${path} Every Mappings attribute must be a String or a List`);
    }
  }
}

function refuseCommonNames({ Parameters: parameters = {}, Resources: resources }: Template): void {
  const common = Object.keys(resources).filter((name) => Object.hasOwn(parameters, name));
  if (common.length === 0) return;
  throw functionError(
    `all resources and parameters must have unique names. Common name(s):[${common.join(', ')}]`,
  );
}
