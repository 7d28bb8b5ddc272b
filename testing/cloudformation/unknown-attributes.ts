import { attributeValue } from './attribute-value';
import type { StackSource } from './cloud-assembly';
import { sourcesIn } from './nested-templates';
import { isNamed, nameOf, type NamedResource } from './resource-names';
import { stubWith } from './stub-advice';
import { attributesOf, hasAttribute, overrideOf, type StubOverride, type Stubs } from './stubs';
import { attributeReferences, functionError } from './validation';
import { didYouMean } from '../inputs';

/** Checks the attribute references of a stack and its nested stacks before anything is created. */
export function checkAllAttributes(source: StackSource, stubs: Stubs | undefined): void {
  checkAttributes(source, stubs);
  for (const nested of sourcesIn(source)) checkAllAttributes(nested, stubs);
}

/** @throws Error if a template uses an attribute that neither the resource type nor its stub has */
export function checkAttributes(source: StackSource, stubs: Stubs | undefined): void {
  const { stackName, template } = source;
  for (const { logicalId, attribute } of attributeReferences(template)) {
    const definition = Object.hasOwn(template.Resources, logicalId)
      ? template.Resources[logicalId]
      : undefined;
    if (definition === undefined || attribute === undefined) continue;
    const resource = { logicalId, definition, source };
    if (hasAttribute(definition.Type, attribute) || adds(stubs, resource, attribute)) continue;
    const { message } = refusal(resource, attribute);
    throw new Error(`stack ${stackName}: ${message}`);
  }
}

/** Whether a stub has an attribute that the schema of its type lacks, for example because it is newer. */
function adds(stubs: Stubs | undefined, resource: NamedResource, attribute: string): boolean {
  const { attributes = {} } = overrideOf(stubs, (name) => isNamed(resource, name)) ?? {};
  return attributeValue(attributes, attribute) !== undefined;
}

function refusal(resource: NamedResource, attribute: string): Error {
  const { logicalId, definition } = resource;
  const known = attributesOf(definition.Type)!;
  return functionError(
    `resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt: ${definition.Type} has only` +
      ` ${known.join(', ') || 'none'}${didYouMean(attribute, known)}; for a newer attribute,` +
      ` ${stubWith(nameOf(resource), attribute)}`,
  );
}

/**
 * @param found the resources that the override applies to
 * @throws Error if nothing can use an attribute of the override: the schema of the type does not have it, and no
 * template refers to it
 */
export function checkOverride(
  name: string,
  { attributes = {} }: StubOverride,
  found: readonly NamedResource[],
): void {
  const types = [...new Set(found.map(({ definition }) => definition.Type))];
  const taken = found.flatMap(attributesTaken);
  if (taken.includes(undefined)) return; // it is known only when the template is deployed
  const referenced = taken.filter((attribute) => attribute !== undefined);
  const isTaken = (attribute: string) =>
    types.some((type) => attributesOf(type) && hasAttribute(type, attribute)) ||
    referenced.some((other) => other === attribute || other.startsWith(`${attribute}.`));
  const unknown = Object.keys(attributes).find((attribute) => !isTaken(attribute));
  if (unknown === undefined) return;
  const known = [...new Set([...types.flatMap((type) => attributesOf(type) ?? []), ...referenced])];
  throw new Error(
    `'attributes' of the stub of '${name}' must be attributes that ${types.join(', ')} has or a template refers to` +
      ` (${known.join(', ') || 'none'}), got '${unknown}'${didYouMean(unknown, known)}`,
  );
}

/** The attributes of a resource that its template uses. */
function attributesTaken({ logicalId, source }: NamedResource): (string | undefined)[] {
  return attributeReferences(source.template)
    .filter((reference) => reference.logicalId === logicalId)
    .map(({ attribute }) => attribute);
}
