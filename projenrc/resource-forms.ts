import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Attribute, Resource } from '@aws-cdk/service-spec-types';

/**
 * The known facts about a resource type, as text: the value of `Ref`, with `!` before parts that the service generates; the ARN
 * without its partition, with `@` for Region and account; the attributes that are the ARN; and the other attributes, with `#`
 * for a number, `?` for a boolean, `*` for a list, `~` for an object and `=` for a text before the name. Parts are separated by
 * spaces.
 */
type Form = string;

/** `AWS::Service::Type` → form, by service and type. */
type Forms = Record<string, Record<string, Form>>;

const KINDS: Record<string, string> = {
  number: '#',
  integer: '#',
  boolean: '?',
  array: '*',
  json: '~',
  map: '~',
  ref: '~',
};

/** The forms of all resource types, from CloudFormation's resource schemas, in an order that is always the same. */
export function resourceForms(): string {
  const resources = [...loadAwsServiceSpecSync().all('resource')].sort((left, right) =>
    left.cloudFormationType < right.cloudFormationType ? -1 : 1,
  );
  const forms: Forms = {};
  for (const resource of resources) {
    const [vendor, service, type] = resource.cloudFormationType.split('::');
    if (vendor === 'AWS' && type !== undefined) (forms[service!] ??= {})[type] = formOf(resource);
  }
  return JSON.stringify(forms);
}

function formOf(resource: Resource): Form {
  const { cfnRefIdentifier, primaryIdentifier = [], arnTemplate = '', attributes } = resource;
  const identifier = (cfnRefIdentifier ?? primaryIdentifier).map((name) =>
    name in attributes ? `!${name}` : name,
  );
  const own = Object.keys(attributes).filter((name) => isOwnArn(name, attributes[name]!, resource));
  const others = Object.entries(attributes)
    .filter(([name]) => !own.includes(name))
    .map(([name, { type }]) => `${KINDS[type.type] ?? '='}${name}`);
  const arn = arnTemplate.replace('arn:${Partition}:', '').replace('${Region}:${Account}', '@');
  return [identifier.join('|'), arn, own.join('|'), ...others].join(' ').trimEnd();
}

/** Whether an attribute is the ARN of the resource itself, and not that of something that belongs to it. */
function isOwnArn(
  name: string,
  { documentation = '' }: Attribute,
  { name: type, ...resource }: Resource,
): boolean {
  if (name === 'Arn' || name === `${type}Arn`) return true;
  if (/Arn$/.test(name) && type.endsWith(name.replace(/Arn$/, ''))) return true;
  const isIdentifier = resource.primaryIdentifier?.length === 1 && resource.primaryIdentifier[0] === name;
  return isIdentifier && /^(returns )?(the )?(arn\b|amazon resource name)/i.test(documentation.trim());
}
