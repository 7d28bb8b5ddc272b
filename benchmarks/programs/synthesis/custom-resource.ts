import { synthesizeFlows } from './library-flows';
import { ChannelFlowProvisioning } from 'cdk-chime-sdk-messaging';

synthesizeFlows(ChannelFlowProvisioning.CUSTOM_RESOURCE);
