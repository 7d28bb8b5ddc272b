export { type ChannelCreationStep, ChannelCreationError } from './channel-creation-error';
export { type ChannelsClient } from './client';
export { type ChannelWithFlow, createChannelWithFlow } from './create-channel-with-flow';
