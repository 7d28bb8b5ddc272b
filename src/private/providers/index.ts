/**
 * The resources that the constructs add to a template: the functions behind the custom resources, the resources themselves, and
 * the permissions of providers and processors. It may import the rooms `protocol` and `validation`, and only types and enums from
 * the public files.
 */
export { ChimeCustomResource, TaggedChimeCustomResource } from './chime-custom-resource';
export { definitionIn, definitionOf, propertiesOf, targetsIn } from './definitions';
export { ProcessorAccess } from './processor-access';
export { RefuseFlowInProcessors } from './flow-in-processor';
export { keepOwnProperties } from './own-properties';
export { renderProcessors, validateProcessors } from './processors';
export { ProviderBase } from './provider-base';
export {
  invocationKeyOf,
  invokedArnOf,
  isAlias,
  isDefinedHere,
  isVersion,
  knownNameOf,
  qualifierOf,
  stageOf,
  unqualified,
} from './qualified-function';
export { RolePolicy } from './role-policy';
export { sharedIn } from './shared-in';
export { wayBetween } from './way-between';
