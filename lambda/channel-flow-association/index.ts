/**
 * The handler of channel flow associations. It may depend on the rooms `protocol`, `chime` and `cloudformation`, but on no
 * other handler. Nothing may depend on it.
 */
import { onCreate } from './create';
import { onDelete } from './delete';
import { NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE } from '../../src/private/protocol';
import { describeStack } from '../cloudformation';
import { createHandler, type HandlerOptions, type ResourceProvider } from '../protocol';

/** The association of a channel with a channel flow as a resource. */
const associationProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => {
    const { ChannelArn, ChannelFlowArn } = decodeKnown(ResourceProperties) ?? {};
    return `association of channel ${ChannelArn} with channel flow ${ChannelFlowArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};

/** Provides associations of channels with channel flows. */
export const options: HandlerOptions = {
  notCreated: NOT_CREATED,
  providers: { [CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE]: associationProvider },
  describeStack,
};

export const handler = createHandler(options);
