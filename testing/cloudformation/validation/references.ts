import { isObject } from '../../inputs';
import { intrinsicName, references } from '../intrinsics';
import type { Template } from '../template';
import { membersOf, valuesIn } from './members';
import { formatError, functionError } from './template-error';

/** The pseudo parameters, which `Ref` resolves for the stack itself. */
const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** @throws Error if resources or outputs refer to anything that the template does not have */
export function checkReferences(template: Template): void {
  const { Resources: resources, Outputs: outputs } = template;
  for (const [
    id,
    { Properties: properties, Metadata: metadata, DependsOn: dependsOn = [] },
  ] of Object.entries(resources)) {
    refuseUnresolved(template, 'Resources', id, references([properties, metadata]));
    const missing = [dependsOn].flat().filter((name) => !Object.hasOwn(resources, name));
    if (missing.length > 0) throw unresolved('Resources', id, missing);
    checkPart(template, 'Resources', id, resources[id], properties);
  }
  for (const [id, output] of membersOf(outputs)) {
    refuseUnresolved(template, 'Outputs', id, references(output));
    checkPart(template, 'Outputs', id, output, output);
  }
}

/** Also used for a resource whose condition is false: it is in the template, but will not exist. */
export function unresolved(section: string, id: string, names: readonly string[]): Error {
  return formatError(
    `Unresolved resource dependencies [${names.join(', ')}] in the ${section} block of the template (in ${id})`,
  );
}

/** @throws Error if a part that is evaluated before anything is created refers to more than parameters */
export function refuseResources(
  section: string,
  expression: unknown,
  { Parameters: parameters = {} }: Pick<Template, 'Parameters'>,
): void {
  const late = references(expression).filter(
    (name) => !name.startsWith('AWS::') && !Object.hasOwn(parameters, name),
  );
  if (late.length === 0) return;
  throw formatError(
    `Unresolved dependencies [${late.join(', ')}]. Cannot reference resources in the ${section} block of the template`,
  );
}

function refuseUnresolved(
  { Parameters: parameters = {}, Resources: resources }: Template,
  section: string,
  id: string,
  names: readonly string[],
): void {
  const missing = names.filter(
    (name) =>
      !PSEUDO_PARAMETERS.includes(name) &&
      !Object.hasOwn(parameters, name) &&
      !Object.hasOwn(resources, name),
  );
  if (missing.length > 0) throw unresolved(section, id, [...new Set(missing)]);
}

/** Checks the conditions and mappings that a resource or an output refers to. */
function checkPart(template: Template, section: string, id: string, owner: unknown, part: unknown): void {
  const { Conditions: conditions = {}, Mappings: mappings = {} } = template;
  const { Condition: condition } = owner as { Condition?: unknown };
  if (condition !== undefined && typeof condition !== 'string') {
    throw formatError(`Every Condition member must be a string (in ${id})`);
  }
  if (condition !== undefined && !Object.hasOwn(conditions, condition)) {
    throw formatError(
      `Unresolved condition dependency ${condition} in the ${section} block of the template (in ${id})`,
    );
  }
  for (const [, value] of valuesIn(part, '')) {
    if (!isObject(value)) continue;
    const name = intrinsicName(value);
    const argument = value[name ?? ''];
    if (name === 'Fn::If') checkConditionOf(argument as [string], conditions, id);
    if (name === 'Fn::FindInMap') checkMappingOf(argument as unknown[], mappings);
  }
}

function checkConditionOf([condition]: [string], conditions: object, id: string): void {
  if (Object.hasOwn(conditions, condition)) return;
  throw functionError(`unresolved condition dependency ${condition} in Fn::If (in ${id})`);
}

function checkMappingOf([map, , , options]: unknown[], mappings: object): void {
  if (typeof map !== 'string' || options !== undefined || Object.hasOwn(mappings, map)) return;
  throw functionError(`Mapping named '${map}' is not present in the 'Mappings' section of template.`);
}
