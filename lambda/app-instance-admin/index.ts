import { onCreate } from './create';
import { onDelete } from './delete';
import { NOT_CREATED } from './physical-id';
import { decodeKnown } from './properties';
import { onUpdate } from './update';
import { APP_INSTANCE_ADMIN_RESOURCE_TYPE } from '../../src/private/protocol';
import { describeStack } from '../cloudformation';
import { createHandler, type HandlerOptions, type ResourceProvider } from '../protocol';

/** An app instance admin's role as a resource. */
const adminProvider: ResourceProvider = {
  describe: ({ ResourceProperties }) => {
    const { AppInstanceArn, MemberArn } = decodeKnown(ResourceProperties) ?? {};
    return `admin ${MemberArn} of app instance ${AppInstanceArn}`;
  },
  onCreate,
  onUpdate,
  onDelete,
};

/** Provides app instance admins. */
export const options: HandlerOptions = {
  notCreated: NOT_CREATED,
  providers: { [APP_INSTANCE_ADMIN_RESOURCE_TYPE]: adminProvider },
  describeStack,
};

export const handler = createHandler(options);
