import { onCreate } from './create';
import { onDelete } from './delete';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { parseChannelFlowArn } from '../chime/chime-arn';
import type { ResourceProvider } from '../protocol/handler';

/** A channel flow as a resource. */
export const channelFlowProvider: ResourceProvider = {
  describe: ({ PhysicalResourceId, ResourceProperties }) => {
    if (parseChannelFlowArn(PhysicalResourceId)) return `channel flow ${PhysicalResourceId}`;
    const { Name, AppInstanceArn } = decodeKnown(ResourceProperties);
    return `channel flow "${Name}" in ${AppInstanceArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};
