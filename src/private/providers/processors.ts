import { Annotations, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { invocationKeyOf } from './qualified-function';
import type { ChannelFlowProcessor } from '../../channel-flow-processor';
import { ErrorAction } from '../../error-action';
import { FallbackAction } from '../../fallback-action';
import type { ProcessorProperties } from '../protocol/channel-flow-properties';
import { validateChoice, validateKind } from '../validation/inputs';
import { validateName } from '../validation/names';
import { isElsewhere } from '../validation/place';
import { got, ValidationError } from '../validation/validation-error';

const MAXIMUM_PROCESSORS = 3;

/** Checks the processors of a flow and puts them into the provider's terms, in their order. */
export function renderProcessors(
  scope: Construct,
  processors: ChannelFlowProcessor[],
): ProcessorProperties[] {
  validateCount(scope, processors);
  processors.forEach((processor, index) => validateProcessor(scope, processor, `processors[${index}]`));
  validateUniqueFunctions(scope, processors);
  warnOfQuota(scope, processors.length);
  return processors.map((processor, index) => {
    const name = processor.processorName ?? processor.function.node.id;
    validateName(scope, `processors[${index}].processorName`, name);
    warnOfPlace(scope, processor, index);
    return {
      Name: name,
      FunctionArn: processor.function.functionArn,
      FallbackAction: processor.fallbackAction ?? FallbackAction.ABORT,
    };
  });
}

function validateCount(scope: Construct, processors: unknown): void {
  const count = Array.isArray(processors) ? processors.length : undefined;
  if (count !== undefined && count >= 1 && count <= MAXIMUM_PROCESSORS) return;
  throw new ValidationError(
    `'processors' must hold 1 to ${MAXIMUM_PROCESSORS} processors, ${got(count ?? processors)}`,
    scope,
  );
}

function validateProcessor(scope: Construct, processor: ChannelFlowProcessor, property: string): void {
  validateKind(scope, property, processor, 'processor');
  validateKind(scope, `${property}.function`, processor.function, 'function');
  validateChoice(scope, `${property}.fallbackAction`, processor.fallbackAction, FallbackAction);
  validateChoice(scope, `${property}.errorAction`, processor.errorAction, ErrorAction);
}

function validateUniqueFunctions(scope: Construct, processors: ChannelFlowProcessor[]): void {
  const seen = new Set<string>();
  processors.forEach((processor, index) => {
    const identity = invocationKeyOf(processor.function);
    if (seen.has(identity)) {
      throw new ValidationError(
        `'processors[${index}].function' must not be the function of another processor of the flow, ${got(processor.function.node.path)}`,
        scope,
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
    `the flow has ${count} processors, but the default quota is 1 processor in a flow: ask AWS Support for more, or put the` +
      ' steps into one function',
  );
}

/** The function must be where the app instance is: the stack of the flow. */
function warnOfPlace(scope: Construct, { function: fn }: ChannelFlowProcessor, index: number): void {
  if (!isElsewhere(Stack.of(scope), fn)) return;
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:processor-place',
    `'processors[${index}].function' should be in the account and region of the app instance, as the service can invoke no` +
      ` other, ${got(fn.node.path)} in account ${fn.env.account} and region ${fn.env.region}`,
  );
}
