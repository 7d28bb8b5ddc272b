export { LocalCloud, type Inbox } from '../cloud/local-cloud';
export type { CustomResourceRequest } from './custom-resource-answer';
export { DeploymentFailedError } from '../deployment/deployment-failed-error';
export { DeploymentFunctions } from './deployment-functions';
export type { DeploymentSource } from './deployment-source';
export type { InjectedFailure, InjectedFailures } from './failures';
export {
  LocalDeployment,
  type DeployedResource,
  type LocalDeploymentOptions,
  type OperationOptions,
} from './local-deployment';
export type { RollbackOfReplacement } from './stack';
export type { StackEvent } from './stack-event';
export type { Template, TemplateOutput, TemplateParameter, TemplateResource } from './template';
export type { AsyncInvocationOptions, AsyncResult, InvocationResult } from '../cloud/lambda';
