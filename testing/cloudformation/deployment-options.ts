import type { CustomResourceDelivery } from './custom-resource';
import type { InjectedFailures } from './failures';
import type { RollbackOfReplacement } from './stack';
import type { StackEvent } from './stack-event';
import { STUBS, type Stubs } from './stubs';
import { EMULATOR } from '../cloud';
import type { ConcurrentChanges } from '../cloud/lambda';
import type { ChimeMessagingEmulator } from '../emulator';
import {
  BOOLEAN,
  FUNCTION,
  listOf,
  mapOf,
  MILLISECONDS,
  must,
  OBJECT,
  oneOf,
  optional,
  TEXT,
  type Rules,
} from '../inputs';

/** Options for one operation on a stack. */
export interface OperationOptions {
  /**
   * Values for the template's parameters.
   * @default - the values of the previous operation, then the defaults of the template
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Resources that fail on purpose, by logical id or construct path.
   * @default - nothing fails on purpose
   */
  readonly failures?: InjectedFailures;
}

/** Options for `LocalDeployment.deploy`. */
export interface LocalDeploymentOptions extends OperationOptions, CustomResourceDelivery {
  /** The emulator for the Chime resources. Deployments on one emulator share identities, functions, and exports. */
  readonly emulator: ChimeMessagingEmulator;
  /**
   * The stack of an app or assembly to deploy, or the stack name for a template. A stack construct has its own name.
   * @default - the stack, or the only stack of the app or assembly; `local` for a template
   */
  readonly stackName?: string;
  /**
   * Called with every event as it happens.
   * @default - events are only kept in `events`
   */
  readonly onEvent?: (event: StackEvent) => void;
  /**
   * The resources to stub. A stub does not run anything. Other resources get its values in the format of the resource
   * type.
   * @default - resources that do not run locally are an error
   */
  readonly stubs?: Stubs;
  /**
   * Environment variables to add to functions, by logical id or construct path; `*` means every function. For example,
   * `{ '*': { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000' } }`.
   * @default - functions have only the variables in their templates
   */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * What happens to replaced custom resources when an update is rolled back, which AWS does not document.
   * @default 'reversedUpdate'
   */
  readonly rollbackOfReplacement?: RollbackOfReplacement;
  /**
   * The delays before retries of asynchronous invocations, in milliseconds on the emulator's clock, for all functions on
   * this emulator.
   * @default - one and two minutes, as in Lambda
   */
  readonly asyncRetryDelays?: readonly number[];
  /**
   * How long a new or changed policy takes to take effect, in milliseconds on the emulator's clock, for all policies on
   * this emulator.
   * @default 0
   */
  readonly iamPropagationDelay?: number;
  /**
   * How Lambda reacts when resources that do not depend on each other configure one function at the same time, for all
   * functions on this emulator. AWS documents the error, but not how close two changes must be to cause it.
   * - `ordered`: one after the other
   * - `conflict`: ResourceConflictException
   * @default 'ordered'
   */
  readonly concurrentFunctionChanges?: ConcurrentChanges;
}

export const OPERATION_OPTIONS: Rules<OperationOptions> = {
  parameters: optional(mapOf('strings', TEXT)),
  failures: optional(OBJECT),
};

export const DEPLOYMENT_OPTIONS: Rules<LocalDeploymentOptions> = {
  ...OPERATION_OPTIONS,
  emulator: EMULATOR,
  stackName: optional(
    must(
      'the name of a stack, or its construct path in the app',
      (value) => typeof value === 'string' && /^[a-z][\w/.-]*$/i.test(value),
    ),
  ),
  onEvent: optional(FUNCTION),
  onRequest: optional(FUNCTION),
  duplicateDelivery: optional(BOOLEAN),
  deliveryDelays: optional(FUNCTION),
  stubs: optional(STUBS),
  environment: optional(mapOf('objects of environment variables', mapOf('strings', TEXT))),
  rollbackOfReplacement: optional(oneOf('reversedUpdate', 'restoreOldId')),
  asyncRetryDelays: optional(listOf('milliseconds, each a number from 0', MILLISECONDS)),
  iamPropagationDelay: optional(MILLISECONDS),
  concurrentFunctionChanges: optional(oneOf('ordered', 'conflict')),
};

/** Options for `LocalDeployment.deployApp`. */
export interface LocalAppOptions extends Omit<LocalDeploymentOptions, 'stackName'> {
  /**
   * Values for the templates' parameters, as for `cdk deploy`: by name, for every stack that has such a parameter, or by
   * stack name and parameter name, as `Stack:Parameter`.
   * @default - the values of the previous operation, then the defaults of the templates
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Resources that fail on purpose, by logical id or construct path; a path that includes the stack selects the stack.
   * @default - nothing fails on purpose
   */
  readonly failures?: InjectedFailures;
}

const { stackName: _, ...appOptions } = DEPLOYMENT_OPTIONS;

export const APP_OPTIONS: Rules<LocalAppOptions> = appOptions;
