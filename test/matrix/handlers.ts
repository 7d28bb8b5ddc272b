import type { Handler } from './function';
import { NOT_CREATED as FLOW_NOT_CREATED } from '../../lambda/channel-flow/delete-unknown';
import { channelFlowProvider } from '../../lambda/channel-flow/provider';
import { NOT_CREATED as ASSOCIATION_NOT_CREATED } from '../../lambda/channel-flow-association/physical-id';
import { associationProvider } from '../../lambda/channel-flow-association/provider';
import { createHandler } from '../../lambda/protocol/handler';

export const flowHandler: Handler = (timers, log) =>
  createHandler({
    notCreated: FLOW_NOT_CREATED,
    providers: { 'Custom::ChimeChannelFlow': channelFlowProvider },
    timers,
    log,
  });

export const associationHandler: Handler = (timers, log) =>
  createHandler({
    notCreated: ASSOCIATION_NOT_CREATED,
    providers: { 'Custom::ChimeChannelFlowAssociation': associationProvider },
    timers,
    log,
  });
