import type { Handler } from './function-run';
import { options as adminOptions } from '../../lambda/app-instance-admin';
import { options as flowOptions } from '../../lambda/channel-flow';
import { options as associationOptions } from '../../lambda/channel-flow-association';
import { options as coverageOptions } from '../../lambda/channel-flow-coverage';
import { createHandler as createDetection } from '../../lambda/channel-flow-detection/handler';
import { createHandler as createSweep } from '../../lambda/channel-flow-sweep/handler';
import { messagingClient } from '../../lambda/chime';
import { detectionFileOf, indexStoreOf, stateFileOf } from '../../lambda/coverage-state';
import { options as streamingOptions } from '../../lambda/messaging-streaming-configuration';
import { createHandler, type HandlerOptions } from '../../lambda/protocol';

/** The providers' handlers by resource type, loaded as modules. */
export const HANDLERS: Readonly<Record<string, Handler>> = Object.fromEntries(
  [flowOptions, associationOptions, adminOptions, coverageOptions, streamingOptions].flatMap((options) =>
    Object.keys(options.providers).map((type) => [type, handlerOf(options)]),
  ),
);

function handlerOf(options: HandlerOptions): Handler {
  return (timers, log, describeStack) => createHandler({ ...options, timers, log, describeStack });
}

/** The function that sweeps for the coverage of a bucket. */
export function sweepHandler(bucket: string): Handler {
  return (timers, log) => {
    const openState = () => stateFileOf(bucket);
    const handle = createSweep({
      client: messagingClient(),
      indexStore: indexStoreOf(bucket),
      openState,
      timers,
      write: log,
    });
    return async (event, context) =>
      handle(event, { ...context, functionName: 'sweep', awsRequestId: 'sweep' });
  };
}

/** How much sooner than a provider's function the one that detects has to end. */
const SOONER = 180_000;

/** The function that detects channels for the coverage of a bucket. */
export function detectionHandler(bucket: string): Handler {
  return (timers, log) => {
    const handle = createDetection({
      client: messagingClient(),
      openState: () => detectionFileOf(bucket),
      timers,
      coverage: 'sweep',
      write: log,
    });
    return async (event, context) => {
      const getRemainingTimeInMillis = () => Math.max(0, context.getRemainingTimeInMillis() - SOONER);
      await handle(event, { getRemainingTimeInMillis, awsRequestId: 'detection' });
    };
  };
}
