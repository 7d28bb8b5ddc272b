import { onCreate } from './create';
import { onDelete } from './delete';
import { NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE } from '../../src/private/protocol';
import { describeStack } from '../cloudformation';
import { createHandler, type HandlerOptions, type ResourceProvider } from '../protocol';

/** Which streams receive the data of an app instance, as a resource. */
const streamingProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => {
    const { appInstanceArn, streams = {} } = decodeKnown(ResourceProperties) ?? {};
    return `streaming of ${Object.keys(streams).join(' and ')} of app instance ${appInstanceArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};

/** Provides streaming configurations. */
export const options: HandlerOptions = {
  notCreated: NOT_CREATED,
  providers: { [MESSAGING_STREAMING_CONFIGURATION_RESOURCE_TYPE]: streamingProvider },
  describeStack,
};

export const handler = createHandler(options);
