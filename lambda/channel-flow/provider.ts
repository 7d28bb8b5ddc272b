import { onCreate } from './create';
import { onDelete } from './delete';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { parseChannelFlowArn } from '../shared/chime-arn';
import type { ResourceProvider } from '../shared/handler';

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
