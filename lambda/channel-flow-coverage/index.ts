import { onCreate } from './create';
import { onDelete } from './delete';
import { NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE } from '../../src/private/protocol';
import { describeStack } from '../cloudformation';
import { createHandler, type HandlerOptions, type ResourceProvider } from '../protocol';

/** The coverage of an app instance's channels by a channel flow as a resource. */
const coverageProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => {
    const { settings } = decodeKnown(ResourceProperties) ?? {};
    return `coverage by channel flow ${settings?.channelFlowArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};

/** Provides coverages. */
export const options: HandlerOptions = {
  notCreated: NOT_CREATED,
  providers: { [CHANNEL_FLOW_COVERAGE_RESOURCE_TYPE]: coverageProvider },
  describeStack,
};

export const handler = createHandler(options);
