import { NOT_CREATED } from './delete-unknown';
import { lookupProvider } from './lookup';
import { channelFlowProvider } from './provider';
import {
  CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE,
  CHANNEL_FLOW_RESOURCE_TYPE,
} from '../../src/private/protocol/channel-flow-properties';
import { createHandler } from '../protocol/handler';

/** Provides channel flows, and looks them up by name. */
export const handler = createHandler({
  notCreated: NOT_CREATED,
  providers: {
    [CHANNEL_FLOW_RESOURCE_TYPE]: channelFlowProvider,
    [CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE]: lookupProvider,
  },
});
