import { onCreate } from './create';
import { onDelete } from './delete';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import type { ResourceProvider } from '../protocol/handler';

/** The association of a channel with a channel flow as a resource. */
export const associationProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => {
    const { ChannelArn, ChannelFlowArn } = decodeKnown(ResourceProperties) ?? {};
    return `association of channel ${ChannelArn} with channel flow ${ChannelFlowArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};
