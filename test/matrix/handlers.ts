import type { Handler } from './function-run';
import { options as adminOptions } from '../../lambda/app-instance-admin';
import { options as flowOptions } from '../../lambda/channel-flow';
import { options as associationOptions } from '../../lambda/channel-flow-association';
import { createHandler, type HandlerOptions } from '../../lambda/protocol';

/** The providers' code by resource type, as its modules are. */
export const HANDLERS: Readonly<Record<string, Handler>> = Object.fromEntries(
  [flowOptions, associationOptions, adminOptions].flatMap((options) =>
    Object.keys(options.providers).map((type) => [type, handlerOf(options)]),
  ),
);

function handlerOf(options: HandlerOptions): Handler {
  return (timers, log, describeStack) => createHandler({ ...options, timers, log, describeStack });
}
