import { check, isObject, must, OBJECT, optional } from '../../inputs';
import { intrinsicName, references } from '../intrinsics';
import type { Template } from '../template';
import { membersOf, unknownMember, valuesIn } from './members';
import { formatError, validationError } from './template-error';

const MEMBERS = ['Condition', 'Description', 'Export', 'Value'];

const AN_EXPORT = must('an object with Name', (given) => isObject(given) && 'Name' in given);

/** @throws Error if an output is malformed */
export function checkOutputs(template: Template): void {
  for (const [name, output] of membersOf(template.Outputs)) {
    if (!/^[a-z0-9]+$/i.test(name)) throw formatError(`Outputs name '${name}' is non alphanumeric.`);
    const of = `'${name}' in 'Outputs' of the template`;
    check(of, output, OBJECT);
    const unknown = unknownMember(output, MEMBERS);
    if (unknown) {
      throw validationError(`Invalid template output property '${unknown.name}' of ${name}${unknown.advice}`);
    }
    const { Value: value, Export: exported } = output as Record<string, unknown>;
    if (value === undefined) {
      throw formatError(`Every Outputs member must contain a Value object, got ${name}`);
    }
    if (Array.isArray(value) || (isObject(value) && intrinsicName(value) === undefined)) {
      throw formatError(`The Value field of every Outputs member must evaluate to a String, got ${name}`);
    }
    check(`'Export' of ${of}`, exported, optional(AN_EXPORT));
    if (isObject(exported)) checkExportName(name, exported.Name, template);
  }
}

export function isExportName(name: string): boolean {
  return /^[a-z0-9:-]+$/i.test(name);
}

/** The name must be known before anything is created. */
function checkExportName(output: string, exportName: unknown, { Resources: resources }: Template): void {
  const known = ['Fn::ImportValue', 'Fn::GetAZs'];
  const isLate =
    references(exportName).some((name) => Object.hasOwn(resources, name)) ||
    [...valuesIn(exportName, '')].some(
      ([, value]) => isObject(value) && known.includes(intrinsicName(value) ?? ''),
    );
  if (isLate) {
    throw formatError(
      `Output ${output} is malformed. The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs.`,
    );
  }
  if (isObject(exportName) || (typeof exportName === 'string' && isExportName(exportName))) return;
  throw formatError(
    `Output ${output} is malformed. The Name field of every Export member must be specified and consist only of` +
      ' alphanumeric characters, colons, or hyphens.',
  );
}
