import { NOT_CREATED } from './physical-id';
import { associationProvider } from './provider';
import { CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE } from '../../src/private/protocol/channel-flow-association-properties';
import { createHandler } from '../protocol/handler';

/** Provides associations of channels with channel flows. */
export const handler = createHandler({
  notCreated: NOT_CREATED,
  providers: { [CHANNEL_FLOW_ASSOCIATION_RESOURCE_TYPE]: associationProvider },
});
