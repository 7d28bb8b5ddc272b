/**
 * The handler of channel flows, and of their lookup by name. It may depend on the rooms `protocol`, `chime` and
 * `cloudformation`, but on no other handler. Nothing may depend on it.
 */
import { onCreate } from './create';
import { NOT_CREATED, onDelete } from './delete';
import { lookupProvider } from './lookup';
import { flowByName } from './properties';
import { onUpdate } from './update';
import { CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE, CHANNEL_FLOW_RESOURCE_TYPE } from '../../src/private/protocol';
import { parseChannelFlowArn } from '../chime';
import { describeStack } from '../cloudformation';
import { createHandler, type HandlerOptions, type ResourceProvider } from '../protocol';

/** A channel flow as a resource. */
const channelFlowProvider: ResourceProvider = {
  describe: ({ PhysicalResourceId: id, ResourceProperties }) =>
    parseChannelFlowArn(id) ? `channel flow ${id}` : flowByName(ResourceProperties),
  onCreate,
  onUpdate,
  onDelete,
};

/** Provides channel flows, and looks them up by name. */
export const options: HandlerOptions = {
  notCreated: NOT_CREATED,
  providers: {
    [CHANNEL_FLOW_RESOURCE_TYPE]: channelFlowProvider,
    [CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE]: lookupProvider,
  },
  describeStack,
};

export const handler = createHandler(options);
