import { Annotations } from 'aws-cdk-lib';
import type { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { invocationKeyOf } from './qualified-function';
import type { ChannelFlowProcessor } from '../../channel-flow-processor';
import { ErrorAction } from '../../error-action';
import { FallbackAction } from '../../fallback-action';
import type { ProcessorProperties } from '../protocol';
import {
  got,
  type Shape,
  validateEnvironment,
  validateName,
  validateEnvironmentOfAppInstance,
  validateStruct,
  ValidationError,
  type Where,
} from '../validation';

const MAXIMUM_PROCESSORS = 3;

const PROCESSOR: Shape<ChannelFlowProcessor> = {
  function: 'function',
  processorName: 'text?',
  fallbackAction: FallbackAction,
  errorAction: ErrorAction,
  guard: 'processorGuard?',
};

/** Checks the processors of a flow, before it is created. */
export function validateProcessors(where: Where, processors: readonly ChannelFlowProcessor[]): void {
  validateCount(where, processors);
  [...processors].forEach((processor, index) => {
    validateStruct(where, `processors[${index}]`, processor, PROCESSOR);
    validateName(where, `processors[${index}].processorName`, nameOf(processor));
  });
  validateUniqueFunctions(where, processors);
}

function validateCount(where: Where, processors: unknown): void {
  const count = Array.isArray(processors) ? processors.length : undefined;
  if (count !== undefined && count >= 1 && count <= MAXIMUM_PROCESSORS) return;
  const rule = count === undefined ? 'be a list of' : 'contain';
  throw new ValidationError(
    `'processors' must ${rule} 1 to ${MAXIMUM_PROCESSORS} processors, ${got(count ?? processors)}`,
    where,
  );
}

/** Converts the processors of a flow to the provider's properties, in their order. */
export function renderProcessors(
  scope: Construct,
  processors: readonly ChannelFlowProcessor[],
  appInstance: IEnvironmentAware,
): ProcessorProperties[] {
  warnOfQuota(scope, processors.length);
  return processors.map((processor, index) => {
    // the service cannot invoke functions elsewhere
    validateEnvironment(scope, `processors[${index}].function`, processor.function);
    validateEnvironmentOfAppInstance(scope, `processors[${index}].function`, processor.function, appInstance);
    return {
      Name: nameOf(processor),
      FunctionArn: processor.function.functionArn,
      FallbackAction: processor.fallbackAction ?? FallbackAction.ABORT,
    };
  });
}

function nameOf({ function: fn, processorName }: ChannelFlowProcessor): string {
  return processorName ?? fn.node.id;
}

function validateUniqueFunctions(where: Where, processors: readonly ChannelFlowProcessor[]): void {
  const seen = new Set<string>();
  processors.forEach((processor, index) => {
    const identity = invocationKeyOf(processor.function);
    if (seen.has(identity)) {
      throw new ValidationError(
        `'processors[${index}].function' must not be the function of another processor in the flow,` +
          ` ${got(processor.function.node.path)}`,
        where,
      );
    }
    seen.add(identity);
  });
}

/** @see https://docs.aws.amazon.com/chime-sdk/latest/dg/using-channel-flows.html */
function warnOfQuota(scope: Construct, count: number): void {
  if (count === 1) return;
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:processor-quota',
    `the flow has ${count} processors, but the default quota is 1 processor per flow: ask AWS Support for an increase, or combine the` +
      ' steps in one function',
  );
}
