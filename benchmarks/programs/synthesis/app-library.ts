import { synthesizeApp } from './app';
import { ChannelFlow, type ChannelFlowProvisioning } from 'cdk-chime-sdk-messaging';

export function synthesizeAppBy(provisioning: ChannelFlowProvisioning): void {
  synthesizeApp(({ stack, count, appInstance, fn }) => {
    for (let index = 0; index < count; index++) {
      const channelFlowName = `Flow${index}`; // as the other variants have one
      new ChannelFlow(stack, channelFlowName, {
        appInstance,
        channelFlowName,
        processors: [{ function: fn }],
        provisioning,
      });
    }
  });
}
