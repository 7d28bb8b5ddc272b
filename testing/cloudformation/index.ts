/**
 * Stacks on this machine, with their lifecycle in CloudFormation. It imports the services (`cloud`) and the emulator.
 */
export { warningsIn } from './cloud-assembly';
export type { CustomResourceDelivery } from './custom-resource';
export type { CustomResourceRequest } from './custom-resource-response';
export { DeploymentFunctions, type DeployedFunction } from './deployment-functions';
export type { LocalAppOptions, LocalDeploymentOptions, OperationOptions } from './deployment-options';
export type { AppSource, DeploymentSource } from './deployment-source';
export type { InjectedFailure, InjectedFailures } from './failures';
export { LocalApp } from './local-app';
export {
  DeploymentFailedError,
  LocalDeployment,
  type DeployedResource,
  type StubbedResource,
} from './local-deployment';
export type { RollbackOfReplacement } from './stack';
export type { StubOptions, StubOverride, Stubs } from './stubs';
export type { StackEvent } from './stack-event';
export type {
  Template,
  TemplateAssertion,
  TemplateOutput,
  TemplateParameter,
  TemplateResource,
  TemplateRule,
} from './template';
