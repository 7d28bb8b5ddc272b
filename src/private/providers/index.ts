/**
 * What the constructs put into a template: the functions behind the custom resources, the resources themselves, and the
 * permissions of providers and processors. It may know the rooms `protocol` and `validation`, and of the public files only
 * types and enums.
 */
export { ChimeCustomResource, TaggedChimeCustomResource } from './chime-custom-resource';
export { definitionIn, propertiesOf, targetsIn } from './definitions';
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
