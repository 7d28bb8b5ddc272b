import type { Handler } from './function';
import { options as flowOptions } from '../../lambda/channel-flow';
import { options as associationOptions } from '../../lambda/channel-flow-association';
import { createHandler, type HandlerOptions } from '../../lambda/protocol';

function handlerOf(options: HandlerOptions): Handler {
  return (timers, log, describeStack) => createHandler({ ...options, timers, log, describeStack });
}

export const flowHandler = handlerOf(flowOptions);
export const associationHandler = handlerOf(associationOptions);
