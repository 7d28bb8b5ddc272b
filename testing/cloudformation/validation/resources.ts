import { check, isObject, listOf, must, OBJECT, optional, TEXT } from '../../inputs';
import type { Template } from '../template';
import { membersOf, unknownMember } from './members';
import { formatError, functionError, validationError } from './template-error';
import { hasLanguageExtensions } from './transforms';

const ATTRIBUTES = [
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
  'Version',
];

const POLICIES: Readonly<Record<string, readonly string[]>> = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
const WITH_SNAPSHOTS = [
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
];

const LOGICAL_IDS = must(
  'a logical id or a list of them',
  (value) => !TEXT(value) || !listOf('logical ids', TEXT)(value),
);

/** @throws Error if a resource is malformed */
export function checkResources(template: Template): void {
  const { Resources: resources } = template;
  const hasExtensions = hasLanguageExtensions(template);
  if (membersOf(resources).length === 0) {
    throw formatError('At least one Resources member must be defined.');
  }
  for (const [id, resource] of membersOf(resources)) {
    if (id.startsWith('Fn::')) {
      throw new Error(
        `${id.split('::', 2).join('::')} in 'Resources' is not supported by the local deployment`,
      );
    }
    if (!/^[a-z0-9]+$/i.test(id)) throw formatError(`Resource name ${id} is non alphanumeric.`);
    check(`'${id}' in 'Resources' of the template`, resource, OBJECT);
    checkResource(id, resource as Record<string, unknown>, hasExtensions);
  }
}

function checkResource(id: string, resource: Record<string, unknown>, hasExtensions: boolean): void {
  const unknown = unknownMember(resource, ATTRIBUTES);
  if (unknown) {
    throw validationError(`Invalid template resource property '${unknown.name}' of ${id}${unknown.advice}`);
  }
  const of = `of '${id}' in 'Resources' of the template`;
  const { Type: type, Properties: properties, DependsOn: dependsOn, Metadata: metadata } = resource;
  check(`'Type' ${of}`, type, TEXT);
  if (type === '') throw formatError(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  check(`'Properties' ${of}`, properties, optional(OBJECT));
  check(`'DependsOn' ${of}`, dependsOn, optional(LOGICAL_IDS));
  check(`'Metadata' ${of}`, metadata, optional(OBJECT));
  for (const attribute of Object.keys(POLICIES)) {
    const policy = resource[attribute];
    if (hasExtensions && isObject(policy)) continue; // known only with the values of parameters
    if (policy !== undefined) checkPolicy(id, String(type), attribute, policy);
  }
}

/** @throws Error if a deletion or replacement policy is invalid, or not supported by the type */
export function checkPolicy(id: string, type: string, attribute: string, given: unknown): void {
  const values = POLICIES[attribute]!;
  if (typeof given !== 'string') throw formatError(`Every ${attribute} member must be a string.`);
  if (!values.includes(given)) {
    throw formatError(
      `Unrecognized ${attribute} ${given} for resource ${id}: expected one of ${values.join(', ')}`,
    );
  }
  if (given !== 'Snapshot' || WITH_SNAPSHOTS.includes(type)) return;
  throw functionError(`resource type ${type} of ${id} does not support deletion policy Snapshot`);
}
