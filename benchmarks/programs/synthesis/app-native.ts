import { synthesizeAppBy } from './app-library';
import { ChannelFlowProvisioning } from 'cdk-chime-sdk-messaging';

synthesizeAppBy(ChannelFlowProvisioning.CLOUDFORMATION);
